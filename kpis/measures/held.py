"""How many clients a manager holds at closing, active or not; and that the manager holds any."""

EVIDENCE = """
SELECT v.owner, v.measure, v.id, 1::numeric AS adds, ''::text AS unit, NULL::text AS why
FROM (
    SELECT responsible_id AS owner, 'clients_held' AS measure, client_id AS id
    FROM kpis_standing s WHERE s.month_id = %(first)s AND s.edition = 'current' AND responsible_id IS NOT NULL
      AND (%(managers)s::bigint[] IS NULL OR s.client_id = ANY(ARRAY(SELECT client_id FROM book)))
    UNION ALL
    SELECT DISTINCT responsible_id, 'managers_holding', responsible_id
    FROM kpis_standing s WHERE s.month_id = %(first)s AND s.edition = 'current' AND responsible_id IS NOT NULL
      AND (%(managers)s::bigint[] IS NULL OR s.client_id = ANY(ARRAY(SELECT client_id FROM book)))
) v
"""
