"""What Celery is asked to do. Everything else about a job is in `activity.jobs`."""

import datetime as dt

from celery import shared_task
from django.utils import timezone

from accounts.models import Company
from activity import jobs
from activity.models import Job


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


@jobs.job("activity.purge")
def purge(now: dt.datetime) -> None:
    jobs.purge(now)
