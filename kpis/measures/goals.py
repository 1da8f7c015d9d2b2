"""Company goals: the month's value of each, entered by hand. Values replaced since are left out."""

EVIDENCE = """
SELECT v.manager_id AS owner, 'goal-' || v.goal_id AS measure, v.id, v.value AS adds,
       CASE g.unit WHEN 'money' THEN v.currency ELSE '' END AS unit,
       CASE WHEN v.replaced_at IS NOT NULL THEN 'replaced' END AS why
FROM kpis_goalvalue v JOIN kpis_goal g ON g.id = v.goal_id
WHERE v.first = %(first)s
  AND g.since <= %(first)s AND (g.until IS NULL OR g.until > %(first)s)
  AND (g.manager_id IS NULL OR g.manager_id = v.manager_id)
  AND (%(managers)s::bigint[] IS NULL OR v.manager_id = ANY(%(managers)s))
"""
