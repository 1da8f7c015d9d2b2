"""Answers to surveys, and what clients are estimated to spend: the facts, and their files."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.access import Denied
from clients.models import Spending, Survey
from tests import factories as make
from tests.clients.importing import bring, reasons

NOW = make.instant("2026-11-24T10:00")
SURVEYS = "client_code,contact_email,answered_on,score,comment\n"


@pytest.fixture
def acme(cast):
    return make.client("Acme", cast.asha)


@pytest.fixture
def anna(acme):
    return make.contact(acme, "Anna", email="anna@acme.example")


def answer(acme, anna, by, **fields):
    about = {"contact": anna, "answered_on": make.day("2026-11-20"), "score": 9}
    return Survey.record(acme, by=by, at=NOW, **about | fields)


def test_an_answer_is_recorded_by_who_works_on_the_client(cast, acme, anna):
    assert answer(acme, anna, cast.vikram).recorded_by == cast.vikram
    for stranger in (cast.ravi, cast.nila, cast.leela, cast.esha, cast.omar):
        with pytest.raises(Denied):
            answer(acme, anna, stranger)


def test_a_person_answers_once_a_day(cast, acme, anna):
    answer(acme, anna, cast.asha)
    with pytest.raises(ValidationError, match="recorded already"):
        answer(acme, anna, cast.asha, score=3)


def test_an_answer_is_of_the_client_s_own_people_and_lies_behind_us(cast, acme, anna):
    stranger = make.contact(make.client("Bolt", cast.asha), "Bo")
    with pytest.raises(ValidationError, match="works at this client"):
        answer(acme, stranger, cast.asha)
    with pytest.raises(ValidationError, match="lies ahead"):
        answer(acme, anna, cast.asha, answered_on=make.day("2026-11-25"))


def test_a_score_is_0_to_10(anna):
    with pytest.raises(IntegrityError), transaction.atomic():
        make.survey(anna, "2026-11-20", 11)


def test_an_estimate_is_in_the_company_s_currency_where_none_is_named(cast, acme):
    about = {"as_of": make.day("2026-01-01"), "amount": "5000", "by": cast.asha, "at": NOW}
    assert Spending.estimate(acme, **about).currency == "USD"
    with pytest.raises(ValidationError, match="as of that day"):
        Spending.estimate(acme, **about)


def test_it_takes_answers_by_e_mail_or_else_by_name(cast, acme, anna):
    make.contact(acme, "Bo")
    text = SURVEYS + "ACME,ANNA@acme.example,2026-10-01,9,good\nACME,Bo,2026-10-01,0,"
    assert bring("surveys", text).created == 2
    assert bring("surveys", text).unchanged == 2
    assert bring("surveys", text.replace(",9,", ",10,")).updated == 1
    assert sorted(Survey.objects.values_list("contact__name", "score")) == [("Anna", 10), ("Bo", 0)]


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ("NONE,anna@acme.example,2026-10-01,9,", "client_code"),
        ("ACME,Anna,2026-10-01,9,", "contact_email"),
        ("ACME,,2026-10-01,9,", "contact_email"),
        ("ACME,anna@acme.example,2026-13-01,9,", "answered_on"),
        ("ACME,anna@acme.example,2026-10-01,11,", "score"),
        ("ACME,anna@acme.example,2026-10-01,8.5,", "score"),
    ],
)
def test_it_refuses_an_answer(anna, cells, field):
    assert [error.field for error in bring("surveys", SURVEYS + cells).errors] == [field]


def test_it_takes_an_answer_once(anna):
    line = "ACME,anna@acme.example,2026-10-01,9,\n"
    assert reasons(bring("surveys", SURVEYS + line * 2)) == [
        (3, "client_code", "The same key stands on line 2 of this file already.")
    ]


def test_it_takes_estimates(acme):
    head = "client_code,as_of,amount,currency\n"
    assert bring("spendings", head + "ACME,2026-01-01,5000.5,\nACME,2026-07-01,6000,EUR").created == 2
    assert bring("spendings", head + "ACME,2026-01-01,5000.50,").unchanged == 1
    wrong = bring("spendings", head + "ACME,2026-01-01,-1,\nACME,2026-02-01,1,EURO\nACME,,1,")
    assert [error.field for error in wrong.errors] == ["amount", "currency", "as_of"]
    assert Spending.objects.filter(currency="USD").get().amount == make.Decimal("5000.5")
