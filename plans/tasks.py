"""The work that this room leaves to a worker."""

import datetime as dt

from activity.jobs import job
from clients.models.client import today
from plans.models import Opportunity


@job("plans.watch_deals")
def watch_deals(*, now: dt.datetime) -> None:
    """Tell of next steps whose day has passed."""
    for opportunity in Opportunity.objects.live().step_overdue(today(now)).untold().select_related("client"):
        opportunity.tell_overdue_step(at=now)
