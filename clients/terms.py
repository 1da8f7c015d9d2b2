"""The arithmetic of a contract's days and money: plain numbers, no database.

A term runs from its first to its last day, both in force. Amounts are exact; what is shown is rounded to the cent, in
such a way that the months always add up to the whole.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

DAY = dt.timedelta(days=1)
CENT = Decimal("0.01")


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day of a later month, or its last day where it has no such day: a year after 29 February is the 28th."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def months_of(starts_on: dt.date, ends_on: dt.date) -> int | None:
    """How many whole months a term has; None where it has a part of one."""
    after = ends_on + DAY
    months = (after.year - starts_on.year) * 12 + after.month - starts_on.month
    for count in (months, months - 1):  # a term from the 31st may end on the last day of a shorter month
        if count > 0:
            again = add_months(starts_on, count)
            clipped = again.day < starts_on.day
            if after == again or (clipped and after == again + DAY):
                return count
    return None


def following_term(starts_on: dt.date | None, ends_on: dt.date) -> tuple[dt.date, dt.date | None]:
    """The term after this one: from the day after it, and as long, in months where it has whole ones."""
    begins = ends_on + DAY
    if starts_on is None:
        return begins, None
    months = months_of(starts_on, ends_on)
    if months is None:
        return begins, begins + (ends_on - starts_on)
    return begins, add_months(begins, months) - DAY


def indexed(value: Decimal, steps: Iterable[tuple[dt.date, Decimal]], day: dt.date) -> Decimal:
    """`value` on `day`, after each step (from which day on, by how many percent) that has come by then."""
    for from_on, percent in steps:
        if from_on <= day:
            value *= 1 + percent / 100
    return value


def by_month(
    value: Decimal,
    starts_on: dt.date,
    ends_on: dt.date,
    last_on: dt.date | None = None,
    steps: Iterable[tuple[dt.date, Decimal]] = (),
) -> list[tuple[dt.date, Decimal]]:
    """What the value of a term comes to in each month of it: [first of the month, amount].

    Each day has the same part of the value; from the day of an indexation on, that part is so much larger. What lies
    after `last_on`, the day on which the contract ended early, comes to nothing.
    """
    days = (ends_on - starts_on).days + 1
    steps = sorted(steps)
    end = min(ends_on, last_on or ends_on)
    months, total, rounded = [], Decimal(0), Decimal(0)
    first = starts_on.replace(day=1)
    while first <= end:
        following = add_months(first, 1)
        for begin, stop in _stretches(max(first, starts_on), min(following - DAY, end), [day for day, _ in steps]):
            total += indexed(value, steps, begin) * ((stop - begin).days + 1) / days
        upto = total.quantize(CENT, ROUND_HALF_UP)
        months.append((first, upto - rounded))
        rounded, first = upto, following
    return months


def _stretches(begin: dt.date, end: dt.date, borders: list[dt.date]) -> list[tuple[dt.date, dt.date]]:
    """The span from `begin` to `end`, cut before each border inside it."""
    cuts = [begin, *sorted({day for day in borders if begin < day <= end})]
    stops = [*(day - DAY for day in cuts[1:]), end]
    return list(zip(cuts, stops, strict=True))
