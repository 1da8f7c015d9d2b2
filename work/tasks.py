"""The work that this room leaves to a worker."""

import datetime as dt

from activity.jobs import job
from work import renewals


@job("work.renewals")
def make_renewal_tasks(*, now: dt.datetime) -> None:
    renewals.make_tasks(now)
