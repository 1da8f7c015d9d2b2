"""Decisions on adjustments at the same moment as another decision, another late fact, or a closing."""

import datetime as dt
import os
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Sum

from accounts.models import Role
from clients.models import Sale
from kpis.books import audit, late
from kpis.models import Adjustment, Edition, Month, Statement
from kpis.pay import restated
from kpis.refresh import refresh_month
from tests import factories as make
from tests.kpis.books.closed import AFTER, OCTOBER, close, pay_everybody
from tests.kpis.books.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
RACES = int(os.environ.get("KAM_TEST_RACES", "4"))
LATER, DECEMBER = AFTER + dt.timedelta(days=3), make.instant("2026-12-05T09:00")


@pytest.fixture
def company(cast):
    """Asha's Acme has bought in September; October is closed."""
    cast.acme = make.client("Acme", cast.asha)
    cast.noor = make.user("Noor", Role.EXECUTIVE)
    make.sale(cast.acme, "audit", "2026-09-02")
    pay_everybody(cast)
    close(cast)
    return cast


def come_late(cast, number: int) -> Sale:
    """An additional service; lines differ in pay because of the cap only, so they take each other back in turn."""
    Sale.objects.filter(order__startswith="L-").update(trashed_at=LATER)
    if number % 2:
        return Sale.objects.last()
    return make.sale(cast.acme, f"service-{number}", "2026-10-20", order=f"L-{number}", recorded_at=LATER)


def look() -> None:
    refresh_month(OCTOBER, now=LATER)
    late.find(OCTOBER, now=LATER)


def accepting(waiting: Adjustment, by):
    return lambda: waiting.accept(by=by, at=LATER, seen=waiting.version)


def refusing(waiting: Adjustment, by):
    return lambda: waiting.refuse(by=by, at=LATER, seen=waiting.version, reason="No")


def settled(cast) -> bool:
    """Whether reported, accepted and waiting make what the facts of today would pay."""
    granted = Adjustment.objects.filter(manager=cast.asha).exclude(state="refused").aggregate(all=Sum("amount"))["all"]
    today = restated.of(Month.objects.get(first=OCTOBER), [cast.asha.pk], Edition.CURRENT)[cast.asha.pk]
    return Statement.objects.get(manager=cast.asha).pay + (granted or Decimal(0)) == today.pay


def test_of_two_who_decide_at_once_one_decides_and_the_other_is_told(company):
    for number in range(RACES):
        come_late(company, number)
        look()
        waiting = Adjustment.objects.waiting().get(manager=company.asha)
        results = at_once(accepting(waiting, company.esha), accepting(waiting, company.noor))
        (made,) = [result for result in results if isinstance(result, Adjustment)]
        (told,) = [result for result in results if isinstance(result, ValidationError)]
        assert f"{made.decided_by} decided this already" in told.messages[0]
        look()
        assert settled(company)


def test_acceptance_and_refusal_at_once_leave_one_of_them(company):
    come_late(company, 0)
    look()
    waiting = Adjustment.objects.waiting().get(manager=company.asha)
    results = at_once(accepting(waiting, company.esha), refusing(waiting, company.noor))
    (made,) = [result for result in results if isinstance(result, Adjustment)]
    assert Adjustment.objects.get(pk=waiting.pk).state == made.state


def test_an_acceptance_and_another_late_fact_at_once_add_up(company):
    for number in range(0, 2 * RACES, 2):
        come_late(company, number)
        look()
        waiting = Adjustment.objects.waiting().filter(manager=company.asha).first()

        def another(number=number):
            make.sale(company.acme, f"more-{number}", "2026-10-21", order=f"L-{number}-more", recorded_at=LATER)
            look()

        at_once(accepting(waiting, company.esha) if waiting else look, another)
        look()
        assert settled(company)


def test_an_acceptance_and_a_closing_at_once_pay_the_amount_in_one_month(company):
    come_late(company, 0)
    look()
    waiting = Adjustment.objects.waiting().get(manager=company.asha)
    november = OCTOBER.replace(month=11)
    accepted, closed = at_once(accepting(waiting, company.esha), lambda: close(company, november, at=DECEMBER))
    assert not isinstance(closed, Exception)
    paid = Statement.objects.get(month=november, manager=company.asha).adjustments
    assert paid == (accepted.amount if accepted.paid_in_id == november else 0)
    assert [finding.differences for finding in audit.check()] == [[], []]
