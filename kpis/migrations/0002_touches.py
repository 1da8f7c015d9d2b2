"""Every change of a fact leaves a touch: which client or manager, from which day on (see kpis/freshness.py).

Statement-level triggers with transition tables, so that a bulk write of any size costs one more statement and no
path of writing, not even SQL by hand, can forget it. Dates are taken a day wide where they come from instants,
since the company's zone is not the database's business.
"""

from django.db import migrations

XID = "pg_current_xact_id()::text::bigint"
TABLES = {
    "clients_sale": {
        # The client, from the sale's day on; and whoever sold it, now or before.
        "rows": """
            SELECT client_id, NULL::bigint AS manager_id, min(date) AS since, NULL::date AS until
                FROM changed GROUP BY client_id
            UNION ALL SELECT NULL, sold_by_id, min(date), NULL FROM changed
                WHERE sold_by_id IS NOT NULL GROUP BY sold_by_id""",
        "columns": "client_id, sold_by_id, date, service_id, amount, cost, currency, returns_id, trashed_at",
    },
    "clients_contract": {
        "rows": "SELECT client_id, NULL::bigint, min(starts_on), NULL::date FROM changed"
        " WHERE starts_on IS NOT NULL GROUP BY client_id",
        "columns": "client_id, number, signed_on, starts_on, ends_on, terminated_on, trashed_at",
    },
    "clients_departure": {
        "rows": "SELECT client_id, NULL::bigint, min(left_on), NULL::date FROM changed GROUP BY client_id",
        "columns": "client_id, left_on, reason, trashed_at",
    },
    "clients_responsibility": {
        "rows": """
            SELECT client_id, NULL::bigint, min(since), NULL::date FROM changed GROUP BY client_id
            UNION ALL SELECT NULL, manager_id, min(since), NULL FROM changed GROUP BY manager_id""",
        "columns": "client_id, manager_id, since, until",
        # Ending an open span changes nothing before the day it ends on.
        "narrow": "UPDATE_SINCE",
    },
    "clients_interaction": {
        # The manager and those listed with them; and everyone who holds a copy of the same calendar entry.
        "rows": """
            SELECT NULL::bigint, who.id, min((c.started_at AT TIME ZONE 'UTC')::date - 1),
                   max((c.started_at AT TIME ZONE 'UTC')::date + 1)
            FROM changed c
            LEFT JOIN clients_interaction twin
                ON twin.calendar_uid = c.calendar_uid AND c.calendar_uid <> '' AND twin.started_at = c.started_at
            CROSS JOIN LATERAL (
                SELECT c.manager_id AS id UNION SELECT twin.manager_id UNION
                SELECT j.user_id FROM clients_interaction_joint_managers j WHERE j.interaction_id IN (c.id, twin.id)
            ) who
            WHERE who.id IS NOT NULL GROUP BY who.id""",
        "columns": "manager_id, kind, status, started_at, calendar_uid, trashed_at",
    },
    "clients_interaction_joint_managers": {
        "rows": """
            SELECT NULL::bigint, c.user_id, min((i.started_at AT TIME ZONE 'UTC')::date - 1),
                   max((i.started_at AT TIME ZONE 'UTC')::date + 1)
            FROM changed c JOIN clients_interaction i ON i.id = c.interaction_id GROUP BY c.user_id""",
        "columns": "interaction_id, user_id",
    },
    "clients_client": {
        "rows": "SELECT id, NULL::bigint, '1900-01-01'::date, NULL::date FROM changed",
        "columns": "regular_purchase_months",
        "events": ["UPDATE"],
    },
    "accounts_user": {
        # Who is an active manager has a row in every month.
        "rows": "SELECT NULL::bigint, id, '1900-01-01'::date, NULL::date FROM changed",
        "columns": "role, is_active",
        "events": ["INSERT", "UPDATE"],
    },
}
REFERENCING = {
    "INSERT": "NEW TABLE AS new_rows",
    "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "DELETE": "OLD TABLE AS old_rows",
}


def changed(event: str, columns: str, narrow: bool) -> str:
    if event != "UPDATE":
        return f"SELECT * FROM {'new_rows' if event == 'INSERT' else 'old_rows'}"
    names = [name.strip() for name in columns.split(",")]
    differ = "({}) IS DISTINCT FROM ({})".format(", ".join(f"n.{c}" for c in names), ", ".join(f"o.{c}" for c in names))
    both = " UNION ALL ".join(
        f"SELECT {side}.* FROM new_rows n JOIN old_rows o ON o.id = n.id WHERE {differ}" for side in ("o", "n")
    )
    if not narrow:
        return both
    # Same manager and start: what changes begins with the earlier of the two ends.
    return f"""
    SELECT client_id, manager_id, CASE WHEN same THEN least(until, other_until) ELSE since END AS since FROM (
        SELECT n.client_id, n.manager_id, n.since, n.until, o.until AS other_until,
            (n.client_id, n.manager_id, n.since) = (o.client_id, o.manager_id, o.since) AS same
            FROM new_rows n JOIN old_rows o ON o.id = n.id WHERE {differ}
        UNION ALL SELECT o.client_id, o.manager_id, o.since, o.until, n.until,
            (n.client_id, n.manager_id, n.since) = (o.client_id, o.manager_id, o.since)
            FROM new_rows n JOIN old_rows o ON o.id = n.id WHERE {differ}
    ) pair"""


def forward() -> str:
    statements = []
    for table, rule in TABLES.items():
        for event in rule.get("events", ["INSERT", "UPDATE", "DELETE"]):
            name = f"kpis_touch_{table}_{event.lower()}"
            statements.append(f"""
                CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    WITH changed AS ({changed(event, rule["columns"], "narrow" in rule)})
                    INSERT INTO kpis_touch (client_id, manager_id, since, until, xid)
                    SELECT rows.*, {XID} FROM ({rule["rows"]}) rows;
                    RETURN NULL;
                END $$;
                CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {REFERENCING[event]}
                    FOR EACH STATEMENT EXECUTE FUNCTION {name}();""")
    statements.append("""
        CREATE FUNCTION kpis_touch_leaves_job() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO activity_job (task, args) SELECT 'kpis.refresh', '{}' WHERE EXISTS (SELECT 1 FROM new_rows);
            RETURN NULL;
        END $$;
        CREATE TRIGGER kpis_touch_leaves_job AFTER INSERT ON kpis_touch REFERENCING NEW TABLE AS new_rows
            FOR EACH STATEMENT EXECUTE FUNCTION kpis_touch_leaves_job();""")
    return "\n".join(statements)


def back() -> str:
    statements = ["DROP FUNCTION kpis_touch_leaves_job CASCADE;"]
    for table, rule in TABLES.items():
        for event in rule.get("events", ["INSERT", "UPDATE", "DELETE"]):
            statements.append(f"DROP FUNCTION kpis_touch_{table}_{event.lower()} CASCADE;")
    return "\n".join(statements)


class Migration(migrations.Migration):
    dependencies = [
        ("kpis", "0001_initial"),
        ("accounts", "0001_initial"),
        ("activity", "0002_database_promises"),
        ("clients", "0001_initial"),
    ]
    operations = [migrations.RunSQL(forward(), back())]
