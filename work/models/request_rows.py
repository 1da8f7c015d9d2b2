"""What is kept beside a request: its delays, the warnings of its due day, what is said and attached."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clients.models.fact import believable
from work.models.discussion import Attachment, Comment


class RequestDelay(models.Model):
    """That the department will answer later than due, why, and when it said so. The last one holds."""

    request = models.ForeignKey(
        "work.DepartmentRequest", models.CASCADE, related_name="delays", verbose_name=_("request")
    )
    until = models.DateField(_("promised for"), validators=[believable])
    reason = models.TextField(_("reason"), max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("delay")
        verbose_name_plural = _("delays")
        indexes = [models.Index(fields=["at", "id"], name="request_delay_at")]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="request_delay_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.request_id}: {self.until}"


class RequestWarning(models.Model):
    """That people were told of a due day: once each."""

    request = models.ForeignKey(
        "work.DepartmentRequest", models.CASCADE, related_name="warnings", verbose_name=_("request")
    )
    what = models.CharField(_("what"), max_length=10)  # the verb that was recorded: due_soon, overdue
    due_on = models.DateField(_("due on"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("warning of a due day")
        verbose_name_plural = _("warnings of due days")
        constraints = [
            models.UniqueConstraint(fields=["request", "what", "due_on"], name="request_warned_once_a_due_day")
        ]

    def __str__(self) -> str:
        return f"{self.request_id}: {self.what}"


class RequestComment(Comment):
    about = models.ForeignKey(
        "work.DepartmentRequest", models.CASCADE, related_name="comments", verbose_name=_("request")
    )


class RequestAttachment(Attachment):
    about = models.ForeignKey(
        "work.DepartmentRequest", models.CASCADE, related_name="attachments", verbose_name=_("request")
    )
