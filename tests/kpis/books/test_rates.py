"""Closed months keep the rates they were closed with, whoever asks; and their books check."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from clients.models import ExchangeRate
from kpis.books import audit, gate, late
from kpis.models import Adjustment
from kpis.refresh import refresh_month
from tests import factories as make
from tests.clients.importing import bring, reasons
from tests.kpis.books.closed import AFTER, OCTOBER, close, current, pay_everybody, reported
from tests.kpis.books.test_races import at_once

CLOSED = "October 2026 is closed; a rate can be dated from 1 Nov 2026."


@pytest.fixture
def books(cast):
    """October closed with a line converted at a rate from the 5th; another rate from 3 November."""
    cast.acme = make.client("Acme", cast.asha)
    cast.closed = make.rate("INR", "2026-10-05", "0.0125")
    cast.open = make.rate("INR", "2026-11-03", "0.02")
    make.sale(cast.acme, "audit", "2026-10-07", "1000.000001", "333.333333", currency="INR")
    make.sale(cast.acme, "audit", "2026-10-08", "7")
    pay_everybody(cast)
    close(cast)
    return cast


def refusal(deed) -> str:
    with pytest.raises(ValidationError) as refused, transaction.atomic():
        deed()
    return refused.value.message_dict["since"][0]


def test_no_verb_moves_a_rate_in_or_out_of_a_closed_month(books):
    about = {"by": books.esha, "at": AFTER}
    day = make.day("2026-10-31")
    deeds = [
        lambda: ExchangeRate.enter(currency="EUR", since=day, rate=Decimal(1), **about),
        lambda: books.closed.change(rate=Decimal(9), **about),
        lambda: books.closed.change(since=make.day("2026-11-09"), **about),
        lambda: books.open.change(since=day, **about),
        lambda: books.closed.remove(**about),
    ]
    assert {refusal(deed) for deed in deeds} == {CLOSED}
    assert books.open.change(since=make.day("2026-11-01"), **about).since == make.day("2026-11-01")


STATEMENTS = [
    "INSERT INTO clients_exchangerate (currency, base, since, rate) VALUES ('EUR', 'USD', '2026-10-31', 1)",
    "UPDATE clients_exchangerate SET rate = 9 WHERE since = '2026-10-05'",
    "UPDATE clients_exchangerate SET since = '2026-11-09' WHERE since = '2026-10-05'",
    "UPDATE clients_exchangerate SET since = '2026-09-01' WHERE since = '2026-11-03'",
    "DELETE FROM clients_exchangerate",
    "TRUNCATE clients_exchangerate",
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_database_refuses_it_too(books, statement):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_file_may_hold_the_rates_of_closed_months_but_not_change_them(books):
    head, there = "currency,since,rate\n", "INR,2026-10-05,0.0125\nINR,2026-11-03,0.02\n"
    assert bring("rates", head + there).unchanged == 2
    result = bring("rates", head + there.replace("0.0125", "0.0126") + "EUR,2026-10-31,1.1\nEUR,2026-11-01,1.1")
    assert reasons(result) == [(2, "since", CLOSED), (4, "since", CLOSED)]


def test_its_books_check_and_a_late_line_counts_at_the_rate_of_then(books):
    before = reported()
    assert before == current()
    make.sale(books.acme, "audit", "2026-10-09", "100", currency="INR")
    refresh_month(OCTOBER, now=AFTER)
    late.find(OCTOBER, now=AFTER)
    (change,) = [c for c in Adjustment.objects.get().changes if c["measure"] == "revenue"]
    assert [row[1] for row in change["added"]] == ["1.25"]
    assert reported() == before
    assert [finding.differences for finding in audit.check()] == [[]]


def test_its_page_offers_only_what_is_open(books, client):
    client.force_login(books.esha)
    page = client.get(reverse("rates:list")).text
    assert reverse("rates:edit", args=[books.open.pk]) in page
    assert reverse("rates:edit", args=[books.closed.pk]) not in page
    answer = client.post(reverse("rates:create"), {"currency": "EUR", "since": "2026-10-31", "rate": "1.1"})
    assert CLOSED in answer.text


@pytest.mark.django_db(transaction=True)
def test_a_rate_and_a_closing_wait_for_each_other(cast):
    acme = make.client("Acme", cast.asha)
    make.sale(acme, "audit", "2026-10-07", currency="INR")
    pay_everybody(cast)

    def enter():
        return ExchangeRate.enter(
            currency="INR", since=make.day("2026-10-05"), rate=Decimal("0.01"), by=cast.esha, at=AFTER
        )

    entered, closed = at_once(enter, lambda: close(cast))
    assert not isinstance(closed, Exception), closed
    assert isinstance(entered, ValidationError) or reported() == current()
    refresh_month(OCTOBER, now=AFTER)
    assert reported() == current()

    def impatiently():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '50ms'")
            make.rate("EUR", "2026-11-03", "1.1")

    with transaction.atomic():
        gate.take()
        (refused,) = at_once(impatiently)
    assert "lock timeout" in str(refused)
