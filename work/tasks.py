"""The room's background work. Each is safe to run twice."""

import datetime as dt

from activity.jobs import job
from work import escalation


@job("work.watch_clocks")
def watch_clocks(*, now: dt.datetime) -> None:
    """Every minute: tell of the clocks of cases that ran to a mark."""
    escalation.watch(now)
