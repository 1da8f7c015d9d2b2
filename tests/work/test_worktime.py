"""Working time against a slow calendar that looks at its wall clock every minute."""

import datetime as dt
import zoneinfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories import instant
from work.worktime import WorkTime, read_hours, write_hours

MINUTE = dt.timedelta(minutes=1)
HOUR = dt.timedelta(hours=1)
ZONES = ["UTC", "Asia/Kolkata", "Europe/Berlin", "America/New_York", "America/Santiago", "Australia/Lord_Howe"]
# Days around which clocks change somewhere; in Apia the 30th of December 2011 never was.
PLACES = [(zone, day) for zone in ZONES for day in ("2026-03-06", "2026-03-27", "2026-04-04", "2026-10-24")]
PLACES += [("Pacific/Apia", "2011-12-28"), ("America/Santiago", "2026-09-04"), ("Australia/Lord_Howe", "2026-10-02")]
SHIFT = ((9 * 60, 18 * 60),)
OFFICE = (SHIFT,) * 5 + ((),) * 2


def office(zone="UTC", **days):
    return WorkTime(zoneinfo.ZoneInfo(zone), OFFICE, {dt.date.fromisoformat(d): s for d, s in days.items()})


def slow(work, since, until):
    """Minute by minute, by the furthest that the wall clock has shown so far."""
    at, furthest, minutes = since - 3 * dt.timedelta(days=1), dt.datetime.min, 0  # noqa: DTZ901
    while at < until:
        furthest = max(furthest, at.astimezone(work.zone).replace(tzinfo=None))
        if at >= since:
            now = furthest.hour * 60 + furthest.minute
            minutes += any(begins <= now < ends for begins, ends in work.hours_on(furthest.date()))
        at += MINUTE
    return minutes * MINUTE


@st.composite
def hours(draw):
    marks = draw(st.lists(st.integers(0, 96), max_size=4, unique=True).map(sorted))
    return tuple((first * 15, last * 15) for first, last in zip(marks[::2], marks[1::2], strict=False))


@st.composite
def calendars(draw):
    """A calendar, and two instants near a day when its clock may change."""
    zone, day = draw(st.sampled_from(PLACES))
    first = dt.date.fromisoformat(day)
    week = draw(st.lists(hours(), min_size=7, max_size=7).filter(any))
    near = st.integers(0, 5).map(lambda n: first + n * dt.timedelta(days=1))
    work = WorkTime(zoneinfo.ZoneInfo(zone), tuple(week), draw(st.dictionaries(near, hours(), max_size=2)))
    begins = dt.datetime.combine(first, dt.time(), dt.UTC)
    return work, *(
        begins + minutes * MINUTE for minutes in draw(st.tuples(*[st.integers(0, 6 * 1440)] * 3).map(sorted))
    )


@settings(max_examples=120, deadline=None)
@given(calendars())
def test_it_counts_what_a_clock_watched_every_minute_counts(drawn):
    work, since, _middle, until = drawn
    assert work.between(since, until) == slow(work, since, until)


@given(calendars())
def test_two_stretches_add_up(drawn):
    work, since, middle, until = drawn
    assert work.between(since, middle) + work.between(middle, until) == work.between(since, until)


@given(calendars(), st.timedeltas(dt.timedelta(0), dt.timedelta(days=60)))
def test_so_much_later_so_much_has_been_worked(drawn, worked):
    work, since, _middle, _until = drawn
    then = work.after(since, worked)
    assert work.between(since, then) == worked
    assert not worked or work.between(since, then - dt.timedelta.resolution) < worked


def test_it_goes_on_after_the_weekend_and_the_holiday():
    work = office("Asia/Kolkata", **{"2026-11-30": (), "2026-12-01": ((9 * 60, 13 * 60),)})
    friday = instant("2026-11-27T17:00+05:30")
    assert work.after(friday, 2 * HOUR) == instant("2026-12-01T10:00+05:30")
    assert work.after(friday, 6 * HOUR) == instant("2026-12-02T10:00+05:30")


def test_it_is_over_when_the_day_is_over_and_not_when_the_next_begins():
    assert office().after(instant("2026-11-27T12:00"), 6 * HOUR) == instant("2026-11-27T18:00")


@pytest.mark.parametrize(("day", "worked"), [("2026-03-29", 5), ("2026-10-25", 7), ("2026-11-01", 6)])
def test_a_night_shift_is_as_long_as_it_is(day, worked):
    night = WorkTime(zoneinfo.ZoneInfo("Europe/Berlin"), (((0, 6 * 60),),) * 7)
    midnight = dt.datetime.fromisoformat(day).replace(tzinfo=night.zone)
    assert night.between(midnight, midnight + 12 * HOUR) == worked * HOUR


def test_hours_that_the_clock_leaps_over_are_none():
    work = WorkTime(zoneinfo.ZoneInfo("Europe/Berlin"), ((), (), (), (), (), (), ((130, 170), (170, 240))))
    sunday = instant("2026-03-29T00:00")
    assert work.between(sunday, sunday + 6 * HOUR) == HOUR


def test_what_ends_before_it_starts_takes_no_time():
    assert office().between(instant("2026-11-27T12:00"), instant("2026-11-27T10:00")) == dt.timedelta(0)


@pytest.mark.parametrize("week", [((),) * 7, OFFICE[:6], (((600, 500),),) * 7, (((0, 600), (500, 700)),) * 7])
def test_it_refuses_a_calendar_that_is_none(week):
    with pytest.raises(ValueError, match=r"week|hours"):
        WorkTime(zoneinfo.ZoneInfo("UTC"), week)


def test_it_reads_hours_as_people_write_them():
    assert read_hours("9-13, 14:00–18:30") == ((540, 780), (840, 1110))
    assert write_hours(read_hours("9-13; 22–24")) == "9:00–13:00, 22:00–24:00"
    for wrong in ("nine", "9-25", "13-9", "9:70-10"):
        with pytest.raises(ValueError, match=r"nine|hours|9:70"):
            read_hours(wrong)
