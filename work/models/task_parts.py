from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from work.models.discussion import Attachment, Comment
from work.models.task import Task


class TaskStep(models.Model):
    """A step of a task's checklist."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="steps", verbose_name=_("task"))
    place = models.PositiveSmallIntegerField(_("place"), default=0)
    text = models.CharField(_("step"), max_length=300)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("done by")
    )
    done_at = models.DateTimeField(_("done"), null=True)

    class Meta:
        ordering = ["place", "pk"]
        verbose_name = _("step")
        verbose_name_plural = _("steps")

    def __str__(self) -> str:
        return self.text


class TaskComment(Comment):
    about = models.ForeignKey(Task, models.CASCADE, related_name="comments", verbose_name=_("task"))


class TaskAttachment(Attachment):
    about = models.ForeignKey(Task, models.CASCADE, related_name="attachments", verbose_name=_("task"))
