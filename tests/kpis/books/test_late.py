"""Late facts become adjustments, and adjustments are decided."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.access import Denied
from activity import jobs
from activity.models import Event, Job
from clients.models import Client, Sale
from kpis.books import late
from kpis.models import Adjustment, Edition, Month, Statement
from kpis.pay import restated, scorecard
from kpis.refresh import refresh_month
from tests import factories as make
from tests.kpis.books.closed import AFTER, OCTOBER, close
from tests.kpis.pay import world

LATER = AFTER + dt.timedelta(days=3)
NOVEMBER = make.day("2026-11-01")


@pytest.fixture
def closed(paid):
    close(paid)
    return paid


def look(now=LATER) -> dict[str, Adjustment]:
    """What a worker does after a fact, and what waits then, by the manager's name."""
    refresh_month(OCTOBER, now=now)
    late.find(OCTOBER, now=now)
    return {row.manager.name: row for row in Adjustment.objects.waiting().select_related("manager")}


def returned_service(client="BANYAN", **fields) -> Sale:
    """An additional service of one more client in October, entered too late."""
    make.sale(Client.objects.get(code=client), "audit", "2026-02-01", currency="INR")
    return make.sale(Client.objects.get(code=client), "training", "2026-10-20", "70", currency="INR", **fields)


def change_of(adjustment: Adjustment, measure: str) -> dict:
    return next(change for change in adjustment.changes if change["measure"] == measure)


def test_it_finds_nothing_where_nothing_came_late(closed):
    assert look() == {}


def test_a_late_sale_waits_as_an_adjustment_with_its_record_and_its_pay(closed):
    line = returned_service()
    waiting = look()["Asha"]
    upsells = change_of(waiting, "upsells")
    assert (upsells["before"]["value"], upsells["after"]["value"], upsells["added"]) == ("0", "1", [[line.pk, "1"]])
    frozen = Statement.objects.get(manager=closed.asha)
    now = restated.of(frozen.month, [closed.asha.pk], Edition.CURRENT)[closed.asha.pk]
    assert (waiting.pay_before, waiting.pay_after) == (frozen.pay, now.pay)
    assert waiting.amount == now.pay - frozen.pay == Decimal("5000.00")
    assert Event.objects.get(verb="adjustment.found").subject_id == waiting.pk


def test_a_worker_finds_it_by_itself(closed):
    Job.objects.all().delete()
    returned_service()
    jobs.run_waiting(timezone.now() + dt.timedelta(minutes=5))  # what a job leaves behind is due a moment later
    assert Adjustment.objects.waiting().get().manager == closed.asha


def test_it_says_the_same_twice_with_one_event(closed):
    returned_service()
    first, again = look()["Asha"], look(LATER + dt.timedelta(hours=1))["Asha"]
    assert (first.pk, first.found_at, first.version) == (again.pk, again.found_at, again.version)
    assert Event.objects.filter(verb__startswith="adjustment.").count() == 1


def test_it_goes_when_the_fact_goes(closed):
    line = returned_service()
    look()
    line.trashed_at = LATER
    line.save()
    Sale.objects.filter(client__code="BANYAN").update(trashed_at=LATER)
    assert look() == {}
    assert Event.objects.filter(verb="adjustment.vanished").count() == 1


def test_a_transfer_dated_back_moves_both_managers(closed):
    kept = Client.objects.get(code="EVEREST").responsibilities.get()
    kept.manager = closed.asha
    kept.save()
    waiting = look()
    assert waiting.keys() == {"Asha", "Vikram"}
    assert change_of(waiting["Vikram"], "opening")["removed"] == [[kept.client_id, "1"]]
    assert change_of(waiting["Asha"], "opening")["added"] == [[kept.client_id, "1"]]


def test_an_accepted_one_is_paid_in_the_open_month(closed):
    returned_service()
    waiting = look()["Asha"]
    made = waiting.accept(by=closed.esha, at=LATER, seen=waiting.version)
    assert (made.state, made.decided_by, made.paid_in_id) == ("accepted", closed.esha, NOVEMBER)
    november = scorecard.of(Month.objects.get(first=NOVEMBER), [closed.asha])[closed.asha.pk]
    assert november.adjustments == Decimal("5000.00")
    assert Event.objects.get(verb="adjustment.accepted").data["paid_in"] == "2026-11"
    assert look() == {}


def test_what_comes_after_an_acceptance_makes_the_next_one_for_the_rest(closed):
    returned_service()
    waiting = look()["Asha"]
    waiting.accept(by=closed.esha, at=LATER, seen=waiting.version)
    make.sale(Client.objects.get(code="COBALT"), "audit", "2026-10-30", "10", currency="INR")
    after = look()["Asha"]
    assert "upsells" not in {change["measure"] for change in after.changes}
    assert change_of(after, "retained")["before"]["value"] == "1"
    total = Statement.objects.get(manager=closed.asha).pay + waiting.amount + after.amount
    assert total == restated.of(after.month, [closed.asha.pk], Edition.CURRENT)[closed.asha.pk].pay


def test_a_refused_one_does_not_come_back_until_something_changes(closed):
    first = returned_service()
    waiting = look()["Asha"]
    waiting.refuse(by=closed.esha, at=LATER, seen=waiting.version, reason="Agreed for November")
    assert look() == {}
    second = make.sale(first.client, "planning", "2026-10-22", "30", currency="INR")
    again = change_of(look()["Asha"], "upsells")
    assert again["added"] == [[first.pk, "1"], [second.pk, "1"]]
    assert again["refused_before"] == [first.pk]


@pytest.mark.parametrize("who", ["asha", "vikram", "omar"])
def test_nobody_but_an_executive_decides(closed, who):
    returned_service()
    waiting = look()["Asha"]
    with pytest.raises(Denied):
        waiting.accept(by=getattr(closed, who), at=LATER, seen=waiting.version)


def test_a_refusal_needs_a_reason(closed):
    returned_service()
    waiting = look()["Asha"]
    with pytest.raises(ValidationError, match="A refusal needs a reason"):
        waiting.refuse(by=closed.esha, at=LATER, seen=waiting.version, reason=" ")


def test_one_decides_on_what_one_saw(closed):
    line = returned_service()
    seen = look()["Asha"]
    make.sale(line.client, "planning", "2026-10-22", "30", currency="INR")
    look()
    with pytest.raises(ValidationError, match="The facts changed since you opened this"):
        seen.accept(by=closed.esha, at=LATER, seen=seen.version)
    assert Adjustment.objects.get(pk=seen.pk).is_waiting


def test_the_second_to_decide_is_told_who_did(closed):
    returned_service()
    waiting = look()["Asha"]
    waiting.accept(by=closed.esha, at=LATER, seen=waiting.version)
    with pytest.raises(ValidationError, match="Esha decided this already"):
        waiting.refuse(by=closed.esha, at=LATER, seen=waiting.version, reason="Too late")


def test_a_manager_without_pay_has_an_adjustment_of_figures_alone(small_case):
    close(small_case)
    returned_service()
    waiting = look()["Asha"]
    assert (waiting.amount, waiting.pay_before, waiting.currency) == (0, None, "")
    assert change_of(waiting, "upsells")
    assert waiting.accept(by=small_case.esha, at=LATER, seen=waiting.version).paid_in_id == NOVEMBER


def test_money_needs_pay_terms_in_the_month_that_pays_it(closed):
    returned_service()
    waiting = look()["Asha"]
    closed.asha.payterms.update(until=NOVEMBER)
    with pytest.raises(ValidationError, match="Asha has no pay terms in November 2026"):
        waiting.accept(by=closed.esha, at=LATER, seen=waiting.version)
    world.terms(closed.asha, closed.esha, since=NOVEMBER, currency="EUR")
    with pytest.raises(ValidationError, match="Asha is paid in another currency than USD in November 2026"):
        waiting.accept(by=closed.esha, at=LATER, seen=waiting.version)


@pytest.mark.parametrize(("at", "late_by"), [("2026-10-31T18:29:59", 1), ("2026-10-31T18:30:00", 0)])
def test_the_border_of_the_closed_month_is_midnight_in_the_companys_zone(closed, at, late_by):
    make.interaction(Client.objects.get(code="EVEREST"), closed.vikram, at, kind="call")
    assert len(look()) == late_by


def test_it_asks_as_often_for_many_managers_as_for_one(closed):
    returned_service()
    refresh_month(OCTOBER, now=LATER)
    late.find(OCTOBER, now=LATER)
    with CaptureQueriesContext(connection) as one:
        late.find(OCTOBER, now=LATER)
    for name in ("Tara", "Dev", "Kabir"):
        client = make.client(f"Of {name}", make.user(name, supervisor=closed.vikram))
        make.contract(client, "2026-01-01")
    refresh_month(OCTOBER, now=LATER)
    late.find(OCTOBER, now=LATER)
    with CaptureQueriesContext(connection) as four:
        assert len(late.find(OCTOBER, now=LATER)) == 4
    assert len(four) == len(one)
