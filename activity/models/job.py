from __future__ import annotations

import datetime as dt

from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class JobQuerySet(models.QuerySet["Job"]):
    def unfinished(self) -> JobQuerySet:
        return self.filter(state__in=[Job.State.WAITING, Job.State.SENT, Job.State.RUNNING])

    def troubled(self) -> JobQuerySet:
        """Those that failed: for good, or until their next attempt."""
        return self.filter(Q(state=Job.State.FAILED) | Q(state=Job.State.WAITING, attempts__gt=0))


class Job(models.Model):
    """The outbox: work that a request leaves behind in its own transaction. The relay hands it to Celery.

    What it does is registered in `activity.jobs`, and is safe to run twice. `key` names a job that must exist once,
    such as one of a period. Jobs alike in `task` and `args` that wait at the same moment are run once.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("with the broker")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        MERGED = "merged", _("done by another like it")
        FAILED = "failed", _("failed")

    task = models.CharField(_("task"), max_length=80)
    args = models.JSONField(_("arguments"), default=dict)
    key = models.CharField(_("key"), max_length=120, null=True, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING, db_default=State.WAITING)
    created_at = models.DateTimeField(_("created"), db_default=Now())
    due_at = models.DateTimeField(_("not before"), db_default=Now())
    leased_until = models.DateTimeField(_("leased until"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0, db_default=0)
    finished_at = models.DateTimeField(_("finished"), null=True)
    error = models.TextField(_("error"), default="", db_default="")

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        indexes = [
            models.Index(fields=["due_at", "id"], name="job_waiting", condition=models.Q(state="waiting")),
            models.Index(
                fields=["state", "id"], name="job_under_way", condition=models.Q(state__in=["sent", "running"])
            ),
            models.Index(fields=["id"], name="job_failed", condition=Q(state="failed")),
            models.Index(fields=["finished_at"], name="job_finished", condition=models.Q(finished_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.args}"

    @staticmethod
    def leave(task: str, *, key: str | None = None, due_at: dt.datetime | None = None, **args) -> None:
        """Leave work behind, in the caller's transaction. A second one with the same key changes nothing."""
        fields = {"task": task, "args": args, "key": key} | ({"due_at": due_at} if due_at else {})
        Job.objects.bulk_create([Job(**fields)], ignore_conflicts=key is not None)

    @staticmethod
    def try_again(jobs: JobQuerySet, *, by: User, at: dt.datetime) -> int:
        """Let those of `jobs` that are in trouble run now, and begin to count their attempts anew. Returns how many.

        Raises Denied unless `by` is an administrator.
        """
        from activity.models.event import record

        by.must_administer()
        with transaction.atomic():
            again = list(jobs.troubled().select_for_update().order_by("pk"))
            for job in again:
                record("job.tried_again", job, by=by, at=at, task=job.task, attempts=job.attempts)
            fresh = {"state": Job.State.WAITING, "attempts": 0, "due_at": at, "finished_at": None}
            return Job.objects.filter(pk__in=[job.pk for job in again]).update(**fresh)

    @property
    def last_line(self) -> str:
        """What went wrong, in short: the end of the error."""
        return self.error.strip().rpartition("\n")[2]
