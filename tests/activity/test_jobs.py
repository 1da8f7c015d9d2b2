"""Jobs are run once, again when they fail or their worker dies, and never lost."""

import datetime as dt

import psycopg2
import pytest
from django.db import connection

from activity import jobs
from activity.models import Job
from activity.tasks import leave_daily
from tests.factories import instant

NOW = instant("2026-10-05T12:00")
State = Job.State


@pytest.fixture
def calls(monkeypatch):
    """What the job `test.note` was called with."""
    made = []
    jobs.kind("test.note")  # the rooms' own jobs register themselves now, not while theirs are put aside
    monkeypatch.setattr(jobs, "_kinds", dict(jobs._kinds))
    jobs.job("test.note")(lambda now, **args: made.append(args))
    return made


def leave(task="test.note", **args) -> Job:
    Job.leave(task, due_at=NOW, **args)
    return Job.objects.latest("id")


@pytest.fixture
def other_worker(db):
    """Another session of the database: another worker, alive until it is closed."""
    settings = connection.get_connection_params()
    settings.pop("cursor_factory", None)
    worker = psycopg2.connect(**settings)
    worker.autocommit = True
    yield worker
    worker.close()


def hold(worker, job: Job) -> None:
    worker.cursor().execute("SELECT pg_advisory_lock(hashtextextended('activity.job', %s))", [job.pk])


def test_it_runs_a_job_once(db, calls):
    job = leave(word="once")
    assert jobs.run(job.pk, NOW)
    assert not jobs.run(job.pk, NOW)
    assert calls == [{"word": "once"}]
    job.refresh_from_db()
    assert (job.state, job.finished_at, job.attempts) == (State.DONE, NOW, 1)


def test_it_leaves_a_job_alone_that_another_worker_runs(db, calls, other_worker):
    job = leave()
    hold(other_worker, job)
    assert not jobs.run(job.pk, NOW)
    assert calls == []


def test_it_tries_a_failed_job_again_after_a_growing_pause(db, calls):
    job = leave("test.nobody_has_this")
    now, pauses = NOW, []
    while job.state == State.WAITING:
        jobs.run(job.pk, now)
        job.refresh_from_db()
        pauses.append(job.due_at - now)
        now = job.due_at
    assert tuple(pauses[:-1]) == jobs.PAUSES
    assert job.state == State.FAILED
    assert "test.nobody_has_this" in job.error


def test_it_does_not_run_a_failed_job_before_its_pause_is_over(db, calls):
    leave("test.nobody_has_this")
    assert jobs.run_waiting(NOW) == 1
    assert jobs.run_waiting(NOW) == 0


def test_it_takes_a_job_back_from_a_worker_that_died(db, calls, other_worker):
    job = leave()
    hold(other_worker, job)
    Job.objects.update(state=State.RUNNING, attempts=1)
    assert jobs.sweep(NOW) == 0
    other_worker.close()
    wait_until_gone(job)
    assert jobs.sweep(NOW) == 1
    assert jobs.run_waiting(NOW + jobs.PAUSES[0]) == 1
    assert len(calls) == 1


def wait_until_gone(job: Job) -> None:
    """Closing a session is heard by its server process a moment later; waiting for its lock waits for that."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtextextended('activity.job', %s))", [job.pk])
        cursor.execute("SELECT pg_advisory_unlock(hashtextextended('activity.job', %s))", [job.pk])


def test_it_gives_a_job_up_that_kills_every_worker(db, calls):
    job = leave()
    Job.objects.update(state=State.RUNNING, attempts=len(jobs.PAUSES) + 1)
    jobs.sweep(NOW)
    job.refresh_from_db()
    assert (job.state, job.error) == (State.FAILED, "The worker died.")


def test_it_sends_a_job_again_whose_message_was_lost(db, calls):
    leave()
    Job.objects.update(state=State.SENT, leased_until=NOW)
    assert jobs.sweep(NOW) == 0
    assert jobs.sweep(NOW + dt.timedelta(seconds=1)) == 1
    assert Job.objects.get().state == State.WAITING


def test_it_keeps_a_late_finisher_from_overwriting_the_next_attempt(db, calls):
    job = leave()
    jobs.job("test.note")(lambda now: Job.objects.update(attempts=7))
    jobs.run(job.pk, NOW)
    assert Job.objects.get().state == State.RUNNING


def test_it_leaves_a_daily_job_once_though_two_beats_ask(db, calls):
    leave_daily("test.note", "activity.purge")
    leave_daily("test.note", "activity.purge")
    assert sorted(Job.objects.values_list("task", flat=True)) == ["activity.purge", "test.note"]


def test_it_purges_what_ended_well_long_ago(db, calls):
    for state in (State.DONE, State.MERGED, State.FAILED):
        leave()
        Job.objects.filter(state=State.WAITING).update(state=state, finished_at=NOW - dt.timedelta(days=15))
    leave()
    jobs.purge(NOW)
    assert sorted(Job.objects.values_list("state", flat=True)) == [State.FAILED, State.WAITING]
