"""Our share of what clients spend with all suppliers: of those that a manager holds at closing and of which there is an
estimate, the revenue of the last twelve months in the estimate's currency, and the estimate."""

EVIDENCE = """
SELECT s.responsible_id AS owner, v.measure, s.client_id AS id, coalesce(v.adds, 0) AS adds,
       coalesce(e.currency, '') AS unit, CASE WHEN e.currency IS NULL THEN 'no_estimate' END AS why
FROM kpis_standing s
LEFT JOIN LATERAL (
    SELECT p.amount, p.currency FROM clients_spending p
    WHERE p.client_id = s.client_id AND p.as_of <= %(closing)s AND p.trashed_at IS NULL
    ORDER BY p.as_of DESC LIMIT 1) e ON true
CROSS JOIN LATERAL (VALUES
    ('wallet_spending', e.amount),
    ('wallet_revenue', CASE WHEN e.currency IS NOT NULL THEN (
        SELECT sum(l.amount) FROM clients_sale l
        WHERE l.client_id = s.client_id AND l.currency = e.currency AND l.trashed_at IS NULL
          AND l.date BETWEEN %(first)s::date - interval '11 months' AND %(closing)s) END)
) v(measure, adds)
WHERE s.month_id = %(first)s AND s.edition = 'current' AND s.responsible_id IS NOT NULL
  AND (%(managers)s::bigint[] IS NULL OR s.client_id = ANY(ARRAY(SELECT client_id FROM book)))
"""
