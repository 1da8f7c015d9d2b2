"""What Celery is asked to do. Everything else about a job is in `activity.jobs`."""

import datetime as dt

from celery import shared_task
from django.utils import timezone

from accounts.models import Company
from activity import jobs, mailing
from activity.models import Job
from activity.telling import Channel


@shared_task(name="activity.run_job")
def run_job(job_id: int) -> None:
    jobs.run(job_id, timezone.now())


@shared_task(name="activity.leave_daily")
def leave_daily(*names: str) -> None:
    """Leave each job once for the company's present day. Asked every quarter of an hour, so that a broker or a beat
    that was down at midnight costs no day, and two beats leave no second job."""
    day = Company.current().rules().today(timezone.now())
    for name in names:
        Job.leave(name, key=f"{name} {day}")


@shared_task(name="activity.leave_minutely")
def leave_minutely(*names: str) -> None:
    """Leave each job once for the present minute, unless an earlier one of its name is unfinished: while it waits for
    its next attempt, or no worker runs, none pile up behind it. The minute is UTC's, as the company's comes twice when
    its clocks go back."""
    minute = timezone.now().astimezone(dt.UTC)
    busy = set(Job.objects.unfinished().filter(task__in=names).values_list("task", flat=True))
    for name in names:
        if name not in busy:
            Job.leave(name, key=f"{name} {minute:%Y-%m-%dT%H:%M}")


@jobs.job("activity.mail")
def mail(now: dt.datetime) -> None:
    mailing.leave(now)


@jobs.job(mailing.AT_ONCE, pauses=mailing.PAUSES)
def mail_at_once(now: dt.datetime, person: int) -> None:
    mailing.send(person, Channel.MAIL, now=now)


@jobs.job(mailing.DIGEST, pauses=mailing.PAUSES)
def mail_digest(now: dt.datetime, person: int, before: str) -> None:
    mailing.send(person, Channel.DAILY, before=dt.datetime.fromisoformat(before), now=now)


@jobs.job("activity.purge")
def purge(now: dt.datetime) -> None:
    jobs.purge(now)
