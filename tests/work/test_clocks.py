import datetime as dt
import zoneinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import instant
from work.clocks import MARKS, Clock
from work.worktime import WorkTime

HOUR = dt.timedelta(hours=1)
WORK = WorkTime(
    zoneinfo.ZoneInfo("UTC"), (((9 * 60, 18 * 60),),) * 5 + ((),) * 2, {dt.date(2026, 12, 25): ((9 * 60, 13 * 60),)}
)
MONDAY = instant("2026-11-23T09:00")


def clock(hours=8, *pauses, **fields):
    spans = tuple((instant(since), until and instant(until)) for since, until in pauses)
    return Clock(WORK, MONDAY, hours * HOUR, spans, **fields)


def test_it_knows_its_marks_and_what_is_left():
    assert [clock().at(mark) for mark in MARKS] == [
        instant("2026-11-23T15:00"),
        instant("2026-11-23T17:00"),
        instant("2026-11-24T12:00"),
    ]
    assert clock().left(instant("2026-11-24T10:00")) == -2 * HOUR


def test_it_stands_while_it_waits_for_the_client():
    waiting = clock(8, ("2026-11-23T12:00", None))
    assert (waiting.due, waiting.stands, waiting.left(instant("2026-11-30T12:00"))) == (None, True, 5 * HOUR)
    assert clock(8, ("2026-11-23T12:00", "2026-11-24T16:00")).due == instant("2026-11-25T12:00")


def test_a_pause_over_a_holiday_ends_in_it_and_costs_nothing():
    assert clock(8, ("2026-11-23T12:00", "2026-12-25T15:00")).due == instant("2026-12-28T14:00")
    assert clock(4, ("2026-11-23T12:00", "2026-12-24T18:00")).due == instant("2026-12-25T10:00")


def test_what_was_overdue_stays_so_in_a_pause():
    late = clock(2, ("2026-11-23T12:00", None))
    assert (late.due, late.at(150)) == (instant("2026-11-23T11:00"), instant("2026-11-23T12:00"))


def test_it_stops_when_the_promise_is_kept():
    kept = clock(8, ("2026-11-23T10:00", "2026-11-23T11:00"), stopped=instant("2026-11-23T14:00"))
    assert (kept.runs, kept.stands, kept.used(instant("2027-01-01T00:00"))) == (False, False, 4 * HOUR)


@pytest.mark.parametrize("pauses", [[], [("2026-11-23T12:00", "2026-11-30T12:00")]])
@given(st.integers(1, 200), st.sampled_from(MARKS))
def test_its_marks_are_where_so_much_is_used_up(pauses, hours, mark):
    drawn = clock(hours, *pauses)
    assert drawn.used(drawn.at(mark)) == hours * HOUR * mark / 100
