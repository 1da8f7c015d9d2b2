"""What must happen by the minute is left once a minute, however many beats ask."""

import pytest
import time_machine

from activity.models import Job
from activity.tasks import leave_minutely
from kam_crm.celery import app
from tests.factories import instant

NOW = instant("2026-10-25T00:30")
pytestmark = pytest.mark.django_db


def ask(moment, *names):
    with time_machine.travel(moment, tick=False):
        leave_minutely(*names)


def finish():
    Job.objects.update(state=Job.State.DONE)


def test_it_leaves_a_job_once_though_two_beats_ask():
    ask(NOW, "test.one", "test.two")
    finish()
    ask(NOW, "test.one", "test.two")
    assert sorted(Job.objects.values_list("task", flat=True)) == ["test.one", "test.two"]


def test_it_leaves_the_next_ones_in_the_next_minute():
    ask(NOW, "test.one")
    finish()
    ask(instant("2026-10-25T00:31"), "test.one")
    assert Job.objects.count() == 2


def test_it_leaves_it_in_both_hours_when_the_clocks_go_back():
    for moment in ("2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00"):
        ask(instant(moment), "test.one")
        finish()
    assert Job.objects.count() == 2


@pytest.mark.parametrize("state", ["waiting", "sent", "running"])
def test_it_leaves_none_behind_an_unfinished_one(state):
    ask(NOW, "test.one")
    Job.objects.update(state=state)
    ask(instant("2026-10-25T00:31"), "test.one", "test.two")
    assert sorted(Job.objects.values_list("task", flat=True)) == ["test.one", "test.two"]


def test_it_is_what_the_beat_asks_for():
    asked = app.conf.beat_schedule["minutely"]
    assert asked["task"] == "activity.leave_minutely"
    assert asked["args"] == ("work.watch_clocks", "work.answer_complaints", "work.remind_tasks", "activity.mail")
