"""Where figures are made: set-based, for all managers at once.

Each family of measures lists its evidence (whose, which measure, which record, what it adds, or why it is left out),
and one statement folds all evidence into rows of `Figure`. Company rows add up the others, except joint meetings and
calls, which the company counts once. Rules: docs/kpi-formulas.md.
"""

import datetime as dt
from typing import Any

from django.db import connection

from accounts.models import User
from accounts.models.company import Company, CompanyRules
from kpis import catalogue
from kpis.models import Figure, Month

# Evidence from the clients' standings. One client speaks for several measures.
_CLIENTS = """
SELECT v.owner, v.measure, s.client_id AS id, 1::numeric AS adds, ''::text AS unit, v.why
FROM kpis_standing s CROSS JOIN LATERAL (VALUES
    (s.accountable_id, 'opening', CASE WHEN NOT s.at_opening THEN 'not_active_at_opening' END, true),
    (s.responsible_id, 'opening', 'accountable_other',
        s.at_opening AND s.accountable_id IS DISTINCT FROM s.responsible_id),
    (s.accountable_id, 'retained', CASE s.outcome WHEN 'pending' THEN 'still_open' WHEN 'lost' THEN 'lost' END,
        s.at_opening),
    (s.accountable_id, 'pending', CASE s.outcome WHEN 'retained' THEN 'kept' WHEN 'lost' THEN 'lost' END, s.at_opening),
    (s.accountable_id, 'lost', CASE s.outcome WHEN 'retained' THEN 'kept' WHEN 'pending' THEN 'still_open' END,
        s.at_opening),
    (s.accountable_id, 'lost_' || s.lost_reason, NULL, s.outcome = 'lost'),
    (s.accountable_id, 'kept', CASE s.outcome WHEN 'lost' THEN 'lost' END, s.at_opening),
    (s.accountable_id, 'retention_rate', CASE s.outcome WHEN 'lost' THEN 'lost' END, s.at_opening),
    (s.accountable_id, 'outflow_rate', CASE s.outcome WHEN 'retained' THEN 'kept' WHEN 'pending' THEN 'still_open' END,
        s.at_opening),
    (s.responsible_id, 'new', CASE s.outcome WHEN 'returned' THEN 'active_before' END,
        s.outcome IN ('new', 'returned')),
    (s.responsible_id, 'returned', NULL, s.outcome = 'returned'),
    (s.responsible_id, 'early_loss', NULL, s.outcome = 'early_loss'),
    (s.responsible_id, 'transferred_in', NULL,
        s.outcome IN ('retained', 'pending') AND s.accountable_id IS DISTINCT FROM s.responsible_id),
    (s.accountable_id, 'transferred_out', NULL,
        s.outcome IN ('retained', 'pending') AND s.accountable_id IS DISTINCT FROM s.responsible_id),
    (s.responsible_id, 'closing',
        CASE WHEN s.outcome IN ('lost', 'inactive', 'early_loss') THEN 'not_active_at_closing' END, true)
) v(owner, measure, why, applies)
WHERE s.month_id = %(first)s AND s.edition = 'current' AND v.applies
  -- without a manager, a client that is not active is nobody's business here
  AND (v.owner IS NOT NULL OR v.why IS NULL OR s.at_opening OR s.outcome IN ('new', 'returned'))
"""

# Lines of the book at closing. The comparison month's lines are those of the same clients.
_PROFIT = """
SELECT s.responsible_id AS owner, v.measure, l.id, v.adds, l.currency AS unit,
       CASE WHEN l.trashed_at IS NOT NULL THEN 'trashed' END AS why
FROM clients_sale l
LEFT JOIN kpis_standing s ON s.month_id = %(first)s AND s.edition = 'current' AND s.client_id = l.client_id
CROSS JOIN LATERAL (VALUES
    ('revenue', l.amount, l.date >= %(first)s), ('profit', l.amount - l.cost, l.date >= %(first)s),
    ('profit_before', l.amount - l.cost, l.date < %(first)s)
) v(measure, adds, applies)
WHERE (l.date BETWEEN %(first)s AND %(closing)s OR l.date BETWEEN %(then_first)s AND %(then_closing)s) AND v.applies
"""

# Additional services. Whether a line is wholly returned is judged by amounts, up to a day.
_UPSELLS = """
WITH bought AS (  -- the month's purchases, and how each stands to what the client bought before
    SELECT l.*,
        EXISTS (SELECT 1 FROM clients_sale b WHERE b.client_id = l.client_id AND b.service_id = l.service_id
                AND b.date < l.date AND b.returns_id IS NULL AND b.trashed_at IS NULL) AS before,
        (SELECT min(b.date) FROM clients_sale b WHERE b.client_id = l.client_id
         AND b.returns_id IS NULL AND b.trashed_at IS NULL) = l.date AS first_day,
        (SELECT -sum(r.amount) >= l.amount FROM clients_sale r
         WHERE r.returns_id = l.id AND r.trashed_at IS NULL AND r.date <= %(closing)s) IS TRUE AS taken_back
    FROM clients_sale l
    WHERE l.date BETWEEN %(first)s AND %(closing)s AND l.returns_id IS NULL AND l.trashed_at IS NULL
), judged AS (
    SELECT bought.id, client_id, date, sold_by_id, amount, currency, CASE
        WHEN before THEN 'bought_before'
        WHEN first_day THEN 'first_purchase_day'
        WHEN taken_back THEN 'returned_same_month'
        -- several lines on the first day: one stands, the first by order of entry
        WHEN row_number() OVER (PARTITION BY client_id, service_id, before, first_day, taken_back ORDER BY date, id) > 1
            THEN 'bought_before' END AS why
    FROM bought
), reversed AS (  -- lines of earlier months whose returns reach the whole amount in this one
    SELECT DISTINCT ON (l.id) l.id AS line, r.id, l.client_id, l.service_id, l.date, l.sold_by_id, l.amount, l.currency
    FROM clients_sale r JOIN clients_sale l ON l.id = r.returns_id
    WHERE r.date BETWEEN %(first)s AND %(closing)s AND r.trashed_at IS NULL AND l.trashed_at IS NULL
      AND l.date < %(first)s
      AND (SELECT -sum(a.amount) >= l.amount FROM clients_sale a
           WHERE a.returns_id = l.id AND a.trashed_at IS NULL AND a.date <= %(closing)s)
      AND (SELECT -sum(a.amount) >= l.amount FROM clients_sale a
           WHERE a.returns_id = l.id AND a.trashed_at IS NULL AND a.date < %(first)s) IS NOT TRUE
      AND l.date > (SELECT min(b.date) FROM clients_sale b WHERE b.client_id = l.client_id
                    AND b.returns_id IS NULL AND b.trashed_at IS NULL)
      -- and it is the line that counted then
      AND l.id = (
          SELECT b.id FROM clients_sale b
          WHERE b.client_id = l.client_id AND b.service_id = l.service_id
            AND b.returns_id IS NULL AND b.trashed_at IS NULL
          ORDER BY b.date, (SELECT -sum(a.amount) >= b.amount FROM clients_sale a
              WHERE a.returns_id = b.id AND a.trashed_at IS NULL
                AND a.date < date_trunc('month', b.date) + interval '1 month') IS TRUE, b.id
          LIMIT 1)
    ORDER BY l.id, r.date DESC, r.id DESC
)
SELECT coalesce(e.sold_by_id, (SELECT h.manager_id FROM clients_responsibility h WHERE h.client_id = e.client_id
            AND h.since <= e.date AND (h.until IS NULL OR h.until > e.date))) AS owner,
       v.measure, e.id, v.adds * e.sign AS adds, v.unit, e.why
FROM (
    SELECT id, client_id, date, sold_by_id, amount, currency, why, 1 AS sign FROM judged
    UNION ALL
    SELECT -id, client_id, date, sold_by_id, amount, currency, NULL, -1 FROM reversed
) e CROSS JOIN LATERAL (VALUES
    ('upsells', 1::numeric, ''), ('upsell_revenue', e.amount, e.currency)
) v(measure, adds, unit)
"""

# Meetings and calls. Copies of one calendar entry stand for one meeting: the copy entered first, joint for all.
_TALKS = """
WITH entered AS (
    SELECT i.*, CASE
        WHEN i.trashed_at IS NOT NULL THEN 'trashed'
        WHEN i.status <> 'held' THEN i.status::text
        WHEN i.kind NOT IN ('meeting', 'call') THEN i.kind::text END AS why,
        CASE WHEN i.calendar_uid = '' THEN i.id ELSE (
            SELECT min(d.id) FROM clients_interaction d
            WHERE d.started_at = i.started_at AND d.calendar_uid = i.calendar_uid AND d.status = 'held'
              AND d.kind IN ('meeting', 'call') AND d.trashed_at IS NULL) END AS entry
    FROM clients_interaction i
    WHERE i.started_at >= %(begins)s AND i.started_at < %(ends)s
      AND (%(managers)s::bigint[] IS NULL OR i.manager_id = ANY(%(managers)s) OR EXISTS (
          SELECT 1 FROM clients_interaction_joint_managers j
          WHERE j.interaction_id = i.id AND j.user_id = ANY(%(managers)s)))
), credited AS (
    SELECT DISTINCT owner, e.entry AS id, k.kind, NULL::text AS why
    FROM entered e JOIN clients_interaction k ON k.id = e.entry
    CROSS JOIN LATERAL (SELECT e.manager_id AS owner
        UNION SELECT j.user_id FROM clients_interaction_joint_managers j WHERE j.interaction_id = e.id) whose
    WHERE e.why IS NULL
), left_out AS (
    SELECT e.manager_id AS owner, e.id, e.kind, coalesce(e.why, 'duplicate') AS why
    FROM entered e WHERE e.why IS NOT NULL OR e.id <> e.entry
)
SELECT c.owner, v.measure, c.id, 1::numeric AS adds, ''::text AS unit, c.why
FROM (SELECT * FROM credited UNION ALL SELECT * FROM left_out) c
CROSS JOIN LATERAL (VALUES ('meetings_and_calls'), (c.kind || 's')) v(measure)
WHERE v.measure IN ('meetings', 'calls', 'meetings_and_calls')
"""

# Evidence into figures: everyone who has a row gets every measure, 0 where there is nothing to count.
_FOLD = f"""
WITH evidence AS MATERIALIZED (
    SELECT * FROM (({_CLIENTS}) UNION ALL ({_UPSELLS}) UNION ALL ({_TALKS}) UNION ALL ({_PROFIT})) all_of_it
    WHERE %(managers)s::bigint[] IS NULL OR owner IS NULL OR owner = ANY(%(managers)s)
), owners AS (
    SELECT unnest(%(active)s::bigint[]) AS owner
    UNION SELECT owner FROM evidence WHERE why IS NULL
    UNION SELECT NULL
), counted AS (
    SELECT owner, measure, sum(adds) AS total, array_agg(id ORDER BY id) AS ids,
           min(unit) AS unit, min(unit) <> max(unit) AS mixed
    FROM evidence WHERE why IS NULL GROUP BY owner, measure
), out_by_reason AS (
    SELECT owner, measure, jsonb_object_agg(why, ids) AS reasons FROM (
        SELECT owner, measure, why, jsonb_agg(id ORDER BY id) AS ids FROM evidence
        WHERE why IS NOT NULL GROUP BY owner, measure, why) one_reason
    GROUP BY owner, measure
)
INSERT INTO kpis_figure (month_id, scope, manager_id, measure, value, numerator, unit, reason, counted, left_out)
SELECT %(first)s, CASE WHEN o.owner IS NULL THEN 'unassigned' ELSE 'manager' END, o.owner, m.measure,
       total.value, total.value,
       CASE WHEN m.measure <> ALL(%(money)s) OR c.mixed THEN '' ELSE coalesce(c.unit, %(currency)s) END,
       CASE WHEN c.mixed THEN 'mixed_currencies' ELSE '' END,
       coalesce(c.ids, '{{}}'), coalesce(l.reasons, '{{}}')
FROM owners o CROSS JOIN unnest(%(measures)s::text[]) AS m(measure)
LEFT JOIN counted c ON coalesce(c.owner, 0) = coalesce(o.owner, 0) AND c.measure = m.measure
LEFT JOIN out_by_reason l ON coalesce(l.owner, 0) = coalesce(o.owner, 0) AND l.measure = m.measure
CROSS JOIN LATERAL (SELECT CASE WHEN c.mixed THEN NULL ELSE coalesce(c.total, 0) END AS value) total
ORDER BY o.owner NULLS LAST, m.measure
"""

# Rates from the counts of their own row.
_RATES = """
UPDATE kpis_figure rate SET
    numerator = CASE rate.measure WHEN 'retention_rate' THEN kept.value + pending.value ELSE lost.value END,
    denominator = base.value,
    value = CASE WHEN base.value > 0 THEN
        CASE rate.measure WHEN 'retention_rate' THEN kept.value + pending.value ELSE lost.value END / base.value END,
    reason = CASE WHEN base.value > 0 THEN '' ELSE 'no_clients_at_opening' END
FROM kpis_figure base, kpis_figure kept, kpis_figure pending, kpis_figure lost
WHERE rate.month_id = %(first)s AND rate.edition = 'current' AND rate.measure IN ('retention_rate', 'outflow_rate')
  AND (%(managers)s::bigint[] IS NULL OR rate.manager_id IS NULL OR rate.manager_id = ANY(%(managers)s))
  AND {same_row}
"""
_GROWTH = """
UPDATE kpis_figure rate SET
    numerator = now.value, denominator = before.value, unit = now.unit, counted = now.counted, left_out = now.left_out,
    reason = answer.reason,
    value = CASE WHEN answer.reason = '' THEN (now.value - before.value) / abs(before.value) END
FROM kpis_figure now, kpis_figure before, LATERAL (
    SELECT CASE
        WHEN now.value IS NULL OR before.value IS NULL
            OR (now.unit <> before.unit AND {had_now} AND {had_before}) THEN 'mixed_currencies'
        WHEN NOT {had_before} THEN 'no_sales_before'
        WHEN before.value = 0 THEN 'no_profit_before'
        ELSE '' END AS reason) answer
WHERE rate.month_id = %(first)s AND rate.edition = 'current' AND rate.measure = 'profit_growth'
  AND (%(managers)s::bigint[] IS NULL OR rate.manager_id IS NULL OR rate.manager_id = ANY(%(managers)s))
  AND {same_row}
"""


def _same_row(**aliases: str) -> str:
    return " AND ".join(
        f"{alias}.month_id = rate.month_id AND {alias}.edition = 'current' AND {alias}.scope = rate.scope"
        f" AND {alias}.measure = '{measure}'"
        f" AND {alias}.manager_id IS NOT DISTINCT FROM rate.manager_id"
        for alias, measure in aliases.items()
    )


_COMPANY = """
INSERT INTO kpis_figure (month_id, scope, manager_id, measure, value, numerator, unit, reason, counted, left_out)
SELECT %(first)s, 'company', NULL, f.measure, total.value, total.value, total.unit, total.reason, '{}', '{}'
FROM (
    SELECT measure, sum(value) AS value, bool_or(reason = 'mixed_currencies') AS mixed,
           count(DISTINCT unit) FILTER (WHERE cardinality(counted) > 0) AS units,
           coalesce(min(unit) FILTER (WHERE cardinality(counted) > 0), min(unit)) AS unit
    FROM kpis_figure WHERE month_id = %(first)s AND edition = 'current' AND scope <> 'company' GROUP BY measure
) f CROSS JOIN LATERAL (
    SELECT CASE
            -- moving a client inside the company is no transfer in or out of it
            WHEN f.measure IN ('transferred_in', 'transferred_out') THEN 0
            WHEN f.measure IN ('meetings', 'calls', 'meetings_and_calls') THEN (
                SELECT count(DISTINCT talk) FROM kpis_figure j, unnest(j.counted) AS listed(talk)
                WHERE j.month_id = %(first)s AND j.edition = 'current' AND j.measure = f.measure)
            WHEN f.mixed OR f.units > 1 THEN NULL
            ELSE f.value END AS value,
        CASE WHEN f.mixed OR f.units > 1 THEN 'mixed_currencies' ELSE '' END AS reason,
        CASE WHEN f.mixed OR f.units > 1 THEN '' ELSE f.unit END AS unit
) total
ORDER BY f.measure
"""


def comparison_month(first: dt.date, rules: CompanyRules) -> tuple[dt.date, dt.date]:
    """First and last day of the month that profit is compared with."""
    if rules.profit_comparison == Company.Comparison.PREVIOUS_YEAR:
        then = first.replace(year=first.year - 1)
    else:
        then = (first - dt.timedelta(days=1)).replace(day=1)
    return then, (then + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)


def write(month: Month, rules: CompanyRules, managers: frozenset[int] | None = None) -> None:
    """Make the month's figures anew: of all managers, or of those named; the unassigned row and the company's always.

    Standings must have been written before.
    """
    then_first, then_closing = comparison_month(month.first, rules)
    active = User.objects.active().managers().values_list("pk", flat=True)
    if managers is not None:
        active = active.filter(pk__in=managers)
    params: dict[str, Any] = {
        "first": month.first,
        "closing": month.closing,
        "begins": rules.midnight(month.first),
        "ends": rules.midnight(month.following),
        "then_first": then_first,
        "then_closing": then_closing,
        "currency": rules.currency,
        "measures": list(catalogue.MEASURES),
        "money": [m.key for m in catalogue.MEASURES.values() if m.unit == catalogue.MONEY],
        "active": list(active),
        "managers": None if managers is None else sorted(managers),
    }
    gone = Figure.objects.current().filter(month=month)
    if managers is not None:
        gone = gone.exclude(scope=Figure.Scope.MANAGER) | gone.filter(manager__in=managers)
    gone._raw_delete(gone.db)
    with connection.cursor() as cursor:
        cursor.execute(_FOLD, params)
        cursor.execute(_COMPANY, params)
        same = _same_row(base="opening", kept="retained", pending="pending", lost="lost")
        cursor.execute(_RATES.format(same_row=same), params)
        cursor.execute(
            _GROWTH.format(same_row=_same_row(now="profit", before="profit_before"), **_had("now"), **_had("before")),
            params,
        )


def _had(alias: str) -> dict[str, str]:
    """Whether a row has lines at all. The company's has where any other row has."""
    return {
        f"had_{alias}": f"(cardinality({alias}.counted) > 0 OR {alias}.scope = 'company' AND EXISTS ("
        f"SELECT 1 FROM kpis_figure h WHERE h.month_id = {alias}.month_id AND h.edition = 'current'"
        f" AND h.measure = {alias}.measure"
        f" AND cardinality(h.counted) > 0))"
    }
