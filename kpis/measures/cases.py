"""What clients came with in the month, and how soon a person answered. Credit: the case's manager, else who was
responsible on the day it was received.

An answer is in time within 24 hours; a case that is unanswered inside them is left out until they are over.
"""

import datetime as dt

from django.db import connection

LOOKED_BACK = dt.timedelta(days=8)  # every night, so that a week without a worker misses nothing

EVIDENCE = """
WITH asked AS (  -- whose cases may be credited to the managers asked for
    SELECT h.client_id FROM clients_responsibility h
    WHERE h.manager_id = ANY(%(managers)s) AND h.since <= %(closing)s AND (h.until IS NULL OR h.until > %(first)s)
    UNION
    SELECT client_id FROM book WHERE 0 = ANY(%(managers)s)
), received AS (
    SELECT k.*, %(first)s::date + width_bucket(k.received_at, %(midnights)s::timestamptz[]) - 1 AS day
    FROM work_case k
    WHERE k.received_at >= %(begins)s AND k.received_at < %(ends)s
      AND (%(managers)s::bigint[] IS NULL OR k.id = ANY(ARRAY(
          SELECT o.id FROM work_case o WHERE o.manager_id = ANY(%(managers)s)
            AND o.received_at >= %(begins)s AND o.received_at < %(ends)s
          UNION
          SELECT o.id FROM asked a JOIN work_case o ON o.client_id = a.client_id
          WHERE o.received_at >= %(begins)s AND o.received_at < %(ends)s)))
), judged AS (
    SELECT r.id, r.first_answer_at - r.received_at AS took,
           coalesce(r.manager_id, (SELECT h.manager_id FROM clients_responsibility h
               WHERE h.client_id = r.client_id AND h.since <= r.day AND (h.until IS NULL OR h.until > r.day))) AS owner,
           CASE WHEN r.trashed_at IS NOT NULL THEN 'trashed' END AS trashed,
           CASE WHEN r.first_answer_at IS NULL THEN 'not_answered' END AS unanswered,
           CASE WHEN r.first_answer_at IS NULL AND r.received_at + interval '24 hours' > %(now)s
               THEN 'answer_still_due' END AS due
    FROM received r
)
SELECT j.owner, v.measure, j.id, v.adds, ''::text AS unit, coalesce(j.trashed, v.why) AS why
FROM judged j CROSS JOIN LATERAL (VALUES
    ('cases_received', 1::numeric, NULL),
    ('cases_answered', 1, j.unanswered),
    ('first_answer_hours', coalesce(round(extract(epoch FROM j.took) / 3600, 6), 0), j.unanswered),
    ('cases_due', 1, j.due),
    ('cases_in_time', 1, coalesce(j.due, j.unanswered,
        CASE WHEN j.took > interval '24 hours' THEN 'answered_late' END))
) v(measure, adds, why)
"""

_OVERDUE = """
WITH overdue AS (
    SELECT client_id, manager_id, (received_at AT TIME ZONE 'UTC')::date AS day FROM work_case
    WHERE first_answer_at IS NULL AND trashed_at IS NULL
      AND received_at BETWEEN %(since)s - interval '24 hours' AND %(now)s - interval '24 hours'
)
INSERT INTO kpis_touch (client_id, manager_id, since, until, xid)
SELECT v.client, v.manager, min(o.day) - 1, max(o.day) + 1, pg_current_xact_id()::text::bigint
FROM overdue o CROSS JOIN LATERAL (VALUES (o.client_id, NULL), (NULL, o.manager_id)) v(client, manager)
WHERE v.client IS NOT NULL OR v.manager IS NOT NULL GROUP BY 1, 2
"""


def touch_overdue(now: dt.datetime) -> None:
    """Nobody writes when the 24 hours of a case run out: leave the touch that a change would have left."""
    with connection.cursor() as cursor:
        cursor.execute(_OVERDUE, {"now": now, "since": now - LOOKED_BACK})
