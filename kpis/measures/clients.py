"""Counts of clients, from their standings. One client speaks for several measures."""

EVIDENCE = """
SELECT v.owner, v.measure, s.client_id AS id, 1::numeric AS adds, ''::text AS unit, v.why
FROM kpis_standing s CROSS JOIN LATERAL (VALUES
    (s.accountable_id, 'opening', CASE WHEN NOT s.at_opening THEN 'not_active_at_opening' END, true),
    (s.responsible_id, 'opening', 'accountable_other',
        s.at_opening AND s.accountable_id IS DISTINCT FROM s.responsible_id),
    (s.accountable_id, 'retained', CASE s.outcome WHEN 'pending' THEN 'still_open' WHEN 'lost' THEN 'lost' END,
        s.at_opening),
    (s.accountable_id, 'pending', CASE s.outcome WHEN 'retained' THEN 'kept' WHEN 'lost' THEN 'lost' END, s.at_opening),
    (s.accountable_id, 'lost', CASE s.outcome WHEN 'retained' THEN 'kept' WHEN 'pending' THEN 'still_open' END,
        s.at_opening),
    (s.accountable_id, 'lost_' || s.lost_reason, NULL, s.outcome = 'lost'),
    (s.accountable_id, 'kept', CASE s.outcome WHEN 'lost' THEN 'lost' END, s.at_opening),
    (s.responsible_id, 'new', CASE s.outcome WHEN 'returned' THEN 'active_before' END,
        s.outcome IN ('new', 'returned')),
    (s.responsible_id, 'returned', NULL, s.outcome = 'returned'),
    (s.responsible_id, 'early_loss', NULL, s.outcome = 'early_loss'),
    (s.responsible_id, 'transferred_in', NULL,
        s.outcome IN ('retained', 'pending') AND s.accountable_id IS DISTINCT FROM s.responsible_id),
    (s.accountable_id, 'transferred_out', NULL,
        s.outcome IN ('retained', 'pending') AND s.accountable_id IS DISTINCT FROM s.responsible_id),
    (s.responsible_id, 'closing',
        CASE WHEN s.outcome IN ('lost', 'inactive', 'early_loss') THEN 'not_active_at_closing' END, true)
) v(owner, measure, why, applies)
WHERE s.month_id = %(first)s AND s.edition = 'current' AND v.applies
  AND (%(managers)s::bigint[] IS NULL OR s.client_id = ANY(ARRAY(SELECT client_id FROM book)))
  -- without a manager, a client that is not active is nobody's business here
  AND (v.owner IS NOT NULL OR v.why IS NULL OR s.at_opening OR s.outcome IN ('new', 'returned'))
"""
