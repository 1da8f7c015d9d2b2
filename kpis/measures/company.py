"""The company's row: what all others add up to, kept as a running sum in `Total`.

Rows that are recomputed are taken out of the sum as they are deleted, and put in again as they are written, so that
one manager's change needs nobody else's rows.
"""


def add_to_totals(rows: str, sign: int) -> str:
    """The end of a statement with figures in its CTE `rows`: add them to the totals (1), or take them out (−1)."""
    return f"""
INSERT INTO kpis_total AS kept (month_id, measure, unit, value, rows, mixed)
SELECT %(first)s, measure, unit, {sign} * coalesce(sum(value), 0), {sign} * count(*),
       {sign} * count(*) FILTER (WHERE reason = 'mixed_currencies')
FROM {rows} WHERE cardinality(counted) > 0 GROUP BY measure, unit
ON CONFLICT (month_id, measure, unit) DO UPDATE SET
    value = kept.value + excluded.value, rows = kept.rows + excluded.rows, mixed = kept.mixed + excluded.mixed"""


FORGET = f"""
WITH gone AS (
    DELETE FROM kpis_figure WHERE month_id = %(first)s AND edition = 'current' AND (
        scope = 'company' OR scope = 'unassigned' AND 0 = ANY(%(managers)s)
        OR scope = 'manager' AND manager_id = ANY(%(managers)s))
    RETURNING scope, measure, unit, value, reason, counted
), summed AS (SELECT * FROM gone WHERE scope <> 'company' AND measure = ANY(%(measures)s))
{add_to_totals("summed", -1)}
"""
FORGET_ALL = "DELETE FROM kpis_figure WHERE month_id = %(first)s AND edition = 'current'"
NO_TOTALS = "DELETE FROM kpis_total WHERE month_id = %(first)s"
EMPTY_TOTALS = "DELETE FROM kpis_total WHERE month_id = %(first)s AND rows = 0"

# A sum of several currencies has no value, nor has one where nobody has anything that could be added.
COMPANY = """
INSERT INTO kpis_figure (month_id, scope, manager_id, measure, value, numerator, unit, reason, counted, left_out)
SELECT %(first)s, 'company', NULL, m.measure, answer.value, answer.value,
       CASE WHEN t.mixed THEN '' ELSE coalesce(t.unit, m.unit) END, answer.reason, '{}', '{}'
FROM unnest(%(measures)s::text[], %(units)s::text[], %(nothings)s::text[], %(rates)s::bool[], %(sums)s::text[])
    AS m(measure, unit, nothing, is_rate, sum_of)
LEFT JOIN (
    SELECT measure, sum(value) AS value, sum(rows) AS rows, min(unit) FILTER (WHERE mixed = 0) AS unit,
           sum(mixed) > 0 OR count(*) > 1 AS mixed
    FROM kpis_total WHERE month_id = %(first)s GROUP BY measure
) t ON t.measure = m.sum_of
CROSS JOIN LATERAL (SELECT CASE
    WHEN m.is_rate THEN 'no_sum_of_rates'
    WHEN t.mixed THEN 'mixed_currencies'
    WHEN t.measure IS NULL THEN m.nothing
    ELSE '' END AS reason) why
CROSS JOIN LATERAL (SELECT why.reason, CASE WHEN why.reason = '' THEN coalesce(t.value, 0) END AS value) answer
ORDER BY m.measure
"""
