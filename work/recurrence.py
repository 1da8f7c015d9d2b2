"""When a piece of work comes again. Plain arithmetic of days."""

from __future__ import annotations

import datetime as dt
import itertools

from dateutil.relativedelta import relativedelta
from django.db import models
from django.utils.translation import gettext_lazy as _


class Every(models.TextChoices):
    NEVER = "", _("once")
    DAY = "day", _("every working day")
    WEEK = "week", _("every week")
    FORTNIGHT = "fortnight", _("every two weeks")
    MONTH = "month", _("every month")
    QUARTER = "quarter", _("every quarter")
    YEAR = "year", _("every year")


STEPS = {
    Every.DAY: relativedelta(days=1),
    Every.WEEK: relativedelta(weeks=1),
    Every.FORTNIGHT: relativedelta(weeks=2),
    Every.MONTH: relativedelta(months=1),
    Every.QUARTER: relativedelta(months=3),
    Every.YEAR: relativedelta(years=1),
}
SATURDAY = 5


def following(first: dt.date, every: str, after: dt.date) -> dt.date:
    """The first day of the series that begins with `first` which lies after the day `after`.

    Each day is counted from the first, so what begins on the 31st comes on the last day of shorter months, and on the
    31st again.
    """
    step = STEPS[Every(every)]
    days = (first + step * count for count in itertools.count(_steps_before(first, step, after)))
    return next(day for day in days if day > after and not (every == Every.DAY and day.weekday() >= SATURDAY))


def _steps_before(first: dt.date, step: relativedelta, after: dt.date) -> int:
    """So many steps certainly do not pass `after`."""
    longest = step.days or step.months * 31 or step.years * 366
    return max((after - first).days // longest - 1, 0)
