"""Contracts that come due become tasks."""

import pytest
from django.utils import timezone

from activity import jobs
from activity.models import Job
from tests import factories as make
from work import renewals
from work.models import Task

NOW = make.instant("2026-11-24T10:00")


@pytest.fixture
def acme(cast):
    return make.client("Acme", cast.asha)


def test_a_contract_that_comes_due_is_a_task_of_who_is_responsible_once(cast, acme):
    contract = make.contract(acme, "2026-01-01", "2027-02-20", number="C-1", notice_days=30)
    assert [renewals.make_tasks(NOW), renewals.make_tasks(NOW)] == [1, 0]
    task = Task.objects.get()
    assert (task.owner, task.title, task.contract) == (cast.asha, "Renew or end contract C-1", contract)
    assert (task.due_on, task.is_own, task.is_open) == (make.day("2027-01-21"), True, True)


def test_what_is_not_due_renewed_or_nobodys_makes_none(cast, acme):
    make.contract(acme, "2026-01-01", "2027-06-01")
    old = make.contract(acme, "2026-01-01", "2026-12-01")
    make.contract(acme, "2026-12-02", "2027-12-01", renews=old)
    make.contract(make.client("Nobody's"), "2026-01-01", "2026-12-01")
    make.contract(make.client("Gone", make.user("Gita", is_active=False)), "2026-01-01", "2026-12-01")
    assert renewals.make_tasks(NOW) == 0


def test_a_notice_day_that_has_passed_is_due_today(cast, acme):
    make.contract(acme, "2026-01-01", "2026-12-01", notice_days=30)
    renewals.make_tasks(NOW)
    assert Task.objects.get().due_on == make.day("2026-11-24")


def test_a_task_that_somebody_made_is_enough(cast, acme):
    make.task(cast.asha, client=acme, contract=make.contract(acme, "2026-01-01", "2026-12-01"))
    assert renewals.make_tasks(NOW) == 0


@pytest.mark.django_db(transaction=True)
def test_it_is_a_job_of_every_day(time_machine):
    time_machine.move_to(NOW)
    asha = make.user("Asha")
    make.contract(make.client("Acme", asha), "2026-01-01", "2026-12-01")
    Job.leave("work.renewals", due_at=NOW)
    jobs.run_waiting(timezone.now())
    assert Task.objects.get().owner == asha
