"""The work that this room leaves to a worker."""

import datetime as dt

from activity.jobs import job
from activity.mailing import PAUSES
from activity.models import Run
from clients import link_mail, runs
from clients.models import Likeness
from clients.models.signing_link import MAIL

LIMIT = dt.timedelta(minutes=30)


@job("clients.import", limit=LIMIT)
@job("clients.export", limit=LIMIT)
def perform(run: str, now: dt.datetime) -> None:
    runs.perform(Run.objects.select_related("by").get(pk=run), now)


@job("clients.find_likely", limit=LIMIT)
def find_likely(now: dt.datetime) -> None:
    """Look for clients that may be one."""
    Likeness.find(now)


@job(MAIL, pauses=PAUSES)
def mail_signing_link(now: dt.datetime, link: int) -> None:
    link_mail.send(link, now=now)
