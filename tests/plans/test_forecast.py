"""What is expected by month, and how right that was."""

from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import Company
from plans import forecast
from plans.models import Opportunity
from tests import factories as make

AT = make.instant("2026-11-24T10:00")
TODAY = AT.date()


@pytest.fixture(autouse=True)
def _november(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def acme(cast):
    return make.client("Acme", cast.asha)


def past():
    rows = forecast.past(Opportunity.objects.all(), Company.current().rules(), TODAY)
    return {
        f"{row.first:%Y-%m}": [(money.currency, money.forecast, money.won) for money in row.money]
        if row.known
        else None
        for row in rows
    }


def expected():
    rows = forecast.ahead(Opportunity.objects.all(), TODAY)
    names = {(None, "before"): "before", (None, "after"): "after"}
    return {
        names.get((row.first, row.when)) or f"{row.first:%Y-%m}": {money.currency: money.weighed for money in row.money}
        for row in rows
        if row.money
    }


def test_it_weighs_what_is_open_by_the_month_of_its_expected_day(cast, acme):
    for day in ("2026-10-31", "2026-11-01", "2026-12-01", "2026-12-31", "2027-05-01"):
        make.opportunity(acme, cast.asha, day, "100", own_probability=30)
    make.opportunity(acme, cast.asha, "2026-12-05").lose("price", by=cast.asha, at=AT)
    assert expected() == {
        "before": {"USD": 30},
        "2026-11": {"USD": 30},
        "2026-12": {"USD": 60},
        "after": {"USD": 30},
    }


def test_money_of_two_currencies_is_never_added(cast, acme):
    make.opportunity(acme, cast.asha, "2026-12-05", "100")
    make.opportunity(acme, cast.asha, "2026-12-06", "9000", currency="INR")
    assert expected() == {"2026-12": {"INR": 4500, "USD": 50}}


def test_it_does_not_lose_a_cent(cast, acme):
    make.opportunity(acme, cast.asha, "2026-12-05", "0.01", own_probability=33)
    assert expected() == {"2026-12": {"USD": Decimal("0.0033")}}


def test_it_makes_the_forecast_of_a_past_month_again_as_it_was_on_its_first_day(cast, acme):
    deal = make.opportunity(acme, cast.asha, "2026-10-20", "1000", at="2026-09-15T09:00")
    deal.change(value=Decimal(5000), by=cast.asha, at=make.instant("2026-10-02T09:00"))
    deal.win(closed_on=make.day("2026-10-12"), by=cast.asha, at=make.instant("2026-10-12T09:00"))
    late = make.opportunity(acme, cast.asha, "2026-10-25", "200", at="2026-09-15T09:00")
    late.change(expected_on=make.day("2026-12-01"), by=cast.asha, at=make.instant("2026-10-20T09:00"))
    assert past()["2026-10"] == [("USD", 600, 5000)]


def test_it_says_so_where_there_is_no_history_of_the_first_day(cast, acme):
    make.opportunity(acme, cast.asha, "2026-10-20", at="2026-10-01T00:00")
    assert past() == {"2026-10": None, **dict.fromkeys(("2026-09", "2026-08", "2026-07", "2026-06", "2026-05"))}


def test_a_month_begins_at_the_company_s_midnight(cast, acme):
    Company.objects.create(pk=1, time_zone="Asia/Kolkata")
    make.opportunity(acme, cast.asha, "2026-10-20", "1000", at="2026-09-30T18:29")
    make.opportunity(acme, cast.asha, "2026-10-20", "400", at="2026-09-30T18:31")
    assert past()["2026-10"] == [("USD", 500, 0)]


def test_what_was_won_and_opened_again_was_not_won(cast, acme):
    deal = make.opportunity(acme, cast.asha, "2026-10-20", at="2026-09-15T09:00")
    deal.win(closed_on=make.day("2026-10-12"), by=cast.asha, at=make.instant("2026-10-12T09:00"))
    deal.reopen(expected_on=make.day("2026-12-31"), by=cast.asha, at=AT)
    assert past()["2026-10"] == [("USD", 500, 0)]


def test_what_lay_in_the_trash_was_not_expected(cast, acme):
    deal = make.opportunity(acme, cast.asha, "2026-10-20", at="2026-09-15T09:00")
    deal.trash(by=cast.asha, at=make.instant("2026-09-20T09:00"))
    deal.restore(by=cast.asha, at=make.instant("2026-10-03T09:00"))
    assert past()["2026-10"] == []


def test_the_page_counts_what_the_reader_may_see(client, cast, acme):
    make.opportunity(acme, cast.asha, "2026-12-05", "100")
    make.opportunity(make.client("Other", cast.ravi), cast.ravi, "2026-12-05", "700")
    client.force_login(cast.asha)
    page = client.get(reverse("opportunities:forecast")).context["ahead"]
    assert [money.total for row in page for money in row.money] == [100]
