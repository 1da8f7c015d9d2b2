"""What holds for a case: the calendar and the targets that were in force when it was received."""

from __future__ import annotations

import bisect
import datetime as dt
from collections import defaultdict

from accounts.models import Company
from work.models.calendar import Calendar
from work.models.target import USUAL, Minutes, Pair, ServiceTarget
from work.worktime import WorkTime


class Promised:
    """All versions, read at once: for many cases as cheap as for one."""

    def __init__(self):
        self.zone = Company.current().rules().zone
        self._calendars = list(Calendar.objects.order_by("since"))
        self._hours: dict[int | None, WorkTime] = {}
        self._targets: dict[Pair, list[ServiceTarget]] = defaultdict(list)
        for target in ServiceTarget.objects.order_by("since"):
            self._targets[target.pair].append(target)

    def calendar(self, at: dt.datetime) -> Calendar:
        return _newest(self._calendars, at) or Calendar()

    def hours(self, calendar: Calendar) -> WorkTime:
        if calendar.pk not in self._hours:
            self._hours[calendar.pk] = calendar.hours(self.zone)
        return self._hours[calendar.pk]

    def minutes(self, pair: Pair, at: dt.datetime) -> Minutes:
        target = _newest(self._targets[pair], at)
        return target.minutes if target else USUAL[pair]


def _newest(versions: list, at: dt.datetime):
    place = bisect.bisect_right(versions, at, key=lambda version: version.since)
    return versions[place - 1] if place else None
