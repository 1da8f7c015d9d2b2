"""Jobs that fail are shown to the administrator, who may have them tried again."""

import pytest

from accounts.access import Denied
from activity.models import Event, Job
from tests.factories import instant

AT = instant("2026-11-24T09:00")
ERROR = "Traceback (most recent call last):\n  File …\nConnectionRefusedError: [Errno 111] Connection refused\n"


@pytest.fixture
def failed(db) -> Job:
    return Job.objects.create(task="activity.mail_at_once", state="failed", attempts=8, error=ERROR, finished_at=AT)


@pytest.fixture
def waits(db) -> Job:
    return Job.objects.create(task="kpis.refresh", attempts=2, due_at=AT, error=ERROR)


def test_it_shows_what_went_wrong_and_nothing_else(client, cast, failed, waits):
    Job.objects.create(task="activity.purge")
    Job.objects.create(task="activity.purge", state="done", finished_at=AT, attempts=1)
    client.force_login(cast.omar)
    shown = client.get("/settings/jobs/")
    assert shown.context["rows"] == [waits, failed]
    assert "Connection refused" in shown.text
    assert "Traceback" not in shown.text


def test_it_tries_one_again_with_all_its_attempts_before_it(client, cast, failed, waits):
    client.force_login(cast.omar)
    client.post(f"/settings/jobs/{failed.pk}/try-again/")
    failed.refresh_from_db()
    waits.refresh_from_db()
    assert (failed.state, failed.attempts, failed.finished_at) == ("waiting", 0, None)
    assert (waits.attempts, waits.due_at) == (2, AT)
    assert Event.objects.get(verb="job.tried_again").subject_id == failed.pk


def test_it_tries_all_again(client, cast, failed, waits):
    client.force_login(cast.omar)
    assert "2 jobs are tried again now." in client.post("/settings/jobs/try-again/", follow=True).text
    assert not Job.objects.troubled().exists()


def test_it_leaves_one_alone_that_runs(client, cast, waits):
    Job.objects.update(state="running")
    Job.try_again(Job.objects.all(), by=cast.omar, at=AT)
    waits.refresh_from_db()
    assert (waits.state, waits.attempts) == ("running", 2)


def test_it_obeys_administrators_only(cast, failed):
    with pytest.raises(Denied):
        Job.try_again(Job.objects.all(), by=cast.esha, at=AT)


def test_it_says_so_on_the_administrators_home_page(client, cast, failed):
    client.force_login(cast.omar)
    assert "1 job does not get done" in client.get("/").text
    Job.objects.all().delete()
    assert "not get done" not in client.get("/").text
