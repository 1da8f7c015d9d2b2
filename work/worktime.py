"""Working time: how much of it lies between two instants, and when so much of it is over. No database, no clock.

A day's hours are read off the wall clock of the calendar's zone. A time that the clock shows twice counts from the
first; one that it leaps over begins with the leap. So hours never overlap, and the time counted is the time lived:
a night shift is an hour shorter or longer on the days when clocks change.
"""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

Span = tuple[int, int]  # minutes since midnight, the end not included; 1440 is the next midnight
Spans = tuple[Span, ...]

DAY = 24 * 60
NONE, ONE_DAY, SECOND = dt.timedelta(0), dt.timedelta(days=1), dt.timedelta(seconds=1)
_SPAN = re.compile(r"(\d{1,2})(?::(\d\d))?\s*[-–]\s*(\d{1,2})(?::(\d\d))?")


@dataclass(frozen=True)
class WorkTime:
    """A calendar: the hours of each weekday, Monday first, and of the days that have their own (none: a holiday).

    ValueError where the week has no working time, or the hours of a day do not follow one another.
    """

    zone: zoneinfo.ZoneInfo
    week: tuple[Spans, ...]
    days: Mapping[dt.date, Spans] = field(default_factory=dict)
    _known: dict[dt.date, list[tuple[dt.datetime, dt.datetime]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self):
        if len(self.week) != 7 or not any(self.week):
            raise ValueError("A week has seven days, and working time on one of them at least.")
        for spans in (*self.week, *self.days.values()):
            check(spans)

    def between(self, since: dt.datetime, until: dt.datetime) -> dt.timedelta:
        """The working time from `since` to `until`; none where that lies before."""
        worked, until = NONE, until.astimezone(dt.UTC)
        for begins, ends in self._from(since):
            if begins >= until:
                break
            worked += min(ends, until) - begins
        return worked

    def after(self, since: dt.datetime, worked: dt.timedelta) -> dt.datetime:
        """The first instant at which `worked` has been worked since `since`."""
        left = worked
        if left <= NONE:
            return since.astimezone(dt.UTC)
        for begins, ends in self._from(since):
            if ends - begins >= left:
                return begins + left
            left -= ends - begins
        raise OverflowError("There is no such day.")

    def hours_on(self, day: dt.date) -> Spans:
        own = self.days.get(day)
        return self.week[day.weekday()] if own is None else own

    def _from(self, since: dt.datetime) -> Iterator[tuple[dt.datetime, dt.datetime]]:
        """The hours from `since` on, in order; those under way from `since`."""
        since = since.astimezone(dt.UTC)
        day = since.astimezone(self.zone).date()
        while True:
            for begins, ends in self._hours(day):
                if ends > since:
                    yield max(begins, since), ends
            day += ONE_DAY

    def _hours(self, day: dt.date) -> list[tuple[dt.datetime, dt.datetime]]:
        found = self._known.get(day)
        if found is None:
            found = [(self._instant(day, begins), self._instant(day, ends)) for begins, ends in self.hours_on(day)]
            self._known[day] = found
        return found

    def _instant(self, day: dt.date, minutes: int) -> dt.datetime:
        """The first instant at which the wall clock shows this time of `day`, or a later one."""
        wall = dt.datetime.combine(day, dt.time()) + dt.timedelta(minutes=minutes)
        at = wall.replace(tzinfo=self.zone).astimezone(dt.UTC)
        if self._wall(at) == wall:
            return at
        before, after = wall.replace(tzinfo=self.zone, fold=1).astimezone(dt.UTC), at
        while after - before > SECOND:  # the clock leaps over it, somewhere between these two
            middle = before + (after - before) // SECOND // 2 * SECOND
            before, after = (before, middle) if self._wall(middle) >= wall else (middle, after)
        return after

    def _wall(self, at: dt.datetime) -> dt.datetime:
        return at.astimezone(self.zone).replace(tzinfo=None)


def check(spans: Spans) -> None:
    """ValueError where hours lie outside the day, are empty, or do not follow one another."""
    last = 0
    for begins, ends in spans:
        if not last <= begins < ends <= DAY:
            raise ValueError("The hours of a day follow one another and end by midnight.")
        last = ends


def read_hours(text: str) -> Spans:
    """“9–13, 14:00–18:00” as spans; nothing is a day off. ValueError where it cannot be read."""
    parts = [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]
    spans = tuple(_read_span(part) for part in parts)
    check(spans)
    return spans


def _read_span(part: str) -> Span:
    found = _SPAN.fullmatch(part)
    if not found:
        raise ValueError(part)
    begins, its_minutes, ends, their_minutes = (int(digits or 0) for digits in found.groups())
    if its_minutes > 59 or their_minutes > 59:
        raise ValueError(part)
    return begins * 60 + its_minutes, ends * 60 + their_minutes


def write_hours(spans: Spans) -> str:
    """As people write them, and as `read_hours` reads them."""
    return ", ".join(f"{_clock(begins)}–{_clock(ends)}" for begins, ends in spans)


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"
