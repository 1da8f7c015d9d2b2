"""Facts of the other measures leave touches, too: cases, answers to surveys, estimated spending, who matters at a
client and whom one met. In the manner of 0002, whose triggers on interactions learn to tell the client as well."""

from importlib import import_module

from django.db import migrations

touches = import_module("kpis.migrations.0002_touches")

# Whom a held talk met counts for 90 days up to a month's end.
MET = """
    SELECT {c}.client_id, NULL::bigint, min(({c}.started_at AT TIME ZONE 'UTC')::date - 1),
           max(({c}.started_at AT TIME ZONE 'UTC')::date + 93)
    FROM {tables} WHERE {c}.status = 'held' AND {c}.kind IN ('meeting', 'call') AND {c}.trashed_at IS NULL{more}
    GROUP BY {c}.client_id"""
TABLES = {
    "work_case": {
        "rows": """
            SELECT client_id, NULL::bigint, min((received_at AT TIME ZONE 'UTC')::date - 1), NULL::date
                FROM changed GROUP BY client_id
            UNION ALL SELECT NULL, manager_id, min((received_at AT TIME ZONE 'UTC')::date - 1), NULL FROM changed
                WHERE manager_id IS NOT NULL GROUP BY manager_id""",
        "columns": "client_id, manager_id, kind, received_at, first_answer_at, solved_at, trashed_at",
    },
    "clients_survey": {
        "rows": "SELECT client_id, NULL::bigint, min(answered_on), NULL::date FROM changed GROUP BY client_id",
        "columns": "client_id, answered_on, score, trashed_at",
    },
    "clients_spending": {
        "rows": "SELECT client_id, NULL::bigint, min(as_of), NULL::date FROM changed GROUP BY client_id",
        "columns": "client_id, as_of, amount, currency, trashed_at",
    },
    "clients_contact": {
        # Only who is or was a key contact; the role has no date, so it holds for every month.
        "rows": """
            SELECT client_id, NULL::bigint, '1900-01-01'::date, NULL::date FROM changed
            WHERE trashed_at IS NULL
                AND (decision_role IN ('decides', 'influences', 'buys') OR influence = 'high') GROUP BY client_id""",
        "columns": "client_id, decision_role, influence, trashed_at",
    },
    "clients_interaction_contacts": {
        "rows": MET.format(
            c="i", tables="changed JOIN clients_interaction i ON i.id = changed.interaction_id", more=""
        ),
        "columns": "interaction_id, contact_id",
    },
}
TALKS = touches.TABLES["clients_interaction"]
SOMEBODY = " AND EXISTS (SELECT 1 FROM clients_interaction_contacts m WHERE m.interaction_id = c.id)"
TALKS_AND_CLIENTS = {
    "rows": f"({TALKS['rows']}) UNION ALL ({MET.format(c='c', tables='changed c', more=SOMEBODY)})",
    "columns": f"client_id, {TALKS['columns']}",
}
EVENTS = ("INSERT", "UPDATE", "DELETE")


def function(table: str, event: str, rule: dict) -> str:
    return f"""
        CREATE OR REPLACE FUNCTION {name(table, event)}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            WITH changed AS ({touches.changed(event, rule["columns"], narrow=False)})
            INSERT INTO kpis_touch (client_id, manager_id, since, until, xid)
            SELECT rows.*, {touches.XID} FROM ({rule["rows"]}) rows;
            RETURN NULL;
        END $$;"""


def trigger(table: str, event: str) -> str:
    return f"""
        CREATE TRIGGER {name(table, event)} AFTER {event} ON {table} REFERENCING {touches.REFERENCING[event]}
            FOR EACH STATEMENT EXECUTE FUNCTION {name(table, event)}();"""


def name(table: str, event: str) -> str:
    return f"kpis_touch_{table}_{event.lower()}"


def forward() -> str:
    new = [function(table, event, rule) + trigger(table, event) for table, rule in TABLES.items() for event in EVENTS]
    return "\n".join(new + [function("clients_interaction", event, TALKS_AND_CLIENTS) for event in EVENTS])


def back() -> str:
    gone = [f"DROP FUNCTION {name(table, event)} CASCADE;" for table in TABLES for event in EVENTS]
    return "\n".join(gone + [function("clients_interaction", event, TALKS) for event in EVENTS])


class Migration(migrations.Migration):
    dependencies = [
        ("kpis", "0004_closed_stays_closed"),
        ("clients", "0005_surveys_and_spending"),
        ("work", "0001_cases"),
    ]
    operations = [
        migrations.RunSQL(forward(), back()),
        # Months computed before do not have the new measures yet.
        migrations.RunSQL(
            f"INSERT INTO kpis_touch (since, xid) SELECT '1900-01-01', {touches.XID} WHERE EXISTS"
            " (SELECT 1 FROM kpis_month)",
            migrations.RunSQL.noop,
        ),
    ]
