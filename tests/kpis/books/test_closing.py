"""Closing a month: what is frozen, by whom, and in which order."""

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from accounts.access import Denied
from activity.models import Event
from clients.models import Client
from kpis.books import audit
from kpis.models import Books, Closing, Figure, Month, Statement
from kpis.refresh import refresh_month
from tests import factories as make
from tests.kpis.books.closed import AFTER, OCTOBER, SEPTEMBER, close, current, reported

NOVEMBER = make.day("2026-11-01")


def test_it_freezes_what_the_month_showed_with_the_ids_and_the_pay(paid):
    closed = close(paid)
    assert reported()
    assert reported() == current()
    assert Statement.objects.filter(month=OCTOBER).count() == 2
    assert closed.month.state == Month.State.CLOSED
    assert Books.objects.get().seal == closed.seal == Event.objects.get(verb="month.closed").data["seal"]
    assert [finding.differences for finding in audit.check()] == [[]]


def test_it_keeps_what_was_reported_when_facts_come_late(paid):
    close(paid)
    before = reported()
    make.sale(Client.objects.get(code="EVEREST"), "audit", "2026-10-05", "1000", currency="INR")
    refresh_month(OCTOBER, now=AFTER)
    assert reported() == before != current()


@pytest.mark.parametrize("who", ["asha", "vikram", "leela"])
def test_it_is_closed_by_nobody_but_executives_and_administrators(paid, who):
    paid.esha = getattr(paid, who)
    with pytest.raises(Denied):
        close(paid)
    assert not Closing.objects.exists()


def refusal(cast, *args, **options) -> str:
    with pytest.raises(ValidationError) as refused:
        close(cast, *args, **options)
    return refused.value.message


def test_it_refuses_a_month_that_is_not_over_in_the_companys_zone(paid):
    last_second = make.instant("2026-10-31T23:59:59+05:30")
    assert refusal(paid, at=last_second) == "October 2026 is not over yet: it can be closed from 1 Nov 2026 on."
    assert close(paid, at=make.instant("2026-11-01T00:00:00+05:30"))


def test_it_tells_the_second_who_closed_it_and_when(paid):
    close(paid)
    assert refusal(paid) == "October 2026 was closed by Esha on 5 Nov 2026 at 14:30."


def test_it_refuses_a_month_while_an_earlier_one_is_open(paid):
    refresh_month(SEPTEMBER, now=AFTER)
    assert refusal(paid) == "2026-09 is open: close it first."


def test_its_books_may_begin_with_a_month_and_the_earlier_ones_stay_open_for_good(paid):
    refresh_month(SEPTEMBER, now=AFTER)
    close(paid, begin=True)
    assert refusal(paid, SEPTEMBER) == "The books begin after September 2026, so it can never be closed."


def test_it_leaves_no_month_out(paid):
    close(paid, SEPTEMBER)
    assert refusal(paid, NOVEMBER, at=make.instant("2026-12-05"), begin=True) == "2026-10 is open: close it first."


@pytest.mark.django_db(transaction=True)
def test_it_refuses_figures_that_do_not_add_up(paid):
    refresh_month(OCTOBER, now=AFTER)
    Figure.objects.filter(scope="company", measure="lost").update(value=3)
    assert "company, lost: 3, but its parts make 2" in refusal(paid)
    assert not Figure.objects.reported().exists()


def test_its_command_closes_and_prints_the_seal(paid, capsys):
    with time_machine.travel(AFTER):
        call_command("close_month", "2026-10", "--by", "Esha@example.com")
        assert Closing.objects.get().seal in capsys.readouterr().out
        with pytest.raises(CommandError, match="October 2026 was closed by Esha"):
            call_command("close_month", "2026-10", "--by", "esha@example.com")
        with pytest.raises(CommandError, match="only an executive or administrator may"):
            call_command("close_month", "2026-10", "--by", "asha@example.com")
