"""Small numbers: the count beside each rate, twelve months together, and no verdict on what one client makes."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from clients.models import Client
from kpis import noise
from kpis.refresh import refresh_month
from kpis.rows import Cell, Row
from kpis.templatetags.kpis import beside, compared
from tests import factories as make
from tests.kpis.october import AFTER, OCTOBER

SEPTEMBER = dt.date(2026, 9, 1)


def retention(kept: int, opening: int) -> Cell:
    return Cell("retention_rate", Decimal(kept) / opening, Decimal(kept), Decimal(opening))


def told(now: Cell, then: Cell, over=True) -> str:
    rows = [Row(first, "1", cells={cell.measure: cell}) for first, cell in ((OCTOBER, now), (SEPTEMBER, then))]
    return compared(*rows, now.measure, over)


counts = some.integers(0, 400).flatmap(lambda kept: some.tuples(some.just(kept), some.integers(max(kept, 1), 500)))
ONE_CLIENT = [(1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, -1)]  # kept or lost; come or gone, active or not


@given(counts, some.sampled_from(ONE_CLIENT))
def test_one_client_never_gives_an_arrow(before, change):
    kept, opening = (number + one for number, one in zip(before, change, strict=True))
    if opening < 1 or not 0 <= kept <= opening:
        return
    sentence = told(retention(kept, opening), retention(*before))
    assert not {"▲", "▼"} & set(sentence)
    assert "change-" not in sentence


@given(some.integers(0, 500), some.sampled_from([-1, 0, 1]))
def test_one_client_more_or_less_is_no_clear_change_of_a_count(count, change):
    assert not noise.is_clear(Cell("lost", Decimal(count + change)), Cell("lost", Decimal(count)))


@pytest.mark.parametrize(
    ("now", "then", "words"),
    [
        ((17, 20), (20, 20), ("▼", "15.0 points worse", "change-bad", "than September 2026: 100.0% (20 of 20)")),
        ((20, 20), (36, 40), ("▲", "10.0 points better", "change-good", "90.0% (36 of 40)")),
        ((19, 20), (20, 20), ("September 2026: 100.0% (20 of 20), no clear change",)),
        ((2, 3), (3, 3), ("September 2026: 100.0% (3 of 3), no clear change",)),
        ((0, 1), (100, 100), ("no clear change",)),
    ],
)
def test_a_clear_change_has_a_shape_a_word_and_a_colour(now, then, words):
    sentence = told(retention(*now), retention(*then))
    assert all(word in sentence for word in words)


def test_a_running_month_is_not_judged(db):
    assert told(retention(10, 20), retention(20, 20), over=False) == "September 2026: 100.0% (20 of 20)"


def test_records_are_compared_without_a_verdict():
    now, then = Cell("upsells", Decimal(9)), Cell("upsells", Decimal(2))
    assert told(now, then) == "September 2026: 2, +7"
    assert told(then, then) == "September 2026: 2, the same"


def test_growth_stands_beside_its_two_amounts():
    growth = Cell("profit_growth", Decimal("0.4375"), Decimal(115), Decimal(80), "INR")
    assert beside(growth) == "₹115 against ₹80"


@pytest.fixture
def two_months(client, october):
    refresh_month(SEPTEMBER, now=AFTER)

    def see(user, query="?rolling=12"):
        client.force_login(user)
        return client.get(f"/kpis/2026-10/{query}")

    return see


def test_it_adds_twelve_months_up_for_every_rate(two_months, october):
    rolling = two_months(october.asha).context["overview"].rolling
    parts = {key: (rolling[key].numerator, rolling[key].denominator) for key in ("retention_rate", "outflow_rate")}
    assert parts == {"retention_rate": (3, 5), "outflow_rate": (2, 5)}  # 2 of 2 in September, 1 of 3 in October
    assert rolling["retention_rate"].value + rolling["outflow_rate"].value == 1


@pytest.mark.parametrize("query", ["?rolling=12", "?rolling=12&line={line}"])
def test_the_table_gives_rates_over_twelve_months_on_demand(two_months, october, query):
    response = two_months(october.esha, query.format(line=october.vikram.pk))
    cell = response.context["rolling_rows"][str(october.asha.pk)]["retention_rate"]
    assert (cell.numerator, cell.denominator) == (3, 5)
    assert "3 of 5" in response.text
    assert "3 of 5" not in two_months(october.esha, "").text


def test_twelve_months_ask_as_much_for_many_managers_as_for_few(
    two_months, october, django_assert_num_queries, django_assert_max_num_queries
):
    two_months(october.esha)
    with django_assert_max_num_queries(30) as few:
        two_months(october.esha)
    for number in range(10):
        manager = make.user(f"Manager {number}", supervisor=october.vikram)
        make.interaction(Client.objects.get(code="BANYAN"), manager, "2026-10-20T10:00:00+05:30")
    refresh_month(OCTOBER, now=AFTER)
    with django_assert_num_queries(len(few)):
        two_months(october.esha)


def test_the_table_is_sorted_by_what_it_shows(two_months, october):
    response = two_months(october.esha, "?rolling=12&sort=-retention_rate")
    overview = response.context["overview"]
    rates = [overview.rolling_rows[row.reference]["retention_rate"].value for row in overview.rows]
    valued = [rate for rate in rates if rate is not None]
    assert len(valued) > 1
    assert rates == [*sorted(valued, reverse=True), *[None] * (len(rates) - len(valued))]
