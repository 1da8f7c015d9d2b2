"""When a piece of work comes again."""

import datetime as dt

import pytest
from dateutil.rrule import DAILY, FR, MO, MONTHLY, TH, TU, WE, WEEKLY, rrule
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import day
from work.recurrence import Every, following

REAL = [every for every in Every if every]
DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2090, 12, 31))


@pytest.mark.parametrize(
    ("first", "every", "after", "then"),
    [
        ("2026-01-31", "month", "2026-01-31", "2026-02-28"),
        ("2026-01-31", "month", "2026-02-28", "2026-03-31"),
        ("2028-02-29", "year", "2028-02-29", "2029-02-28"),
        ("2028-02-29", "year", "2031-03-01", "2032-02-29"),
        ("2026-11-27", "day", "2026-11-27", "2026-11-30"),
        ("2026-11-02", "week", "2026-11-26", "2026-11-30"),
    ],
)
def test_it_counts_from_the_first_day(first, every, after, then):
    assert following(day(first), every, day(after)) == day(then)


@given(first=DAYS, every=st.sampled_from(REAL), waited=st.integers(0, 5000))
def test_it_lies_after_and_nothing_lies_between(first, every, waited):
    after = first + dt.timedelta(days=waited)
    then = following(first, every, after)
    assert then > after
    assert following(first, every, then - dt.timedelta(days=1)) == then


@given(first=DAYS.filter(lambda day: day.day <= 28), waited=st.integers(0, 2000))
def test_it_agrees_with_a_calendar_s_own_rules(first, waited):
    after = dt.datetime.combine(first + dt.timedelta(days=waited), dt.time())
    start = dt.datetime.combine(first, dt.time())
    rules = {
        Every.DAY: rrule(DAILY, dtstart=start, byweekday=(MO, TU, WE, TH, FR)),
        Every.FORTNIGHT: rrule(WEEKLY, interval=2, dtstart=start),
        Every.QUARTER: rrule(MONTHLY, interval=3, dtstart=start),
    }
    for every, rule in rules.items():
        assert following(first, every, after.date()) == rule.after(after).date()
