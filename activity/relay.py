"""The relay hands the jobs that requests left behind to Celery.

Only the relay talks to the broker on behalf of the pages: while the broker is down the jobs wait in the database, and
no page is slower for it. Several relays may run at once.
"""

from __future__ import annotations

import datetime as dt
import json
import select
import threading
from collections.abc import Callable

import structlog
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerDown

from activity import jobs
from activity.models import Job

log = structlog.get_logger(__name__)

AHEAD = 16
"""So many jobs at most are with the broker at once. The others wait here, where alike ones are merged."""
LEASE = dt.timedelta(minutes=5)
"""A job that no worker took for so long is taken to be lost with the broker, and is sent again."""
SWEEP_EVERY = dt.timedelta(seconds=10)
POLL = 1.0  # seconds; a notification comes sooner, a job that becomes due has none


class Relay:
    def __init__(self, send: Callable[[Job], None]):
        """`send` gives one job to the broker, and raises kombu's OperationalError where it cannot."""
        self.send = send
        self.stopping = threading.Event()
        self.trouble = ""
        self.next_sweep: dt.datetime | None = None

    def stop(self, *_args) -> None:
        self.stopping.set()

    def run(self) -> None:
        pause = POLL
        while not self.stopping.is_set():
            try:
                self._listen()
                self.turn(timezone.now())
                pause = self._fine()
                self._wait_for_news()
            except (BrokerDown, DatabaseError, InterfaceError) as error:
                pause = min(pause * 2, 30.0)
                self._in_trouble(error)
                self.stopping.wait(pause)

    def turn(self, now: dt.datetime) -> int:
        """Sweep when it is time, and hand over what is due. Returns how many jobs were sent."""
        if self.next_sweep is None:
            # What an earlier relay left with the broker may be lost with it; to be sent twice does no harm.
            Job.objects.filter(state=Job.State.SENT).update(leased_until=now - LEASE)
        if self.next_sweep is None or now >= self.next_sweep:
            jobs.sweep(now)
            self.next_sweep = now + SWEEP_EVERY
        return self.hand_over(now)

    @transaction.atomic
    def hand_over(self, now: dt.datetime) -> int:
        """Send the due jobs, each kind of alike ones once. All or nothing: a broker that fails rolls it back."""
        free = AHEAD - Job.objects.filter(state=Job.State.SENT).count()
        if free <= 0:
            return 0
        groups = list(alike(self._due(now)))[:free]
        for first, *others in groups:
            ids = [job.pk for job in others]
            Job.objects.filter(pk__in=ids).update(state=Job.State.MERGED, finished_at=now)
            Job.objects.filter(pk=first.pk).update(state=Job.State.SENT, leased_until=now + LEASE)
            self.send(first)
        return len(groups)

    def _due(self, now: dt.datetime):
        waiting = Job.objects.filter(state=Job.State.WAITING, due_at__lte=now)
        return waiting.order_by("due_at", "id").select_for_update(skip_locked=True)[:1000]

    def _listen(self) -> None:
        """Listen for new jobs, on a connection that may have been replaced since."""
        with connection.cursor() as cursor:
            cursor.execute("LISTEN activity_job")

    def _wait_for_news(self) -> None:
        raw = connection.connection
        select.select([raw], [], [], POLL)
        raw.poll()
        raw.notifies.clear()

    def _fine(self) -> float:
        if self.trouble:
            log.warning("relay_works_again")
            self.trouble = ""
        return POLL

    def _in_trouble(self, error: Exception) -> None:
        """Say a trouble once, not at every attempt."""
        if type(error).__name__ != self.trouble:
            self.trouble = type(error).__name__
            log.warning("relay_waits", reason=str(error).strip())
        if not isinstance(error, BrokerDown):
            connection.close()


def alike(due) -> list[list[Job]]:
    """Group jobs alike in task and arguments, in the order in which the first of each is due."""
    groups: dict[tuple[str, str], list[Job]] = {}
    for job in due:
        groups.setdefault((job.task, json.dumps(job.args, sort_keys=True)), []).append(job)
    return list(groups.values())
