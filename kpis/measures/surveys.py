"""Answers to surveys dated in the month. Credit: who was responsible on that day. Promoters answered 9 or 10,
detractors 0 to 6."""

EVIDENCE = """
WITH asked AS (  -- whose answers may be credited to the managers asked for
    SELECT h.client_id FROM clients_responsibility h
    WHERE h.manager_id = ANY(%(managers)s) AND h.since <= %(closing)s AND (h.until IS NULL OR h.until > %(first)s)
    UNION
    SELECT client_id FROM book WHERE 0 = ANY(%(managers)s)
)
SELECT (SELECT h.manager_id FROM clients_responsibility h WHERE h.client_id = a.client_id
            AND h.since <= a.answered_on AND (h.until IS NULL OR h.until > a.answered_on)) AS owner,
       v.measure, a.id, v.adds, ''::text AS unit,
       CASE WHEN a.trashed_at IS NOT NULL THEN 'trashed' ELSE v.why END AS why
FROM clients_survey a CROSS JOIN LATERAL (VALUES
    ('survey_answers', 1::numeric, NULL),
    ('survey_promoters', 1, CASE WHEN a.score < 9 THEN 'no_promoter' END),
    ('survey_detractors', 1, CASE WHEN a.score > 6 THEN 'no_detractor' END),
    ('survey_balance', CASE WHEN a.score >= 9 THEN 1 WHEN a.score <= 6 THEN -1 ELSE 0 END, NULL)
) v(measure, adds, why)
WHERE a.answered_on BETWEEN %(first)s AND %(closing)s
  AND (%(managers)s::bigint[] IS NULL OR a.client_id = ANY(ARRAY(SELECT client_id FROM asked)))
"""
