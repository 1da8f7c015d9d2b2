"""Do the reported figures of a month follow from the ids they keep, and do they add up? Section 7 of the rules.

Closing asks before it freezes, the check of the books again whenever somebody wants to know. Nothing here reads a
fact: only what was frozen.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction

from kpis import catalogue, goals
from kpis.catalogue import Measure
from kpis.models import Month

_REPORTED = """reported AS MATERIALIZED (
    SELECT f.*, coalesce(u.email, f.scope) AS who, m.sum_of, m.top, m.base, m.growth,
           m.measure IS NOT NULL AS known
    FROM kpis_figure f LEFT JOIN accounts_user u ON u.id = f.manager_id
    LEFT JOIN unnest(%(measures)s::text[], %(sums)s::text[], %(tops)s::text[], %(bases)s::text[],
                     %(growths)s::bool[]) AS m(measure, sum_of, top, base, growth) ON m.measure = f.measure
    WHERE f.month_id = %(first)s AND f.edition = 'reported'
)"""

# Each gives: whose row, which measure, what stands there, what it should be.
_FROM_IDS = """
SELECT who, measure, value, made FROM reported CROSS JOIN LATERAL (
    SELECT CASE WHEN cardinality(adds) = 0 THEN cardinality(counted)
                ELSE (SELECT sum(added) FROM unnest(adds) added) END AS made) ids
WHERE known AND scope <> 'company' AND top IS NULL
  AND (cardinality(adds) NOT IN (0, cardinality(counted)) OR value IS DISTINCT FROM numerator
       OR CASE WHEN value IS NULL THEN reason = '' ELSE value <> made OR reason <> '' END)
"""
_RATIOS = """
SELECT r.who, r.measure, r.value, made.value FROM reported r
LEFT JOIN reported t ON t.measure = r.top AND t.scope = r.scope AND t.manager_id IS NOT DISTINCT FROM r.manager_id
LEFT JOIN reported b ON b.measure = r.base AND b.scope = r.scope AND b.manager_id IS NOT DISTINCT FROM r.manager_id
CROSS JOIN LATERAL (SELECT CASE WHEN b.value = 0 THEN NULL
    WHEN r.growth THEN (t.value - b.value) / abs(b.value) ELSE t.value / b.value END AS value) made
WHERE r.known AND r.top IS NOT NULL
  AND (r.numerator IS DISTINCT FROM t.value OR r.denominator IS DISTINCT FROM b.value
       OR r.counted IS DISTINCT FROM t.counted
       OR CASE WHEN r.value IS NULL THEN r.reason = ''
               ELSE made.value IS NULL OR abs(r.value - made.value) > 1e-15 OR r.reason <> '' END)
"""
_COMPANY = """
SELECT c.who, c.measure, c.value, coalesce(rows.value, 0) FROM reported c
LEFT JOIN (SELECT measure, sum(value) AS value FROM reported WHERE scope <> 'company' GROUP BY measure) rows
    ON rows.measure = c.sum_of
WHERE c.known AND c.scope = 'company' AND c.top IS NULL
  AND CASE WHEN c.value IS NULL THEN c.reason = '' ELSE c.value <> coalesce(rows.value, 0) OR c.reason <> '' END
"""
# Each talk once, however many managers it was joint for.
_TOGETHER = """
SELECT c.who, c.measure, c.value, together.talks FROM reported c JOIN (
    SELECT measure, count(DISTINCT listed.id) AS talks FROM reported CROSS JOIN unnest(counted) AS listed(id)
    WHERE measure IN ('meetings', 'calls', 'meetings_and_calls') GROUP BY measure) together USING (measure)
WHERE c.scope = 'company' AND c.value <> together.talks
"""
_BASES = """
SELECT who, 'closing', sum(value) FILTER (WHERE measure = 'closing'),
       sum(CASE WHEN measure IN ('lost', 'transferred_out') THEN -value ELSE value END)
           FILTER (WHERE measure <> 'closing')
FROM reported WHERE measure IN
    ('opening', 'lost', 'new', 'returned', 'transferred_in', 'transferred_out', 'closing')
GROUP BY who
HAVING sum(CASE WHEN measure IN ('lost', 'transferred_out', 'closing') THEN -value ELSE value END) <> 0
"""
_RATES = """
SELECT r.who, 'retention_rate', r.numerator, r.denominator - o.numerator FROM reported r
JOIN reported o ON o.who = r.who AND o.measure = 'outflow_rate'
WHERE r.measure = 'retention_rate'
  AND (r.numerator + o.numerator <> r.denominator OR abs(r.value + o.value - 1) > 1e-18)
"""
_GROSS = """
SELECT g.who, g.measure, g.value, least(n.value, 1) FROM reported g
JOIN reported n ON n.who = g.who AND n.measure = 'net_revenue_retention'
WHERE g.measure = 'gross_revenue_retention' AND g.value > least(n.value, 1)
"""
# What the clients' standings say of each row, against the ids that its figures list.
_STANDINGS = """
SELECT who, coalesce(s.measure, f.measure), cardinality(f.counted), cardinality(s.ids) FROM (
    SELECT coalesce(v.owner, 0) AS owner, v.measure, array_agg(s.client_id ORDER BY s.client_id) AS ids
    FROM kpis_standing s CROSS JOIN LATERAL (VALUES
        (s.accountable_id, 'opening', s.at_opening),
        (s.accountable_id, 'retained', s.outcome = 'retained'),
        (s.accountable_id, 'pending', s.outcome = 'pending'),
        (s.accountable_id, 'kept', s.outcome IN ('retained', 'pending')),
        (s.accountable_id, 'lost', s.outcome = 'lost'),
        (s.accountable_id, 'lost_' || s.lost_reason, s.outcome = 'lost'),
        (s.responsible_id, s.outcome, s.outcome IN ('new', 'returned', 'early_loss')),
        (s.responsible_id, 'closing', s.outcome IN ('retained', 'pending', 'new', 'returned'))
    ) v(owner, measure, applies)
    WHERE s.month_id = %(first)s AND s.edition = 'reported' AND v.applies GROUP BY 1, 2) s
FULL JOIN (SELECT *, coalesce(manager_id, 0) AS owner FROM reported WHERE scope <> 'company' AND (
        measure IN ('opening', 'retained', 'pending', 'kept', 'lost', 'new', 'returned', 'early_loss', 'closing')
        OR measure LIKE 'lost\\_%%')) f
    ON f.owner = s.owner AND f.measure = s.measure
WHERE coalesce(s.ids, '{}') <> coalesce(f.counted, '{}')
"""
CHECKS = (_FROM_IDS, _RATIOS, _COMPANY, _TOGETHER, _BASES, _RATES, _GROSS, _STANDINGS)
ALL_CHECKS = f"WITH {_REPORTED} " + " UNION ALL ".join(f"({check})" for check in CHECKS)


def broken(month: Month) -> list[str]:
    """What does not add up, one sentence each; empty where all is well."""
    return list(_differences(month))


def _differences(month: Month) -> Iterator[str]:
    params = _params(month)
    with transaction.atomic(), connection.cursor() as cursor:
        # Closing has only just written these rows: the planner takes them for few, and would pair each with each.
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(ALL_CHECKS, params)
        for who, measure, value, made in cursor.fetchall():
            yield f"{who or 'unassigned'}, {measure}: {plain(value)}, but its parts make {plain(made)}"
        cursor.execute("SET LOCAL enable_nestloop = on")


def plain(value: object) -> str:
    return "nothing" if value is None else f"{value.normalize():f}" if hasattr(value, "normalize") else str(value)


def _params(month: Month) -> dict[str, Any]:
    every: list[Measure] = [*goals.measures().values(), *catalogue.INTERNAL.values()]
    return {
        "first": month.first,
        "measures": [m.key for m in every],
        "sums": [m.sum_of for m in every],
        "tops": [m.of[0] if m.of else None for m in every],
        "bases": [m.of[1] if m.of else None for m in every],
        "growths": [m.growth for m in every],
    }
