"""Evidence into figures: everyone who has a row gets every measure, 0 or why there is none where nothing counts.

Inside the statement the unassigned row is owner 0.
"""

from kpis.measures import (
    cases,
    clients,
    contacts,
    contracts,
    goals,
    held,
    loyalty,
    money,
    promises,
    surveys,
    talks,
    upsells,
    wallet,
)
from kpis.measures.company import add_to_totals

FAMILIES = (clients, upsells, talks, money, goals, held, loyalty, cases, promises, contacts, surveys, contracts, wallet)

_EVIDENCE = " UNION ALL ".join(f"({family.EVIDENCE})" for family in FAMILIES)

FOLD = f"""
WITH book AS MATERIALIZED (  -- the clients that concern the managers asked for
    SELECT client_id FROM kpis_standing
    WHERE month_id = %(first)s AND edition = 'current'
      AND (accountable_id = ANY(%(managers)s) OR responsible_id = ANY(%(managers)s))
    UNION
    SELECT client_id FROM kpis_standing
    WHERE month_id = %(first)s AND edition = 'current' AND 0 = ANY(%(managers)s)
      AND (NOT held OR accountable_id IS NULL OR responsible_id IS NULL)
), evidence AS MATERIALIZED (
    SELECT coalesce(owner, 0) AS owner, measure, id, adds, unit, why FROM ({_EVIDENCE}) all_of_it
    WHERE %(managers)s::bigint[] IS NULL OR coalesce(owner, 0) = ANY(%(managers)s)
), owners AS (
    SELECT unnest(%(active)s::bigint[]) AS owner
    UNION SELECT owner FROM evidence WHERE why IS NULL
    UNION SELECT 0 WHERE %(managers)s::bigint[] IS NULL OR 0 = ANY(%(managers)s)
), by_reason AS (
    SELECT owner, measure, why, sum(adds) AS total, array_agg(id ORDER BY id) AS ids,
           CASE WHEN bool_and(adds = 1) THEN '{{}}' ELSE array_agg(adds ORDER BY id) END AS adds,
           min(unit) AS unit, min(unit) <> max(unit) AS mixed
    FROM evidence GROUP BY owner, measure, why
), left_out AS (
    SELECT owner, measure, jsonb_object_agg(why, to_jsonb(ids)) AS reasons
    FROM by_reason WHERE why IS NOT NULL GROUP BY owner, measure
), made AS (
INSERT INTO kpis_figure (month_id, scope, manager_id, measure, value, numerator, denominator, unit, reason,
                         counted, adds, left_out)
SELECT %(first)s, CASE o.owner WHEN 0 THEN 'unassigned' ELSE 'manager' END, nullif(o.owner, 0), m.measure,
       total.value, total.value, CASE WHEN m.is_rate AND total.value IS NOT NULL THEN 1 END,
       CASE WHEN c.mixed THEN '' ELSE coalesce(c.unit, m.unit) END,
       CASE WHEN c.mixed THEN 'mixed_currencies' WHEN c.ids IS NULL THEN m.nothing ELSE '' END,
       coalesce(c.ids, '{{}}'), coalesce(c.adds, '{{}}'), coalesce(l.reasons, '{{}}')
FROM owners o
JOIN unnest(%(measures)s::text[], %(units)s::text[], %(nothings)s::text[], %(rates)s::bool[], %(only)s::bigint[])
    AS m(measure, unit, nothing, is_rate, manager) ON m.manager IS NULL OR m.manager = o.owner
LEFT JOIN by_reason c ON c.owner = o.owner AND c.measure = m.measure AND c.why IS NULL
LEFT JOIN left_out l ON l.owner = o.owner AND l.measure = m.measure
CROSS JOIN LATERAL (
    SELECT CASE WHEN c.mixed THEN NULL WHEN c.ids IS NULL AND m.nothing <> '' THEN NULL
                ELSE coalesce(c.total, 0) END AS value) total
ORDER BY nullif(o.owner, 0) NULLS LAST, m.measure
RETURNING measure, unit, value, reason, counted
)
{add_to_totals("made", 1)}
"""
