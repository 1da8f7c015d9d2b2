"""Promises leave touches, too: of whoever promised, for the month in which they are due. In the manner of 0005."""

from importlib import import_module

from django.db import migrations

facts = import_module("kpis.migrations.0005_touches_of_more_facts")

TABLE = "work_promise"
RULE = {
    "rows": "SELECT NULL::bigint, manager_id, min(due_on), max(due_on) FROM changed GROUP BY manager_id",
    "columns": "manager_id, due_on, kept_on, broken_on, trashed_at",
}


def forward() -> str:
    return "\n".join(facts.function(TABLE, event, RULE) + facts.trigger(TABLE, event) for event in facts.EVENTS)


def back() -> str:
    return "\n".join(f"DROP FUNCTION {facts.name(TABLE, event)} CASCADE;" for event in facts.EVENTS)


class Migration(migrations.Migration):
    dependencies = [
        ("kpis", "0011_parts_of_a_month"),
        ("work", "0003_promises"),
    ]
    operations = [
        migrations.RunSQL(forward(), back()),
        # Months computed before do not have the new measures yet.
        migrations.RunSQL(
            f"INSERT INTO kpis_touch (since, xid) SELECT '1900-01-01', {facts.touches.XID} WHERE EXISTS"
            " (SELECT 1 FROM kpis_month)",
            migrations.RunSQL.noop,
        ),
    ]
