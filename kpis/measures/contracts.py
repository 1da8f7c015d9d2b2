"""Contracts that end in the month by themselves, and those of them after which the client has another in force.
Credit: the accountable manager."""

EVIDENCE = """
SELECT s.accountable_id AS owner, v.measure, k.id, 1::numeric AS adds, ''::text AS unit,
       CASE WHEN k.terminated_on < k.ends_on THEN 'terminated_before' ELSE v.why END AS why
FROM clients_contract k
JOIN kpis_standing s ON s.month_id = %(first)s AND s.edition = 'current' AND s.client_id = k.client_id
CROSS JOIN LATERAL (VALUES
    ('renewals_due', NULL::text),
    ('renewals_renewed', CASE WHEN NOT EXISTS (
        SELECT 1 FROM clients_contract n WHERE n.client_id = k.client_id AND n.id <> k.id
          AND n.signed_on IS NOT NULL AND n.trashed_at IS NULL AND n.starts_on <= k.ends_on + 1
          AND coalesce(least(n.ends_on, n.terminated_on), 'infinity') > k.ends_on) THEN 'not_renewed' END)
) v(measure, why)
WHERE k.ends_on BETWEEN %(first)s AND %(closing)s AND k.signed_on IS NOT NULL AND k.trashed_at IS NULL
  AND (%(managers)s::bigint[] IS NULL OR k.client_id = ANY(ARRAY(SELECT client_id FROM book)))
"""
