"""Meetings and calls. Copies of one calendar entry stand for one meeting: the copy entered first, joint for all.

`…_led` credits each talk to exactly one row, that of its first copy's own manager: these add up to the company's.
"""

EVIDENCE = """
WITH entered AS (
    SELECT i.id, i.manager_id, i.kind, CASE
        WHEN i.trashed_at IS NOT NULL THEN 'trashed'
        WHEN i.status <> 'held' THEN i.status::text
        WHEN i.kind NOT IN ('meeting', 'call') THEN i.kind::text END AS why,
        CASE WHEN i.calendar_uid = '' THEN i.id ELSE (
            SELECT min(d.id) FROM clients_interaction d
            WHERE d.started_at = i.started_at AND d.calendar_uid = i.calendar_uid AND d.status = 'held'
              AND d.kind IN ('meeting', 'call') AND d.trashed_at IS NULL) END AS entry
    FROM clients_interaction i
    WHERE i.started_at >= %(begins)s AND i.started_at < %(ends)s
      AND (%(managers)s::bigint[] IS NULL OR i.id = ANY(ARRAY(
          SELECT o.id FROM clients_interaction o
          WHERE o.manager_id = ANY(%(managers)s) AND o.started_at >= %(begins)s AND o.started_at < %(ends)s
          UNION
          SELECT j.interaction_id FROM clients_interaction_joint_managers j WHERE j.user_id = ANY(%(managers)s))))
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
UNION ALL
SELECT e.manager_id, v.measure, e.id, 1, '', NULL
FROM entered e CROSS JOIN LATERAL (VALUES ('talks_led'), (e.kind || 's_led')) v(measure)
WHERE e.why IS NULL AND e.id = e.entry
"""
