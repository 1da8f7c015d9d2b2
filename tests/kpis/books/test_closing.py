"""Closing a month: what is frozen, by whom, and in which order."""

import pytest

from activity.models import Event
from clients.models import Client
from kpis.books import audit
from kpis.models import Books, Month, Statement
from kpis.refresh import refresh_month
from tests import factories as make
from tests.kpis.books.closed import AFTER, OCTOBER, close, current, pay_everybody, reported


@pytest.fixture
def cast(small_case):
    pay_everybody(small_case)
    return small_case


def test_it_freezes_what_the_month_showed_with_the_ids_and_the_pay(cast):
    closed = close(cast)
    assert reported()
    assert reported() == current()
    assert Statement.objects.filter(month=OCTOBER).count() == 2
    assert closed.month.state == Month.State.CLOSED
    assert Books.objects.get().seal == closed.seal == Event.objects.get(verb="month.closed").data["seal"]
    assert [finding.differences for finding in audit.check()] == [[]]


def test_it_keeps_what_was_reported_when_facts_come_late(cast):
    close(cast)
    before = reported()
    make.sale(Client.objects.get(code="BANYAN"), "audit", "2026-10-05", "1000")
    refresh_month(OCTOBER, now=AFTER)
    assert reported() == before != current()
