"""Key contacts of the clients that a manager holds at closing, and those met in the 90 days up to the month's end.

Who is a key contact has no date. So a closed month keeps those that it was closed with: a person who becomes one today
restates no month of last year. Of two that were found to be one person since, the one kept counts.
"""

EVIDENCE = """
WITH kept AS (
    SELECT coalesce(p.merged_into_id, p.id) AS id
    FROM kpis_figure f CROSS JOIN LATERAL unnest(f.counted) AS n(id) JOIN clients_contact p ON p.id = n.id
    WHERE f.month_id = %(first)s AND f.edition = 'reported' AND f.measure = 'key_contacts'
)
SELECT s.responsible_id AS owner, v.measure, p.id, 1::numeric AS adds, ''::text AS unit, v.why
FROM kpis_standing s JOIN clients_contact p ON p.client_id = s.client_id
CROSS JOIN LATERAL (VALUES
    ('key_contacts', NULL::text),
    ('key_contacts_met', CASE WHEN NOT EXISTS (
        SELECT 1 FROM clients_interaction_contacts m JOIN clients_interaction i ON i.id = m.interaction_id
        WHERE m.contact_id = p.id AND i.kind IN ('meeting', 'call') AND i.status = 'held' AND i.trashed_at IS NULL
          AND i.started_at >= %(met_since)s AND i.started_at < %(ends)s) THEN 'not_met' END)
) v(measure, why)
WHERE s.month_id = %(first)s AND s.edition = 'current' AND s.responsible_id IS NOT NULL
  AND CASE WHEN EXISTS (SELECT 1 FROM kpis_closing WHERE month_id = %(first)s) THEN p.id IN (SELECT id FROM kept)
      ELSE p.trashed_at IS NULL AND (p.decision_role IN ('decides', 'influences', 'buys') OR p.influence = 'high') END
  AND (%(managers)s::bigint[] IS NULL OR s.client_id = ANY(ARRAY(SELECT client_id FROM book)))
"""
