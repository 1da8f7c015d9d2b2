"""The demo company's calendar: everything is told relative to the current month, so that it never grows old."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from random import Random
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Kolkata")
FIRST = -24  # two years of facts; 0 is the current month, -1 the last full one


def dice(name: str) -> Random:
    """Dice of their own for each part of the story, so that a change in one does not ripple through the others."""
    return Random(f"vindhya {name}")  # noqa: S311  (a story, not a secret)  # nosec B311


@dataclass(frozen=True)
class Calendar:
    """Months counted from the one of `now`; no fact lies after `now`."""

    now: dt.datetime

    @property
    def today(self) -> dt.date:
        return self.now.astimezone(ZONE).date()

    def first(self, month: int) -> dt.date:
        """The first day of the month that is `month` months from the current one."""
        year, index = divmod(self.today.year * 12 + self.today.month - 1 + month, 12)
        return dt.date(year, index + 1, 1)

    def day(self, month: int, day: int) -> dt.date:
        """The `day`-th of that month: its last one in a shorter month, and not after today in the current one."""
        found = min(self.first(month) + dt.timedelta(days=day - 1), self.first(month + 1) - dt.timedelta(days=1))
        return min(found, self.today) if month == 0 else found

    def month_of(self, day: dt.date) -> int:
        return (day.year - self.today.year) * 12 + day.month - self.today.month

    def at(self, day: dt.date, rng: Random, hours: tuple[int, int] = (9, 18)) -> dt.datetime:
        """A quarter of an hour in the working day, in UTC."""
        moment = dt.datetime.combine(day, dt.time(rng.randrange(*hours), rng.choice((0, 15, 30, 45))), ZONE)
        return moment.astimezone(dt.UTC)

    def entered(self, day: dt.date, rng: Random) -> dt.datetime:
        """When a fact of `day` was recorded: mostly the same or the next day, now and then weeks later, but before
        the books of its month were closed."""
        late = rng.choices((0, 1, 2, rng.randrange(6, 45)), (60, 25, 11, 4))[0]
        last = self.books_day(self.month_of(day)) - dt.timedelta(days=1)
        return min(self.at(min(day + dt.timedelta(days=late), last), rng, (10, 20)), self.now)

    def books_day(self, month: int) -> dt.date:
        """When the books of a month are closed: a week into the next one."""
        return self.first(month + 1) + dt.timedelta(days=7)


def working_day(day: dt.date) -> dt.date:
    """Saturdays and Sundays become the Friday before, or, over a month's border, the Monday after."""
    back = max(0, day.weekday() - 4)
    return day - dt.timedelta(days=back) if day.day > back else day + dt.timedelta(days=7 - day.weekday())
