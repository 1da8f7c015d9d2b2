"""What was promised to clients and due in the month: by the day first named, or that to which the client agreed.
Credit: who promised it.

A promise that is open is left out until its day is over.
"""

import datetime as dt

from django.db import connection

LOOKED_BACK = dt.timedelta(days=8)  # every night, so that a week without a worker misses nothing

EVIDENCE = """
WITH due AS (
    SELECT p.*, p.kept_on IS NULL AND p.broken_on IS NULL AS unsettled,
           (%(midnights)s::timestamptz[] || %(ends)s::timestamptz)[p.due_on - %(first)s::date + 2] AS over
    FROM work_promise p
    WHERE p.due_on BETWEEN %(first)s AND %(closing)s
      AND (%(managers)s::bigint[] IS NULL OR p.manager_id = ANY(%(managers)s))
), judged AS (
    SELECT d.id, d.manager_id,
           CASE WHEN d.trashed_at IS NOT NULL THEN 'trashed'
                WHEN d.unsettled AND d.over > %(now)s THEN 'promise_still_due' END AS out,
           CASE WHEN d.broken_on IS NOT NULL THEN 'promise_broken' WHEN d.unsettled THEN 'promise_overdue'
                WHEN d.kept_on > d.due_on THEN 'promise_kept_late' END AS missed
    FROM due d
)
SELECT j.manager_id AS owner, v.measure, j.id, 1::numeric AS adds, ''::text AS unit, coalesce(j.out, v.why) AS why
FROM judged j CROSS JOIN LATERAL (VALUES ('promises_due', NULL), ('promises_met', j.missed)) v(measure, why)
"""

_OVERDUE = """
INSERT INTO kpis_touch (client_id, manager_id, since, until, xid)
SELECT NULL, manager_id, min(due_on), max(due_on), pg_current_xact_id()::text::bigint FROM work_promise
WHERE kept_on IS NULL AND broken_on IS NULL AND trashed_at IS NULL
  AND due_on >= %(since)s AND due_on < %(today)s GROUP BY manager_id
"""


def touch_overdue(today: dt.date) -> None:
    """Nobody writes when the day of a promise is over: leave the touch that a change would have left."""
    with connection.cursor() as cursor:
        cursor.execute(_OVERDUE, {"today": today, "since": today - LOOKED_BACK})
