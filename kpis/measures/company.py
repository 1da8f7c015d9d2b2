"""The company's row: what all others add up to, kept as a running sum in `Total`."""

TOTALS = """
INSERT INTO kpis_total (month_id, measure, unit, value, rows, mixed)
SELECT %(first)s, measure, unit, coalesce(sum(value), 0), count(*) FILTER (WHERE cardinality(counted) > 0),
       count(*) FILTER (WHERE reason = 'mixed_currencies')
FROM kpis_figure
WHERE month_id = %(first)s AND edition = 'current' AND scope <> 'company' AND cardinality(counted) > 0
GROUP BY measure, unit
"""

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
