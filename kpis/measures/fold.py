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
), evidence AS (
    SELECT coalesce(owner, 0) AS owner, measure, id, adds, unit, why FROM ({_EVIDENCE}) all_of_it
    WHERE %(managers)s::bigint[] IS NULL OR coalesce(owner, 0) = ANY(%(managers)s)
), by_reason AS MATERIALIZED (
    SELECT owner, measure, why, sum(adds) AS total, array_agg(id ORDER BY id) AS ids,
           CASE WHEN bool_and(adds = 1) THEN '{{}}' ELSE array_agg(adds ORDER BY id) END AS adds,
           min(unit) AS unit, min(unit) <> max(unit) AS mixed
    FROM evidence GROUP BY owner, measure, why
), owners AS (
    SELECT unnest(%(active)s::bigint[]) AS owner
    UNION SELECT owner FROM by_reason WHERE why IS NULL
    UNION SELECT 0 WHERE %(managers)s::bigint[] IS NULL OR 0 = ANY(%(managers)s)
), due AS (
    SELECT o.owner, m.* FROM owners o
    JOIN unnest(%(measures)s::text[], %(units)s::text[], %(nothings)s::text[], %(rates)s::bool[], %(only)s::bigint[])
        AS m(measure, unit, nothing, is_rate, manager) ON m.manager IS NULL OR m.manager = o.owner
), folded AS (  -- grouped, not joined: PostgreSQL knows nothing of how many there are, and would join them in loops
    SELECT owner, measure, min(due_unit) AS due_unit, min(nothing) AS nothing, bool_or(is_rate) AS is_rate,
           min(total) FILTER (WHERE why IS NULL) AS total, max(ids) FILTER (WHERE why IS NULL) AS ids,
           max(adds) FILTER (WHERE why IS NULL) AS adds, min(unit) FILTER (WHERE why IS NULL) AS unit,
           bool_or(mixed) FILTER (WHERE why IS NULL) AS mixed,
           jsonb_object_agg(why, to_jsonb(ids)) FILTER (WHERE why IS NOT NULL) AS reasons
    FROM (
        SELECT owner, measure, NULL AS due_unit, NULL AS nothing, NULL AS is_rate, why, total, ids, adds, unit, mixed
        FROM by_reason
        UNION ALL
        SELECT owner, measure, unit, nothing, is_rate, NULL, NULL, NULL, NULL, NULL, NULL FROM due
    ) both_of_them
    GROUP BY owner, measure HAVING count(nothing) > 0
), made AS (
INSERT INTO kpis_figure (month_id, scope, manager_id, measure, value, numerator, denominator, unit, reason,
                         counted, adds, left_out)
SELECT %(first)s, CASE owner WHEN 0 THEN 'unassigned' ELSE 'manager' END, nullif(owner, 0), measure,
       answer.value, answer.value, CASE WHEN is_rate AND answer.value IS NOT NULL THEN 1 END,
       CASE WHEN mixed THEN '' ELSE coalesce(unit, due_unit) END,
       CASE WHEN mixed THEN 'mixed_currencies' WHEN ids IS NULL THEN nothing ELSE '' END,
       coalesce(ids, '{{}}'), coalesce(adds, '{{}}'), coalesce(reasons, '{{}}')
FROM folded
CROSS JOIN LATERAL (
    SELECT CASE WHEN mixed THEN NULL WHEN ids IS NULL AND nothing <> '' THEN NULL
                ELSE coalesce(total, 0) END AS value) answer
ORDER BY nullif(owner, 0) NULLS LAST, measure
RETURNING measure, unit, value, reason, counted
)
{add_to_totals("made", 1)}
"""
