"""What belongs to a case: when it waited for the client, which marks of its clocks were passed, what was said."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from work.models.discussion import Attachment, Comment


class Instants(Func):
    """The half-open range [since, until) of instants in SQL."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class CasePause(models.Model):
    """The case waited for the client, from `since` up to, not including, `until`; its solution clock stood."""

    case = models.ForeignKey("work.Case", models.CASCADE, related_name="pauses", verbose_name=_("case"))
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True)

    class Meta:
        ordering = ["since", "pk"]
        verbose_name = _("pause")
        verbose_name_plural = _("pauses")
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")),
                name="pause_ends_after_start",
                violation_error_message=_("The end must lie after the start."),
            ),
            ExclusionConstraint(
                name="case_waits_once_at_a_time",
                expressions=[("case", RangeOperators.EQUAL), (Instants("since", "until"), RangeOperators.OVERLAPS)],
                violation_error_message=_("The case waited for the client at that time already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.since}, {self.until}"


class ClockMark(models.Model):
    """That a mark of a clock was passed and told to whom it concerns: once, whoever looks and however often.

    `told_at` is None where it had passed before the case was brought here, which is no news.
    """

    class Clock(models.TextChoices):
        ANSWER = "answer", _("first answer")
        SOLUTION = "solution", _("solution")
        NOBODY = "nobody", _("nobody answers for it")

    case = models.ForeignKey("work.Case", models.CASCADE, related_name="marks", verbose_name=_("case"))
    clock = models.CharField(_("clock"), max_length=10, choices=Clock)
    round = models.PositiveSmallIntegerField(_("how often reopened"), default=0)
    percent = models.PositiveSmallIntegerField(_("percent"), default=0)
    passed_at = models.DateTimeField(_("passed"))
    told_at = models.DateTimeField(_("told"), null=True)

    class Meta:
        ordering = ["passed_at", "pk"]
        verbose_name = _("mark of a clock")
        verbose_name_plural = _("marks of clocks")
        constraints = [
            models.UniqueConstraint(fields=["case", "clock", "round", "percent"], name="mark_is_told_once"),
        ]

    def __str__(self) -> str:
        return f"{self.clock} {self.percent}"


class CaseComment(Comment):
    about = models.ForeignKey("work.Case", models.CASCADE, related_name="comments", verbose_name=_("case"))

    class Meta(Comment.Meta):
        verbose_name = _("comment on a case")
        verbose_name_plural = _("comments on cases")


class CaseAttachment(Attachment):
    about = models.ForeignKey("work.Case", models.CASCADE, related_name="attachments", verbose_name=_("case"))

    class Meta(Attachment.Meta):
        verbose_name = _("file of a case")
        verbose_name_plural = _("files of cases")
