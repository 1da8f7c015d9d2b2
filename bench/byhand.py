"""One month's figures as one would write them by hand: a wide row for each manager, numbers only.

The same rules as the program's for what the company of this benchmark has, written for speed: one pass over the
month's facts for each family, no ids kept, no reasons, no standings.
"""

SQL = """
CREATE TEMP TABLE by_hand AS
WITH bought AS MATERIALIZED (  -- last purchases that can still make a client active
    SELECT client_id, max(date) FILTER (WHERE date <= %(opening)s) AS at_o, max(date) AS at_c
    FROM clients_sale WHERE date BETWEEN %(rhythm_from)s AND %(closing)s AND returns_id IS NULL AND trashed_at IS NULL
    GROUP BY client_id
), contracted AS MATERIALIZED (
    SELECT client_id, bool_or(starts_on <= %(opening)s AND until >= %(opening)s) AS at_o,
           bool_or(starts_on <= %(closing)s AND until >= %(closing)s) AS at_c
    FROM (SELECT client_id, starts_on, coalesce(least(ends_on, terminated_on), 'infinity') AS until
          FROM clients_contract WHERE signed_on IS NOT NULL AND trashed_at IS NULL AND starts_on <= %(closing)s) k
    WHERE until >= %(opening)s GROUP BY client_id
), gone AS MATERIALIZED (
    SELECT p.client_id, coalesce(bool_or(p.left_on <= %(opening)s AND NOT back.to_o), false) AS at_o,
           coalesce(bool_or(p.left_on <= %(closing)s AND NOT back.to_c), false) AS at_c,
           (array_agg(p.reason ORDER BY p.left_on DESC))[1] AS reason
    FROM clients_departure p CROSS JOIN LATERAL (
        SELECT coalesce(bool_or(d <= %(opening)s), false) AS to_o, coalesce(bool_or(d <= %(closing)s), false) AS to_c
        FROM (SELECT date AS d FROM clients_sale WHERE client_id = p.client_id AND date > p.left_on
                AND returns_id IS NULL AND trashed_at IS NULL
              UNION ALL SELECT starts_on FROM clients_contract WHERE client_id = p.client_id AND starts_on > p.left_on
                AND signed_on IS NOT NULL AND trashed_at IS NULL) x) back
    WHERE p.left_on <= %(closing)s AND p.trashed_at IS NULL GROUP BY p.client_id
), stood AS MATERIALIZED (
    SELECT c.id, o.manager_id AS acc, e.manager_id AS resp, gone.reason,
        NOT coalesce(gone.at_o, false) AND (coalesce(k.at_o, false) OR coalesce(
            b.at_o >= date_trunc('month', %(opening)s::date) - make_interval(months => r.rhythm - 1), false)) AS a_o,
        NOT coalesce(gone.at_c, false) AND (coalesce(k.at_c, false) OR coalesce(
            b.at_c >= %(first)s::date - make_interval(months => r.rhythm - 1), false)) AS a_c,
        coalesce(gone.at_c, false) AS left_c, coalesce(k.at_o, false) AS had_contract
    FROM clients_client c
    CROSS JOIN LATERAL (SELECT coalesce(c.regular_purchase_months, %(rhythm)s) AS rhythm) r
    LEFT JOIN bought b ON b.client_id = c.id LEFT JOIN contracted k ON k.client_id = c.id
    LEFT JOIN gone ON gone.client_id = c.id
    LEFT JOIN clients_responsibility o ON o.client_id = c.id AND o.since <= %(first)s
        AND (o.until IS NULL OR o.until > %(first)s)
    LEFT JOIN clients_responsibility e ON e.client_id = c.id AND e.since <= %(closing)s
        AND (e.until IS NULL OR e.until > %(closing)s)
), judged AS MATERIALIZED (
    SELECT stood.*, CASE WHEN NOT a_o AND a_c THEN least(
            (SELECT s.date FROM clients_sale s WHERE s.client_id = stood.id AND s.returns_id IS NULL
               AND s.trashed_at IS NULL AND NOT EXISTS (SELECT 1 FROM clients_departure p
                   WHERE p.client_id = s.client_id AND p.left_on = s.date) ORDER BY s.date LIMIT 1),
            (SELECT min(k.starts_on) FROM clients_contract k WHERE k.client_id = stood.id AND k.signed_on IS NOT NULL
               AND k.trashed_at IS NULL)) < %(first)s END AS ever
    FROM stood
), by_acc AS (
    SELECT coalesce(acc, 0) AS m, count(*) AS opening, count(*) FILTER (WHERE a_c) AS retained,
        count(*) FILTER (WHERE NOT a_c) AS lost,
        count(*) FILTER (WHERE NOT a_c AND NOT left_c AND NOT had_contract) AS stopped,
        count(*) FILTER (WHERE NOT a_c AND NOT left_c AND had_contract) AS ended,
        count(*) FILTER (WHERE NOT a_c AND left_c AND reason = 'competitor') AS competitor,
        count(*) FILTER (WHERE a_c AND acc IS DISTINCT FROM resp) AS out
    FROM judged WHERE a_o GROUP BY 1
), by_resp AS (
    SELECT coalesce(resp, 0) AS m, count(*) FILTER (WHERE NOT a_o AND NOT ever) AS new,
        count(*) FILTER (WHERE NOT a_o AND ever) AS returned, count(*) AS closing,
        count(*) FILTER (WHERE a_o AND acc IS DISTINCT FROM resp) AS taken
    FROM judged WHERE a_c GROUP BY 1
), entered AS MATERIALIZED (
    SELECT i.id, i.manager_id, i.kind, CASE WHEN i.calendar_uid = '' THEN i.id
        ELSE min(i.id) OVER (PARTITION BY i.calendar_uid, i.started_at) END AS entry
    FROM clients_interaction i WHERE i.started_at >= %(begins)s AND i.started_at < %(ends)s AND i.status = 'held'
      AND i.kind IN ('meeting', 'call') AND i.trashed_at IS NULL
), talks AS (
    SELECT m, count(*) FILTER (WHERE kind = 'meeting') AS meetings, count(*) FILTER (WHERE kind = 'call') AS calls
    FROM (SELECT manager_id AS m, entry, kind FROM entered
          UNION SELECT j.user_id, e.entry, e.kind FROM entered e
          JOIN clients_interaction_joint_managers j ON j.interaction_id = e.id) x GROUP BY m
), lines AS MATERIALIZED (
    SELECT * FROM clients_sale WHERE date BETWEEN %(then_first)s AND %(closing)s AND trashed_at IS NULL
), money AS (
    SELECT coalesce(e.manager_id, 0) AS m, sum(amount) FILTER (WHERE date >= %(first)s) AS revenue,
        sum(amount - cost) FILTER (WHERE date >= %(first)s) AS profit,
        sum(amount - cost) FILTER (WHERE date < %(first)s) AS before
    FROM lines l LEFT JOIN clients_responsibility e ON e.client_id = l.client_id AND e.since <= %(closing)s
        AND (e.until IS NULL OR e.until > %(closing)s) GROUP BY 1
), candidates AS (
    SELECT l.*, row_number() OVER (PARTITION BY client_id, service_id ORDER BY date, id) AS nth FROM lines l
    WHERE date >= %(first)s AND returns_id IS NULL
      AND NOT EXISTS (SELECT 1 FROM clients_sale b WHERE b.client_id = l.client_id AND b.service_id = l.service_id
                      AND b.date < l.date AND b.returns_id IS NULL AND b.trashed_at IS NULL)
      AND EXISTS (SELECT 1 FROM clients_sale b WHERE b.client_id = l.client_id AND b.date < l.date
                  AND b.returns_id IS NULL AND b.trashed_at IS NULL)
      AND NOT EXISTS (SELECT 1 FROM clients_sale r WHERE r.returns_id = l.id AND r.date <= %(closing)s
                      AND r.trashed_at IS NULL HAVING -sum(r.amount) >= l.amount)
), taken_back AS (
    SELECT l.client_id, l.date, l.sold_by_id, l.amount FROM lines r JOIN clients_sale l ON l.id = r.returns_id
    WHERE r.date >= %(first)s AND l.date < %(first)s AND -r.amount >= l.amount AND l.trashed_at IS NULL
      AND EXISTS (SELECT 1 FROM clients_sale b WHERE b.client_id = l.client_id AND b.date < l.date
                  AND b.returns_id IS NULL AND b.trashed_at IS NULL)
      AND NOT EXISTS (SELECT 1 FROM clients_sale b WHERE b.client_id = l.client_id AND b.service_id = l.service_id
                      AND (b.date, b.id) < (l.date, l.id) AND b.returns_id IS NULL AND b.trashed_at IS NULL)
), upsold AS (
    SELECT coalesce(x.sold_by_id, h.manager_id, 0) AS m, sum(sign) AS upsells, sum(sign * amount) AS upsell_revenue
    FROM (SELECT client_id, date, sold_by_id, amount, 1 AS sign FROM candidates WHERE nth = 1
          UNION ALL SELECT *, -1 FROM taken_back) x
    LEFT JOIN clients_responsibility h ON h.client_id = x.client_id AND h.since <= x.date
        AND (h.until IS NULL OR h.until > x.date) GROUP BY 1
)
SELECT m.id AS manager, coalesce(a.opening, 0) AS opening, coalesce(a.retained, 0) AS retained,
    coalesce(a.lost, 0) AS lost, coalesce(a.stopped, 0) AS lost_stopped_buying,
    coalesce(a.ended, 0) AS lost_contract_ended, coalesce(a.competitor, 0) AS lost_competitor,
    a.retained::numeric / nullif(a.opening, 0) AS retention_rate,
    a.lost::numeric / nullif(a.opening, 0) AS outflow_rate,
    coalesce(a.out, 0) AS transferred_out, coalesce(r.new, 0) AS new, coalesce(r.returned, 0) AS returned,
    coalesce(r.closing, 0) AS closing, coalesce(r.taken, 0) AS transferred_in, coalesce(u.upsells, 0) AS upsells,
    coalesce(u.upsell_revenue, 0) AS upsell_revenue, coalesce(t.meetings, 0) AS meetings, coalesce(t.calls, 0) AS calls,
    coalesce(t.meetings + t.calls, 0) AS meetings_and_calls, coalesce(d.revenue, 0) AS revenue,
    coalesce(d.profit, 0) AS profit, coalesce(d.before, 0) AS profit_before,
    (coalesce(d.profit, 0) - d.before) / nullif(abs(d.before), 0) AS profit_growth
FROM (SELECT id FROM accounts_user WHERE is_active AND role IN ('key_manager', 'account_manager')
      UNION ALL SELECT 0) m
LEFT JOIN by_acc a ON a.m = m.id LEFT JOIN by_resp r ON r.m = m.id LEFT JOIN talks t ON t.m = m.id
LEFT JOIN money d ON d.m = m.id LEFT JOIN upsold u ON u.m = m.id
"""

COLUMNS = (
    "opening",
    "retained",
    "lost",
    "lost_stopped_buying",
    "lost_contract_ended",
    "lost_competitor",
    "retention_rate",
    "outflow_rate",
    "transferred_out",
    "new",
    "returned",
    "closing",
    "transferred_in",
    "upsells",
    "upsell_revenue",
    "meetings",
    "calls",
    "meetings_and_calls",
    "revenue",
    "profit",
    "profit_before",
    "profit_growth",
)

# Ours has rates with 20 digits.
DIFFERENT = """
SELECT f.measure, count(*), min(f.manager_id) FROM kpis_figure f
JOIN by_hand h ON h.manager = coalesce(f.manager_id, 0)
CROSS JOIN LATERAL (SELECT CASE f.measure {cases} END AS value) made
WHERE f.month_id = %(first)s AND f.edition = 'current' AND f.scope <> 'company' AND f.measure = ANY(%(measures)s)
  AND ((f.value IS NULL) <> (made.value IS NULL) OR abs(f.value - made.value) > 1e-12) GROUP BY 1 ORDER BY 1
""".format(cases=" ".join(f"WHEN '{column}' THEN h.{column}" for column in COLUMNS))
