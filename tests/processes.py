"""A real relay and a real worker beside a test, on the test's own database and broker."""

import time

import pytest
from django.conf import settings
from django.db import connection

from activity.models import Job
from kam_crm.processes import RELAY, WORKER, Processes

UNFINISHED = [Job.State.WAITING, Job.State.SENT, Job.State.RUNNING]


class Worker:
    """What the fixture `worker` gives: the jobs that the test leaves behind are run, as in production."""

    def __init__(self, *children: Processes):
        self.children = children

    def finish(self, seconds: float = 30) -> None:
        """Wait until all jobs that are due are done. AssertionError where one fails, or they take too long."""
        deadline = time.monotonic() + seconds
        while left := list(Job.objects.filter(state__in=UNFINISHED)):
            for children in self.children:
                children.check()
            failed = [job for job in left if job.error]
            assert not failed, f"{failed[0]} failed:\n{failed[0].error}"
            assert time.monotonic() < deadline, f"Unfinished after {seconds} s: {[(str(j), j.state) for j in left]}"
            time.sleep(0.05)


def children() -> Processes:
    return Processes(settings.DATA_DIR / "logs", environment())


def environment() -> dict[str, str]:
    """The test's own database for the processes beside it."""
    database = connection.settings_dict
    url = f"postgresql://{database['USER']}@/{database['NAME']}?host={database['HOST']}"
    return {"KAM_DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONUNBUFFERED": "1"}


@pytest.fixture(scope="session")
def _celery(django_db_setup, django_db_blocker):
    """One worker for all tests that want one: it takes two seconds to start. Without a relay it has nothing to do."""
    with django_db_blocker.unblock():
        made = children()
    made.start("worker", *WORKER)
    yield made
    made.stop()


@pytest.fixture
def worker(transactional_db, _celery):
    relay = children()
    relay.start("relay", *RELAY)
    made = Worker(relay, _celery)
    yield made
    quieten(relay)


def quieten(relay: Processes) -> None:
    """Let nothing of this test run on into the next one, whose tables are emptied first."""
    relay.stop()
    deadline = time.monotonic() + 20
    while Job.objects.filter(state=Job.State.RUNNING).exists() and time.monotonic() < deadline:
        time.sleep(0.05)
