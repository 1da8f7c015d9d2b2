"""Late facts on random companies: a month is closed in the middle of their history."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from kpis.books import closing, late
from kpis.models import Adjustment, Edition, Figure, Month, Statement
from kpis.pay import restated
from kpis.refresh import refresh_month
from kpis.report import month_report
from tests.kpis import histories
from tests.kpis.books.closed import reported
from tests.kpis.pay import world
from tests.kpis.test_properties import as_oracle, differences, examples, stored

pytestmark = pytest.mark.django_db
State = Adjustment.State


def pay_everybody(month) -> User:
    decider = User.objects.get(email__startswith=histories.DECIDER)
    User.objects.filter(pk=decider.pk).update(role="executive", level="", is_active=True)
    decider.refresh_from_db()
    paid_for = {"retention_rate": ("0.9", 50), "upsells": ("1", 30), "meetings": ("2", 20)}
    for person in User.objects.exclude(pk=decider.pk):
        world.terms(person, decider, since=month)
        world.plan(decider, paid_for, manager=person, since=month)
    return decider


def as_restated(month: Month) -> dict:
    """What the current edition says, in the oracle's form."""
    report = month_report(month, Figure.objects.current().filter(month=month).select_related("manager"))
    rows = {row["manager"].split("@")[0]: as_oracle(row) for row in report["managers"]}
    return {"company": as_oracle(report["company"]), "unassigned": as_oracle(report["unassigned"]), "managers": rows}


def settled(month: Month) -> None:
    """Reported, and what was accepted, and what waits (or was refused last), make what the facts of today would pay."""
    cards = restated.of(month, list(User.objects.values_list("pk", flat=True)), Edition.CURRENT)
    for statement in Statement.objects.filter(month=month):
        found = list(Adjustment.objects.filter(month=month, manager=statement.manager).order_by("pk"))
        counts = [row.amount for row in found if row.state == State.ACCEPTED or row is found[-1]]
        assert statement.pay + sum(counts, Decimal(0)) == cards[statement.manager_id].pay


@given(st.data())
@examples(15)
def test_what_was_reported_stays_and_the_rest_adds_up_to_what_the_facts_say(data):
    company = data.draw(histories.companies(over=True))
    with stored(company) as store:
        decider = pay_everybody(company.month)
        month = closing.close(company.month, by=decider, at=company.now, begin=True).month
        before = reported(company.month)
        for _ in range(data.draw(st.integers(1, 3))):
            for change in data.draw(histories.changes(company)):
                if change.kind in ("managers", "rates"):  # a rate of a closed month never changes
                    continue
                store.apply(change)
                if change.kind != "clients":  # a rhythm has no date: it restates nothing
                    company = replace(company, facts=change.apply(company.facts))
            refresh_month(company.month, now=company.now)
            late.find(company.month, now=company.now)
            assert reported(company.month) == before
            assert differences(as_restated(month), company.expected) == {}
            settled(month)
            for waiting in Adjustment.objects.waiting().order_by("pk"):
                decide(waiting, data.draw(st.sampled_from(["accept", "refuse", ""])), decider, company.now)


def decide(waiting: Adjustment, deed: str, by: User, at) -> None:
    if deed:
        getattr(waiting, deed)(by=by, at=at, seen=waiting.version, reason="So be it")
