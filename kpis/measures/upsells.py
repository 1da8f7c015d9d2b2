"""Additional services. Whether a line is wholly returned is judged by amounts in its own currency, up to a day; what it
brought, and what is taken back of that later, by the rate of its day: of the return's, where that day has none."""

from clients.exchange import BASE, rate

EVIDENCE = f"""
WITH taken AS MATERIALIZED (  -- what the month's returns take back: few
    SELECT l.*, r.id AS return_id, r.date AS returned FROM clients_sale r JOIN clients_sale l ON l.id = r.returns_id
    WHERE r.returns_id IS NOT NULL AND r.date BETWEEN %(first)s AND %(closing)s AND r.trashed_at IS NULL
), buyers AS (  -- whose lines the managers asked for may be credited with: theirs ever, or sold or taken back by them
    SELECT h.client_id FROM clients_responsibility h
    WHERE h.manager_id = ANY(%(managers)s) AND h.since <= %(closing)s
    UNION
    SELECT l.client_id FROM clients_sale l
    WHERE l.sold_by_id = ANY(%(managers)s) AND l.date BETWEEN %(first)s AND %(closing)s
    UNION
    SELECT l.client_id FROM taken l
    WHERE l.sold_by_id = ANY(%(managers)s)
        OR 0 = ANY(%(managers)s) AND l.sold_by_id IS NULL AND NOT EXISTS (
            SELECT 1 FROM clients_responsibility h WHERE h.client_id = l.client_id
              AND h.since <= l.date AND (h.until IS NULL OR h.until > l.date))
    UNION
    SELECT client_id FROM book WHERE 0 = ANY(%(managers)s)
), bought AS (  -- the month's purchases, and how each stands to what the client bought before
    SELECT l.*,
        EXISTS (SELECT 1 FROM clients_sale b WHERE b.client_id = l.client_id AND b.service_id = l.service_id
                AND b.date < l.date AND b.returns_id IS NULL AND b.trashed_at IS NULL) AS before,
        (SELECT min(b.date) FROM clients_sale b WHERE b.client_id = l.client_id
         AND b.returns_id IS NULL AND b.trashed_at IS NULL) = l.date AS first_day,
        (SELECT -sum(r.amount) >= l.amount FROM clients_sale r
         WHERE r.returns_id = l.id AND r.trashed_at IS NULL AND r.date <= %(closing)s) IS TRUE AS taken_back
    FROM clients_sale l
    WHERE l.date BETWEEN %(first)s AND %(closing)s AND l.returns_id IS NULL AND l.trashed_at IS NULL
      AND (%(managers)s::bigint[] IS NULL OR l.client_id = ANY(ARRAY(SELECT client_id FROM buyers)))
), judged AS (
    SELECT bought.id, client_id, date, date AS counted_on, sold_by_id, amount, currency, CASE
        WHEN before THEN 'bought_before'
        WHEN first_day THEN 'first_purchase_day'
        WHEN taken_back THEN 'returned_same_month'
        -- several lines on the first day: one stands, the first by order of entry
        WHEN row_number() OVER (PARTITION BY client_id, service_id, before, first_day, taken_back ORDER BY date, id) > 1
            THEN 'bought_before' END AS why
    FROM bought
), reversed AS (  -- lines of earlier months whose returns reach the whole amount in this one
    SELECT DISTINCT ON (l.id) l.id AS line, l.return_id AS id, l.client_id, l.service_id, l.date, l.returned,
           l.sold_by_id, l.amount, l.currency
    FROM taken l
    WHERE l.trashed_at IS NULL AND l.date < %(first)s
      AND (%(managers)s::bigint[] IS NULL OR l.client_id = ANY(ARRAY(SELECT client_id FROM buyers)))
      AND (SELECT -sum(a.amount) >= l.amount FROM clients_sale a
           WHERE a.returns_id = l.id AND a.trashed_at IS NULL AND a.date <= %(closing)s)
      AND (SELECT -sum(a.amount) >= l.amount FROM clients_sale a
           WHERE a.returns_id = l.id AND a.trashed_at IS NULL AND a.date < %(first)s) IS NOT TRUE
      AND l.date > (SELECT min(b.date) FROM clients_sale b WHERE b.client_id = l.client_id
                    AND b.returns_id IS NULL AND b.trashed_at IS NULL)
      -- and it is the line that counted then
      AND l.id = (
          SELECT b.id FROM clients_sale b
          WHERE b.client_id = l.client_id AND b.service_id = l.service_id
            AND b.returns_id IS NULL AND b.trashed_at IS NULL
          ORDER BY b.date, (SELECT -sum(a.amount) >= b.amount FROM clients_sale a
              WHERE a.returns_id = b.id AND a.trashed_at IS NULL
                AND a.date < date_trunc('month', b.date) + interval '1 month') IS TRUE, b.id
          LIMIT 1)
    ORDER BY l.id, l.returned DESC, l.return_id DESC
)
SELECT coalesce(e.sold_by_id, (SELECT h.manager_id FROM clients_responsibility h WHERE h.client_id = e.client_id
            AND h.since <= e.date AND (h.until IS NULL OR h.until > e.date))) AS owner,
       v.measure, e.id, v.adds * e.sign AS adds, v.unit, e.why
FROM (
    SELECT id, client_id, date, counted_on, sold_by_id, amount, currency, why, 1 AS sign FROM judged
    UNION ALL
    SELECT -id, client_id, date, returned, sold_by_id, amount, currency, NULL, -1 FROM reversed
) e
CROSS JOIN LATERAL (
    SELECT coalesce({rate("e.currency", "e.date")}, {rate("e.currency", "e.counted_on")}) AS rate OFFSET 0) x
CROSS JOIN LATERAL (VALUES
    ('upsells', 1::numeric, ''),
    ('upsell_revenue', e.amount * coalesce(x.rate, 1), CASE WHEN x.rate IS NULL THEN e.currency ELSE {BASE} END)
) v(measure, adds, unit)
"""
