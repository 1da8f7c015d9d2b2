"""What the clients of a year ago bring now: those with positive net revenue in the twelve months that ended a year
before the month's end, their revenue then, in the twelve months up to its end, and of both the lesser.

Lines count in the company's currency at the rates of their days. A client of which some have no rate has a row for
each currency, so that what it stands in has no value.
"""

from clients.exchange import of_line

EVIDENCE = f"""
WITH lines AS (
    SELECT s.client_id, s.responsible_id, x.unit,
           sum(l.amount * x.factor) FILTER (WHERE l.date < %(first)s::date - interval '11 months') AS before,
           sum(l.amount * x.factor) FILTER (WHERE l.date >= %(first)s::date - interval '11 months') AS lately
    FROM kpis_standing s JOIN clients_sale l ON l.client_id = s.client_id
    {of_line("l")}
    WHERE s.month_id = %(first)s AND s.edition = 'current' AND l.trashed_at IS NULL
      AND l.date BETWEEN %(first)s::date - interval '23 months' AND %(closing)s
      AND (%(managers)s::bigint[] IS NULL OR s.client_id = ANY(ARRAY(SELECT client_id FROM book)))
    GROUP BY s.client_id, s.responsible_id, x.unit
), cohort AS (
    SELECT client_id, responsible_id, sum(before) AS before, coalesce(sum(lately), 0) AS lately,
           array_agg(unit) FILTER (WHERE before IS NOT NULL) AS before_in,
           array_agg(unit) FILTER (WHERE lately IS NOT NULL) AS lately_in, array_agg(unit) AS all_in
    FROM lines GROUP BY client_id, responsible_id HAVING bool_or(before > 0)
)
SELECT c.responsible_id AS owner, v.measure, c.client_id AS id,
       CASE WHEN cardinality(v.units) = 1 THEN v.adds ELSE 0 END AS adds, u.unit, NULL::text AS why
FROM cohort c CROSS JOIN LATERAL (VALUES
    ('cohort_then', c.before, c.before_in),
    ('cohort_now', c.lately, coalesce(c.lately_in, c.before_in)),
    ('cohort_kept', least(c.lately, c.before), c.all_in)
) v(measure, adds, units) CROSS JOIN LATERAL unnest(v.units) AS u(unit)
"""
