"""Playbooks that start by themselves: once for each event, and in sight where nobody could do it."""

import datetime as dt

import pytest

from activity import jobs
from activity.models import Job, Notification
from tests import factories as make
from work.models import PlaybookRun
from work.starting import start_due

NOW = make.instant("2026-11-24T10:00")


@pytest.fixture
def acme(cast):
    return make.client("Acme", cast.asha)


@pytest.fixture
def renewal(cast):
    return make.playbook(cast.vikram, (-30, "Prepare the offer"), (0, "Decide", "senior"), starts="notice")


@pytest.mark.parametrize(
    ("notice_by", "starts"),
    [("2027-02-23", False), ("2027-02-22", True), ("2026-11-24", True), ("2026-11-23", False)],
)
def test_it_begins_ninety_days_before_the_last_day_of_notice_until_that_day(acme, renewal, notice_by, starts):
    ends = make.day(notice_by) + dt.timedelta(days=30)
    contract = make.contract(acme, "2026-01-01", str(ends), notice_days=30)
    start_due(NOW)
    begun = [(run.contract, run.anchor, run.started_by) for run in PlaybookRun.objects.all()]
    assert begun == ([(contract, make.day(notice_by), None)] if starts else [])


def test_it_begins_once_for_a_contract_and_its_day_of_notice(acme, renewal, cast):
    contract = make.contract(acme, "2026-01-01", "2027-02-01", notice_days=30)
    for _ in range(3):
        start_due(NOW)
    run = PlaybookRun.objects.get()
    assert {(task.owner, task.contract) for task in run.tasks.all()} == {(cast.asha, contract), (cast.vikram, contract)}
    contract.change(ends_on=make.day("2027-03-01"), by=cast.asha, at=NOW)
    start_due(NOW)
    assert PlaybookRun.objects.count() == 2


@pytest.mark.parametrize(
    "fields",
    [{"signed_on": None}, {"terminated_on": make.day("2026-12-31")}, {"trashed_at": NOW}, {"notice_days": None}],
)
def test_contracts_that_nobody_could_renew_begin_nothing(acme, renewal, fields):
    make.contract(acme, "2026-01-01", "2027-02-01", **{"notice_days": 30} | fields)
    start_due(NOW)
    assert not PlaybookRun.objects.exists()


def test_a_draft_and_one_that_starts_by_hand_begin_nothing(cast, acme):
    make.playbook(cast.vikram, (0, "Ring"), starts="notice", adopted=False)
    make.playbook(cast.vikram, (0, "Ring"), name="By hand")
    make.contract(acme, "2026-01-01", "2027-02-01", notice_days=30)
    start_due(NOW)
    assert not PlaybookRun.objects.exists()


def test_where_nobody_is_responsible_it_waits_and_the_executives_are_told_once(cast, renewal):
    nobody = make.client("Nobody's")
    make.contract(nobody, "2026-01-01", "2027-02-01", notice_days=30)
    start_due(NOW)
    start_due(NOW)
    told = Notification.objects.get()
    assert (told.user, told.sentence) == (cast.esha, "“Renewal” waits: nobody is responsible for Nobody's")
    assert PlaybookRun.objects.running().get().waits


def test_it_begins_when_somebody_is(cast, renewal):
    nobody = make.client("Nobody's")
    make.contract(nobody, "2026-01-01", "2027-02-01", notice_days=30)
    start_due(NOW)
    make.responsible(nobody, cast.asha, "2026-11-25")
    start_due(NOW + dt.timedelta(days=1))
    run = PlaybookRun.objects.get()
    assert (run.waits, run.tasks.count()) == (False, 2)


def test_what_was_called_off_while_it_waited_does_not_come_back(cast, renewal):
    nobody = make.client("Nobody's")
    make.contract(nobody, "2026-01-01", "2027-02-01", notice_days=30)
    start_due(NOW)
    PlaybookRun.objects.get().cancel("They leave", by=cast.esha, at=NOW)
    make.responsible(nobody, cast.asha, "2026-11-01")
    start_due(NOW)
    assert not PlaybookRun.objects.get().tasks.exists()


def test_one_that_nobody_fit_holds_does_not_keep_the_others_waiting(cast, acme, renewal):
    odd = make.client("Odd", cast.nila, kind="key")  # an account manager serves no key accounts
    for client in (odd, acme):
        make.contract(client, "2026-01-01", "2027-02-01", notice_days=30)
    start_due(NOW)
    assert {run.client.name: run.waits for run in PlaybookRun.objects.all()} == {"Odd": True, "Acme": False}


def test_a_complaint_begins_its_playbook(cast, acme):
    make.playbook(cast.vikram, (0, "Ring them"), name="Complaint", purpose="complaint", starts="complaint")
    complaint = make.case(acme, "2026-11-24T08:00", kind="complaint")
    make.case(acme, "2026-11-24T08:00", kind="question")
    make.case(acme, "2026-11-20T08:00", kind="complaint")
    start_due(NOW)
    assert PlaybookRun.objects.get().tasks.get().case == complaint


def test_a_transfer_begins_the_hand_over_and_a_new_client_does_not(cast, acme):
    make.playbook(cast.vikram, (0, "Meet"), name="Hand-over", purpose="handover", starts="transfer")
    make.client("Fresh", cast.asha, since="2026-11-24")
    acme.transfer(cast.vikram, make.day("2026-11-24"), by=cast.esha, at=NOW)
    start_due(NOW)
    run = PlaybookRun.objects.get()
    assert (run.client, run.anchor, run.tasks.get().owner) == (acme, make.day("2026-11-24"), cast.vikram)


def test_it_begins_within_a_minute_of_a_complaint(cast, acme):
    make.playbook(cast.vikram, (0, "Ring them"), name="Complaint", purpose="complaint", starts="complaint")
    make.case(acme, "2026-11-24T08:00", kind="complaint")
    Job.leave("work.answer_complaints", due_at=NOW)
    jobs.run_waiting(NOW)
    assert PlaybookRun.objects.count() == 1


def test_a_worker_starts_what_is_due_every_day(acme, renewal):
    make.contract(acme, "2026-01-01", "2027-02-01", notice_days=30)
    Job.leave("work.start_playbooks", due_at=NOW)
    jobs.run_waiting(NOW)
    assert PlaybookRun.objects.count() == 1
