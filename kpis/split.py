"""A whole month of a large company, computed by several workers side by side: to the last byte as by one.

Whoever refreshes the month (the coordinator) holds its lock and one snapshot of the database, and leaves a job for each
range of managers. Every part is computed from that snapshot, so no change can come between two of them, by the same
statements as ever, in temporary tables of the same names that hide the real ones. Its rows then wait in `kpis_part_…`.
The coordinator computes what no other worker has taken, waits only for those that are at work, publishes all in one
transaction, and remembers the snapshot's horizon: what was touched since is looked at again, as after any refresh.

A worker that dies frees its part, a coordinator that dies takes the snapshot with it: then nothing was published, and
the parts that are still left find nothing to do.
"""

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

from django.db import DatabaseError, connection, transaction

from accounts.models import Company, User
from activity.models import Job
from kpis import freshness, measures, standing
from kpis.measures.company import FORGET_ALL, NO_TOTALS, add_to_totals
from kpis.models import Month

PART = "kpis.part"
LEAST_MANAGERS = 1_000
"""From so many on a month is split. Below, one worker is done before another has heard of it."""
AT_ONCE = 500
"""Managers of one part."""
UNASSIGNED = 0

STANDING = """client_id, accountable_id, responsible_id, held, at_opening, at_closing, outcome, lost_reason,
    opening_basis, closing_basis"""
FIGURE = "scope, manager_id, measure, value, numerator, denominator, unit, reason, counted, adds, left_out"

_HIDE = "".join(
    f"CREATE TEMPORARY TABLE {table} (LIKE {table} INCLUDING ALL) ON COMMIT DROP;"
    for table in ("kpis_standing", "kpis_figure", "kpis_total")
)

# The clients that the managers of a part may account for or hold at closing; of the unassigned all that were not
# somebody's, one and the same, from the grace days to the end.
_CLIENTS = """
SELECT client_id FROM clients_responsibility
WHERE manager_id = ANY(%(managers)s) AND since <= %(closing)s AND (until IS NULL OR until > %(grace_day)s)
UNION
SELECT id FROM clients_client c WHERE 0 = ANY(%(managers)s) AND NOT EXISTS (
    SELECT 1 FROM clients_responsibility h
    WHERE h.client_id = c.id AND h.since <= %(grace_day)s AND (h.until IS NULL OR h.until > %(closing)s))
"""

# A client's standing comes from one part, though several may have judged it.
_KEEP = f"""
INSERT INTO kpis_part (split, number, month) VALUES (%(split)s, %(number)s, %(first)s);
INSERT INTO kpis_part_standing (split, month, {STANDING})
SELECT %(split)s, %(first)s, {STANDING} FROM kpis_standing
WHERE coalesce(responsible_id, accountable_id, 0) = ANY(%(managers)s);
INSERT INTO kpis_part_figure (split, month, {FIGURE})
SELECT %(split)s, %(first)s, {FIGURE} FROM kpis_figure WHERE scope <> 'company';
"""

_PUBLISH_STANDINGS = f"""
DELETE FROM kpis_standing WHERE month_id = %(first)s AND edition = 'current';
INSERT INTO kpis_standing (month_id, {STANDING})
SELECT %(first)s, {STANDING} FROM kpis_part_standing WHERE split = %(split)s;
"""
_PUBLISH_FIGURES = f"""
WITH made AS (
    INSERT INTO kpis_figure (month_id, {FIGURE})
    SELECT %(first)s, {FIGURE} FROM kpis_part_figure WHERE split = %(split)s
    RETURNING measure, unit, value, reason, counted
), summed AS (SELECT * FROM made WHERE measure = ANY(%(measures)s))
{add_to_totals("summed", 1)}
"""
_FORGET = "".join(
    f"DELETE FROM {table} WHERE month = %(first)s;" for table in ("kpis_part", "kpis_part_standing", "kpis_part_figure")
)


class SnapshotGone(Exception):
    """The coordinator has ended: nobody waits for its parts."""


@dataclass(frozen=True)
class Part:
    """The managers with ids from `low` to `high`, and the unassigned where `low` is 0, as of `now`, in one snapshot."""

    split: str
    number: int
    first: dt.date
    low: int
    high: int
    snapshot: str
    now: dt.datetime

    @classmethod
    def from_job(cls, first: str, now: str, **args: Any) -> Self:
        return cls(first=dt.date.fromisoformat(first), now=dt.datetime.fromisoformat(now), **args)

    def leave(self) -> None:
        dates = {"first": self.first.isoformat(), "now": self.now.isoformat()}
        Job.leave(PART, part=vars(self) | dates)

    def compute(self, *, wait: bool = False) -> None:
        """Unless it was computed before; or somebody else is about it, who is waited for with `wait`."""
        with self._mine(wait) as mine:
            if mine and not self.is_computed():
                with _seen(self.snapshot):
                    self._compute()

    def _compute(self) -> None:
        month = Month.objects.get(first=self.first)
        rules = freshness.computed_by(month, Company.current().rules(), self.now)
        ids = User.objects.filter(pk__range=(self.low, self.high)).values_list("pk", flat=True)
        managers = frozenset(ids) | ({UNASSIGNED} if self.low == UNASSIGNED else frozenset())
        params: dict[str, Any] = {
            "split": self.split,
            "number": self.number,
            "first": self.first,
            "closing": month.closing,
            "grace_day": month.first - dt.timedelta(days=rules.handover_grace_days),
            "managers": sorted(managers),
        }
        with connection.cursor() as cursor:
            cursor.execute(_CLIENTS, params)
            clients = frozenset(client for (client,) in cursor.fetchall())
            cursor.execute(_HIDE)
            standing.write(month, rules, month.over, clients)
            cursor.execute(standing.ANALYZE)
            measures.write(month, rules, managers)
            cursor.execute(_KEEP, params)

    def is_computed(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM kpis_part WHERE split = %s AND number = %s", [self.split, self.number])
            return cursor.fetchone() is not None

    @contextmanager
    def _mine(self, wait: bool) -> Iterator[bool]:
        """The lock of this part. It ends with the connection, so a worker that dies holds up nobody."""
        key: list[str | int] = [self.split, self.number]
        with connection.cursor() as cursor:
            ask = "pg_advisory_lock" if wait else "pg_try_advisory_lock"
            cursor.execute(f"SELECT {ask}(hashtext(%s), %s)", key)
            mine = wait or cursor.fetchone()[0]
            try:
                yield mine
            finally:
                if mine:
                    cursor.execute("SELECT pg_advisory_unlock(hashtext(%s), %s)", key)


def pays_off(month: Month) -> bool:
    """Whether computing all of the month is work for several. A closed one reads what it reported, which parts
    do not see."""
    return not month.is_closed and User.objects.active().managers().count() >= LEAST_MANAGERS


def compute(first: dt.date, *, now: dt.datetime) -> None:
    """All of the month. The caller has the month to itself (`refresh.alone`) and is in no transaction."""
    with begun(first, now) as whole:
        for part in whole.parts:
            part.leave()
        whole.finish()
    whole.publish()


@dataclass(frozen=True)
class Whole:
    """A month that is being computed in parts. `params` are those of the company's own figures."""

    month: Month
    parts: list[Part]
    params: dict[str, Any]

    def finish(self) -> None:
        """First what nobody else has taken, so that nobody is waited for who has not begun."""
        for wait in (False, True):
            for part in self.parts:
                part.compute(wait=wait)

    @transaction.atomic
    def publish(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_PUBLISH_STANDINGS, self.params)
            cursor.execute(standing.ANALYZE)
            for statement in (FORGET_ALL, NO_TOTALS, _PUBLISH_FIGURES, *measures.SUM_UP, _FORGET):
                cursor.execute(statement, self.params)
        self.month.save_computed()


@contextmanager
def begun(first: dt.date, now: dt.datetime) -> Iterator[Whole]:
    """The month in parts, which can be computed until the block ends."""
    name = str(uuid.uuid4())
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, {"first": first})  # what a coordinator that died has left
    with _held() as (snapshot, horizon):
        with _seen(snapshot):
            month = Month.objects.get(first=first)
            rules = freshness.computed_by(month, Company.current().rules(), now)
            params = {"split": name, **measures.params_of(month, rules, frozenset())}
            ranges = _ranges()
        month.fresh_below = horizon
        parts = [Part(name, number, first, *ids, snapshot, now) for number, ids in enumerate(ranges)]
        yield Whole(month, parts, params)


def _ranges() -> list[tuple[int, int]]:
    """Everybody's ids from 0 on, without a gap."""
    ids = list(User.objects.order_by("pk").values_list("pk", flat=True))
    lows = [UNASSIGNED, *ids[AT_ONCE::AT_ONCE]]
    return list(zip(lows, [*(low - 1 for low in lows[1:]), ids[-1]], strict=True))


@contextmanager
def _held() -> Iterator[tuple[str, int]]:
    """A snapshot that others may look at until the block ends, and its horizon (`freshness.horizon`)."""
    holder = connection.copy()
    try:
        with holder.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute(f"SELECT pg_export_snapshot(), {freshness.HORIZON}")
            yield cursor.fetchone()
            cursor.execute("ROLLBACK")  # closing alone would end it only when the server has noticed
    finally:
        holder.close()


@contextmanager
def _seen(snapshot: str) -> Iterator[None]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        try:
            cursor.execute("SET TRANSACTION SNAPSHOT %s", [snapshot])
        except DatabaseError as error:
            raise SnapshotGone from error
        yield
