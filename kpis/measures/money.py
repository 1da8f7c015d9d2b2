"""Revenue and profit: the lines of the book at closing. The comparison month's lines are those of the same clients.

Each counts at the rate of its own day, also those of the comparison month.
"""

from clients.exchange import of_line

EVIDENCE = f"""
SELECT s.responsible_id AS owner, v.measure, l.id, v.adds * x.factor AS adds, x.unit,
       CASE WHEN l.trashed_at IS NOT NULL THEN 'trashed' END AS why
FROM clients_sale l
JOIN kpis_standing s ON s.month_id = %(first)s AND s.edition = 'current' AND s.client_id = l.client_id
{of_line("l")}
CROSS JOIN LATERAL (VALUES
    ('revenue', l.amount, l.date >= %(first)s), ('profit', l.amount - l.cost, l.date >= %(first)s),
    ('profit_before', l.amount - l.cost, l.date < %(first)s)
) v(measure, adds, applies)
WHERE (l.date BETWEEN %(first)s AND %(closing)s OR l.date BETWEEN %(then_first)s AND %(then_closing)s) AND v.applies
  AND (%(managers)s::bigint[] IS NULL OR l.client_id = ANY(ARRAY(SELECT client_id FROM book)))
"""
