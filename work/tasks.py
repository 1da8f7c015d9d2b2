"""What the room does by itself."""

import datetime as dt

from activity.jobs import job
from work import reminding


@job("work.watch_requests")
def watch_requests(now: dt.datetime) -> None:
    reminding.of_requests(now)
