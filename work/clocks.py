"""A promise in working time: how much of it is used up, and when its marks are passed. No database, no clock."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from work.worktime import NONE, WorkTime

MARKS = (75, 100, 150)  # percent of the time promised: a reminder, the senior, an executive

Pause = tuple[dt.datetime, dt.datetime | None]


@dataclass(frozen=True)
class Clock:
    """It runs from `since`, stands during `pauses` (in order; the last one may be open), and stops when the promise
    was kept. What was used up before a pause stays used up."""

    work: WorkTime
    since: dt.datetime
    promised: dt.timedelta
    pauses: tuple[Pause, ...] = ()
    stopped: dt.datetime | None = None

    @property
    def runs(self) -> bool:
        return self.stopped is None

    @property
    def stands(self) -> bool:
        """Whether it waits for the client."""
        return self.runs and bool(self.pauses) and self.pauses[-1][1] is None

    @property
    def due(self) -> dt.datetime | None:
        return self.at(100)

    def used(self, now: dt.datetime) -> dt.timedelta:
        """The working time used up until `now`, or until it stopped."""
        end, used, since = self.stopped or now, NONE, self.since
        for stood, ran in self.pauses:
            used += self.work.between(since, min(stood, end))
            if ran is None:
                return used
            since = max(since, ran)
        return used + self.work.between(since, end)

    def left(self, now: dt.datetime) -> dt.timedelta:
        """Below zero where it is overdue, or was kept too late."""
        return self.promised - self.used(now)

    def at(self, percent: int) -> dt.datetime | None:
        """When so much of the time promised is used up; None where it stands before that."""
        left, since = self.promised * percent / 100, self.since
        for stood, ran in self.pauses:
            worked = self.work.between(since, stood)
            if worked >= left:
                break
            left -= worked
            if ran is None:
                return None
            since = max(since, ran)
        return self.work.after(since, left)
