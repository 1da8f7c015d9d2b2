"""Our share of what clients spend with all suppliers: of those that a manager holds at closing and of which there is an
estimate, the revenue of the last twelve months, and the estimate.

An estimate counts in the company's currency at the rate of its day, and revenue in the estimate's own currency at that
same rate: a share does not move with the exchanges. Revenue in others counts at the rates of its days. An estimate
without a rate keeps its currency, and only revenue in that is held against it.
"""

from clients.exchange import BASE, of_line, rate

EVIDENCE = f"""
SELECT s.responsible_id AS owner, v.measure, s.client_id AS id, coalesce(v.adds, 0) AS adds,
       coalesce(CASE WHEN e.rate IS NULL THEN e.currency ELSE {BASE} END, '') AS unit,
       CASE WHEN e.currency IS NULL THEN 'no_estimate' END AS why
FROM kpis_standing s
LEFT JOIN LATERAL (
    SELECT p.amount, p.currency, {rate("p.currency", "p.as_of")} AS rate FROM clients_spending p
    WHERE p.client_id = s.client_id AND p.as_of <= %(closing)s AND p.trashed_at IS NULL
    ORDER BY p.as_of DESC LIMIT 1) e ON true
CROSS JOIN LATERAL (VALUES
    ('wallet_spending', e.amount * coalesce(e.rate, 1)),
    ('wallet_revenue', CASE WHEN e.currency IS NOT NULL THEN (
        SELECT sum(l.amount * CASE WHEN l.currency = e.currency THEN coalesce(e.rate, 1) ELSE x.rate END)
        FROM clients_sale l {of_line("l")}
        WHERE l.client_id = s.client_id AND l.trashed_at IS NULL
          AND (l.currency = e.currency OR e.rate IS NOT NULL AND x.rate IS NOT NULL)
          AND l.date BETWEEN %(first)s::date - interval '11 months' AND %(closing)s) END)
) v(measure, adds)
WHERE s.month_id = %(first)s AND s.edition = 'current' AND s.responsible_id IS NOT NULL
  AND (%(managers)s::bigint[] IS NULL OR s.client_id = ANY(ARRAY(SELECT client_id FROM book)))
"""
