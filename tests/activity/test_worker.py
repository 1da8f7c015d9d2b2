"""The whole way of a job: left behind in a transaction, relayed, run by a real worker."""

import os
import signal

import pytest

from activity.models import Job


def test_it_runs_what_a_request_left_behind(worker):
    Job.leave("activity.purge")
    worker.finish()
    assert Job.objects.get().state == Job.State.DONE


def test_it_says_what_became_of_a_job_that_nobody_knows(worker):
    Job.leave("test.nobody_has_this")
    with pytest.raises(AssertionError, match=r"test\.nobody_has_this"):
        worker.finish()
    assert Job.objects.get().state == Job.State.WAITING


def test_it_goes_on_when_the_relay_is_replaced(worker):
    relay = worker.children[0]
    os.killpg(relay.children["relay"].pid, signal.SIGKILL)
    relay.children["relay"].wait()
    Job.leave("activity.purge")
    relay.start("relay", "manage.py", "relay")
    worker.finish()
