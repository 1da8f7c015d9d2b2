"""The arithmetic of days and money."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients import terms
from clients.models import Contract
from tests.factories import day

DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2090, 1, 1))
VALUES = st.decimals(0, 10**12, places=2)
STEPS = st.lists(st.tuples(DAYS, st.decimals(-50, 50, places=2)), max_size=4, unique_by=lambda step: step[0])


@pytest.mark.parametrize(
    ("starts", "ends", "begins", "lasts"),
    [
        ("2026-01-01", "2026-12-31", "2027-01-01", "2027-12-31"),
        ("2027-03-01", "2028-02-29", "2028-03-01", "2029-02-28"),  # ends on 29 February
        ("2023-03-01", "2024-02-29", "2024-03-01", "2025-02-28"),
        ("2024-02-29", "2025-02-28", "2025-03-01", "2026-02-28"),  # began on one
        ("2024-02-29", "2025-02-27", "2025-02-28", "2026-02-27"),
        ("2026-01-31", "2026-02-28", "2026-03-01", "2026-03-31"),
        ("2026-01-15", "2026-02-14", "2026-02-15", "2026-03-14"),
        ("2026-01-01", "2026-01-10", "2026-01-11", "2026-01-20"),  # no whole month: as many days
    ],
)
def test_the_next_term_begins_the_day_after_and_is_as_long(starts, ends, begins, lasts):
    assert terms.following_term(day(starts), day(ends)) == (day(begins), day(lasts))


def test_notice_before_29_february_is_counted_in_days():
    contract = Contract(ends_on=day("2028-02-29"), notice_days=90)
    assert contract.notice_by == day("2027-12-01")
    assert (contract.notice_by + dt.timedelta(days=90)) == contract.ends_on


@given(DAYS, st.integers(0, 3000))
def test_a_term_follows_without_a_gap(starts_on, length):
    ends_on = starts_on + dt.timedelta(days=length)
    begins, lasts = terms.following_term(starts_on, ends_on)
    assert begins - ends_on == terms.DAY
    assert lasts >= begins
    assert abs((lasts - begins).days - length) <= 3


@given(DAYS, st.integers(1, 240))
def test_whole_months_stay_as_many(starts_on, months):
    ends_on = terms.add_months(starts_on, months) - terms.DAY
    assert terms.months_of(starts_on, ends_on) == months


@given(VALUES, DAYS, st.integers(0, 4000))
def test_the_months_add_up_to_the_value(value, starts_on, length):
    ends_on = starts_on + dt.timedelta(days=length)
    months = terms.by_month(value, starts_on, ends_on)
    assert sum(amount for _, amount in months) == value
    assert [first for first, _ in months] == sorted({first for first, _ in months})
    assert months[0][0] == starts_on.replace(day=1)
    assert months[-1][0] == ends_on.replace(day=1)


@given(VALUES, DAYS, st.integers(0, 800), st.integers(0, 800), STEPS)
def test_it_is_the_same_as_day_by_day(value, starts_on, length, ran, steps):
    ends_on, last_on = starts_on + dt.timedelta(days=length), starts_on + dt.timedelta(days=ran)
    whole = Decimal(0)
    for number in range(min(length, ran) + 1):
        whole += terms.indexed(value, steps, starts_on + dt.timedelta(days=number)) / (length + 1)
    months = terms.by_month(value, starts_on, ends_on, last_on, steps)
    assert abs(sum(amount for _, amount in months) - whole) <= Decimal("0.02")


def test_a_price_goes_up_from_its_day_on():
    months = terms.by_month(
        Decimal(365), day("2026-01-01"), day("2026-12-31"), None, [(day("2026-11-16"), Decimal(10))]
    )
    assert dict(months)[day("2026-10-01")] == 31
    assert dict(months)[day("2026-11-01")] == Decimal("31.50")
    assert dict(months)[day("2026-12-01")] == Decimal("34.10")


def test_what_ended_early_is_worth_the_days_it_ran():
    months = terms.by_month(Decimal(365), day("2026-01-01"), day("2026-12-31"), day("2026-02-10"))
    assert months == [(day("2026-01-01"), Decimal(31)), (day("2026-02-01"), Decimal(10))]
