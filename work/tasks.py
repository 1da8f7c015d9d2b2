"""The work that this room leaves to a worker. Each is safe to run twice."""

import datetime as dt

from activity.jobs import job
from work import starting


@job("work.start_playbooks")
def start_playbooks(*, now: dt.datetime) -> None:
    starting.start_due(now)
