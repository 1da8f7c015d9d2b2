"""The prices of a file of services: they count from the company's today on."""

from __future__ import annotations

from activity.models import Event
from clients.models import Service, ServicePrice

IN_FORCE = f"""
LEFT JOIN LATERAL (
    SELECT p.price, p.currency FROM {ServicePrice._meta.db_table} p
    WHERE p.service_id = r.id AND p.since <= %(today)s ORDER BY p.since DESC LIMIT 1
) p ON true
"""
# A blank price: on request. A blank currency, or none: that of the price in force, else the company's.
PRICED = f"""
SELECT r.id, r.old_id, r.price, CASE WHEN r.price IS NULL THEN '' ELSE {{currency}} END AS currency,
       p.price AS price_before, p.currency AS currency_before
FROM import_row r {IN_FORCE}
"""
DIFFERENT = """
SELECT * FROM ({priced}) r
WHERE r.price IS DISTINCT FROM r.price_before OR r.price IS NOT NULL AND r.currency <> r.currency_before
"""
KEEP = f"""
INSERT INTO {ServicePrice._meta.db_table} (service_id, since, price, currency, recorded_at, recorded_by_id)
SELECT d.id, %(today)s, d.price, d.currency, %(at)s, %(by)s FROM ({{different}}) d
ON CONFLICT (service_id, since) DO UPDATE SET price = excluded.price, currency = excluded.currency,
    recorded_at = excluded.recorded_at, recorded_by_id = excluded.recorded_by_id
"""
TELL = f"""
INSERT INTO {Event._meta.db_table} (at, actor_id, verb, subject, subject_id, client_id, data)
SELECT %(at)s, %(by)s, 'service.priced', '{Service._meta.label_lower}', d.id, NULL, jsonb_build_object(
    'file', %(name)s, 'since', %(today)s, 'before',
    CASE WHEN d.currency_before IS NOT NULL THEN jsonb_build_array(d.price_before::text, d.currency_before) END,
    'price', d.price::text, 'currency', d.currency)
FROM ({{different}}) d WHERE d.old_id IS NOT NULL ORDER BY d.id
"""


def mark(staged) -> None:
    """Note the services whose price differs as changed."""
    staged.execute(
        f"UPDATE import_row SET changed = true WHERE old_id IN (SELECT id FROM ({_different(staged)}) d)",
        _params(staged),
    )


def write(staged) -> None:
    """Tell first: what was in force before is asked for. Of a new service its own event says enough."""
    for statement in (TELL, KEEP):
        staged.execute(statement.format(different=_different(staged)), _params(staged))


def _different(staged) -> str:
    given = "nullif(r.currency, '')" if staged.has("currency") else "NULL"
    company = f"'{staged.known.rules.currency}'"  # three capitals, kept so by the settings
    currency = f"coalesce({given}, nullif(p.currency, ''), {company})"
    return DIFFERENT.format(priced=PRICED.format(currency=currency))


def _params(staged) -> dict:
    by = staged.by and staged.by.pk
    return {"today": staged.known.today.isoformat(), "at": staged.at, "by": by, "name": staged.name}
