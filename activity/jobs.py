"""Background jobs: what each name does, and how one is run.

A job is left behind as a row (`Job.leave`), handed to a worker by the relay, and run here. Whoever runs one holds its
advisory lock in the database: a worker that is killed loses the lock with its connection, so its job can be taken
over at once, and two workers with the same message run it once. A job is written so that running it twice is safe.
"""

from __future__ import annotations

import datetime as dt
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import structlog
from django.db import connection
from django.db.models import F
from django.utils.module_loading import autodiscover_modules

from activity.models import Job

State = Job.State
log = structlog.get_logger(__name__)

LIMIT = dt.timedelta(minutes=10)
PAUSES = tuple(dt.timedelta(seconds=seconds) for seconds in (5, 30, 300, 1800))
"""How long a failed job waits before it is tried again, unless its kind has other pauses. When they are used up, it has
failed for good."""


@dataclass(frozen=True)
class Kind:
    function: Callable
    limit: dt.timedelta = LIMIT
    pauses: Sequence[dt.timedelta] = PAUSES


_kinds: dict[str, Kind] = {}


def job(name: str, *, limit: dt.timedelta = LIMIT, pauses: Sequence[dt.timedelta] = PAUSES) -> Callable:
    """Register a function of a room's `tasks.py` as the job `name`. It is called with the job's arguments and `now`;
    after `limit` the worker stops it, after each of `pauses` it is tried again."""

    def register(function: Callable) -> Callable:
        _kinds[name] = Kind(function, limit, pauses)
        return function

    return register


def kind(name: str) -> Kind:
    """The kind of job called `name`. One that no room has fails when it is called, as any job may."""
    autodiscover_modules("tasks")
    return _kinds.get(name) or Kind(partial(_unknown, name))


def _unknown(name: str, **_args) -> None:
    raise LookupError(f"No room has a job named “{name}”.")


def run(job_id: int, now: dt.datetime) -> bool:
    """Run one job, unless somebody else has it or it is finished. Says whether it was run."""
    if not _lock(job_id):
        return False
    try:
        job = _take(job_id, now)
        if job is None:
            return False
        try:
            kind(job.task).function(**job.args, now=now)
        except Exception:
            _failed(job, now, traceback.format_exc())
        else:
            _finish(job, State.DONE, now)
        return True
    finally:
        _unlock(job_id)


def run_waiting(now: dt.datetime) -> int:
    """Run everything that waits, here and now, without a broker: for commands and tests. Returns how many."""
    count = 0
    while job := Job.objects.filter(state=State.WAITING, due_at__lte=now).order_by("due_at", "id").first():
        if not run(job.pk, now):
            break
        count += 1
    return count


def sweep(now: dt.datetime) -> int:
    """Put back the jobs whose message was lost with the broker, and those whose worker died. Returns how many."""
    lost = Job.objects.filter(state=State.SENT, leased_until__lt=now).update(state=State.WAITING, leased_until=None)
    died = 0
    for job in Job.objects.filter(state=State.RUNNING):
        if _lock(job.pk):
            try:
                died += _put_back(job, now, "The worker died.")
            finally:
                _unlock(job.pk)
    return lost + died


def purge(now: dt.datetime, keep: dt.timedelta = dt.timedelta(days=14)) -> int:
    """Delete the jobs that ended well long ago; failed ones stay until somebody has looked at them."""
    old = Job.objects.filter(state__in=[State.DONE, State.MERGED], finished_at__lt=now - keep)
    return old.delete()[0]


def _take(job_id: int, now: dt.datetime) -> Job | None:
    """Compare and swap: the one who finds the job not yet running. A running one whose lock was free has lost
    its worker."""
    taken = Job.objects.filter(pk=job_id, state__in=[State.WAITING, State.SENT, State.RUNNING]).update(
        state=State.RUNNING, leased_until=None, attempts=F("attempts") + 1
    )
    return Job.objects.get(pk=job_id) if taken else None


def _failed(job: Job, now: dt.datetime, error: str) -> None:
    log.error("job_failed", job=job.pk, task=job.task, attempt=job.attempts, error=error)
    _put_back(job, now, error)


def _put_back(job: Job, now: dt.datetime, error: str) -> int:
    """Let a job wait for its next attempt, or give it up when it had them all."""
    pauses = kind(job.task).pauses
    if job.attempts > len(pauses):
        return _finish(job, State.FAILED, now, error)
    due = now + pauses[job.attempts - 1]
    return _mine(job).update(state=State.WAITING, due_at=due, error=error)


def _finish(job: Job, state: str, now: dt.datetime, error: str = "") -> int:
    return _mine(job).update(state=state, finished_at=now, error=error)


def _mine(job: Job):
    return Job.objects.filter(pk=job.pk, state=State.RUNNING, attempts=job.attempts)


def _lock(job_id: int) -> bool:
    return _ask("SELECT pg_try_advisory_lock(hashtextextended('activity.job', %s))", job_id)


def _unlock(job_id: int) -> None:
    _ask("SELECT pg_advisory_unlock(hashtextextended('activity.job', %s))", job_id)


def _ask(sql: str, job_id: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql, [job_id])
        return cursor.fetchone()[0]
