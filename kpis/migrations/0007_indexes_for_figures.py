"""Indexes that computing and reading figures needs, and touches of those whose figures a changed return moves.

A return in one month takes back a line of an earlier one, whose seller or manager of that day may have nothing else to
do with the client now. Goals and their values leave touches, too.
"""

from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

XID = "pg_current_xact_id()::text::bigint"

INDEXES = {
    # The month's returns, and the month's lines of one seller: few among many.
    "kpis_sale_returned": "clients_sale (date) WHERE returns_id IS NOT NULL",
    "kpis_sale_sold_by": "clients_sale (sold_by_id, date) WHERE sold_by_id IS NOT NULL",
}


def changed(event: str, differ: str) -> str:
    if event != "UPDATE":
        return f"SELECT * FROM {'new_rows' if event == 'INSERT' else 'old_rows'}"
    sides = (f"SELECT {side}.* FROM new_rows n JOIN old_rows o ON o.id = n.id WHERE {differ}" for side in "on")
    return " UNION ALL ".join(sides)


def differ(columns: str) -> str:
    n, o = (", ".join(f"{side}.{column}" for column in columns.split()) for side in "no")
    return f"({n}) IS DISTINCT FROM ({o})"


# Whose additional service it was: of returns the sale that they take back, of changed sales with returns themselves.
LINES = """
    SELECT coalesce(l.client_id, g.client_id) AS client_id, coalesce(l.sold_by_id, g.sold_by_id) AS sold_by_id,
           coalesce(l.date, g.date) AS date, c.date AS since
    FROM changed c LEFT JOIN clients_sale l ON l.id = c.returns_id LEFT JOIN changed g ON g.id = c.returns_id
    WHERE c.returns_id IS NOT NULL"""
SOLD = """
    UNION ALL
    SELECT c.client_id, c.sold_by_id, c.date, c.date FROM changed c
    WHERE c.returns_id IS NULL AND EXISTS (SELECT 1 FROM clients_sale r WHERE r.returns_id = c.id)"""
# And the unassigned, 0: whose line it was may have changed since.
TAKEN_BACK = """
    SELECT NULL::bigint, who.id, min(line.since), NULL::date
    FROM ({lines}) line LEFT JOIN clients_responsibility h
        ON h.client_id = line.client_id AND h.since <= line.date AND (h.until IS NULL OR h.until > line.date)
    CROSS JOIN LATERAL (VALUES (coalesce(line.sold_by_id, h.manager_id)), (0)) who(id)
    WHERE who.id IS NOT NULL GROUP BY 2"""

# table: (columns that matter, what is touched by event)
TOUCHES = {
    "clients_sale": (
        "client_id sold_by_id date amount returns_id trashed_at",
        {
            "INSERT": TAKEN_BACK.format(lines=LINES),
            "UPDATE": TAKEN_BACK.format(lines=LINES + SOLD),
            "DELETE": TAKEN_BACK.format(lines=LINES + SOLD),
        },
    ),
    "kpis_goalvalue": (
        "goal_id manager_id first value currency replaced_at",
        dict.fromkeys(
            ("INSERT", "UPDATE", "DELETE"), "SELECT DISTINCT NULL::bigint, manager_id, first, first FROM changed"
        ),
    ),
    # A goal stands in every row, and so does its end: the month is computed anew.
    "kpis_goal": (
        "unit manager_id since until",
        dict.fromkeys(
            ("INSERT", "UPDATE", "DELETE"),
            "SELECT NULL::bigint, NULL::bigint, min(since), nullif(max(coalesce(until, 'infinity')), 'infinity')"
            " FROM changed HAVING count(*) > 0",
        ),
    ),
}
REFERENCING = {
    "INSERT": "NEW TABLE AS new_rows",
    "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "DELETE": "OLD TABLE AS old_rows",
}


def names():
    for table, (columns, rows) in TOUCHES.items():
        for event, touched in rows.items():
            yield f"kpis_touch_also_{table}_{event.lower()}", table, event, changed(event, differ(columns)), touched


def forward() -> str:
    made = [f"CREATE INDEX {name} ON {what};" for name, what in INDEXES.items()]
    for name, table, event, rows, touched in names():
        made.append(f"""
            CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                WITH changed AS ({rows})
                INSERT INTO kpis_touch (client_id, manager_id, since, until, xid)
                SELECT touched.*, {XID} FROM ({touched}) touched;
                RETURN NULL;
            END $$;
            CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {REFERENCING[event]}
                FOR EACH STATEMENT EXECUTE FUNCTION {name}();""")
    return "\n".join(made)


def back() -> str:
    return "\n".join(
        [
            *(f"DROP FUNCTION {name} CASCADE;" for name, *_ in names()),
            *(f"DROP INDEX {name};" for name in INDEXES),
        ]
    )


def person(related_name: str) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name=related_name, db_index=False
    )


class Migration(migrations.Migration):
    dependencies = [
        ("kpis", "0006_plans_stay_as_adopted"),
        ("clients", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField(
            "standing", "held", models.BooleanField(db_default=True, verbose_name="somebody's on every day")
        ),
        migrations.AddIndex(
            "standing",
            models.Index(
                fields=["month"],
                name="standing_unassigned",
                condition=Q(edition="current") & (Q(held=False) | Q(accountable=None) | Q(responsible=None)),
            ),
        ),
        # These keys' own indexes repeat the beginning of others.
        migrations.AlterField(
            "figure",
            "month",
            models.ForeignKey("kpis.month", on_delete=models.CASCADE, related_name="figures", db_index=False),
        ),
        migrations.AlterField(
            "standing",
            "month",
            models.ForeignKey("kpis.month", on_delete=models.CASCADE, related_name="standings", db_index=False),
        ),
        migrations.AlterField("figure", "manager", person("figures")),
        migrations.AlterField("standing", "accountable", person("+")),
        migrations.AlterField("standing", "responsible", person("+")),
        migrations.RunSQL(forward(), back()),
    ]
