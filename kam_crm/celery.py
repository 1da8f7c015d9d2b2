"""Celery: the worker and the beat. Only they and the relay talk to the broker; pages leave jobs in the database."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kam_crm.settings")

app = Celery("kam_crm")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.set_default()  # else @shared_task would look for amqp on localhost
app.autodiscover_tasks(["activity"])

# Daily jobs are asked for often and left once a day: the company's midnight comes when it comes in its own zone.
app.conf.beat_schedule = {
    "daily": {
        "task": "activity.leave_daily",
        "schedule": crontab(minute="*/15"),
        "args": (
            "kpis.nightly",
            "work.watch_promises",
            "work.watch_requests",
            "clients.find_likely",
            "work.start_playbooks",
            "work.renewals",
            "plans.watch_deals",
            "activity.purge",
        ),
    },
    "minutely": {
        "task": "activity.leave_minutely",
        "schedule": crontab(),
        "args": ("work.watch_clocks", "work.answer_complaints", "work.remind_tasks", "activity.mail"),
        "options": {"expires": 60},
    },
}


def send(job) -> None:
    """Give one job to the broker, without waiting long for a broker that is down."""
    from activity import jobs
    from activity.tasks import run_job

    limit = jobs.kind(job.task).limit.total_seconds()
    run_job.apply_async((job.pk,), time_limit=limit, retry=False)
