"""What is kept beside an opportunity: where it stood when, what is said and attached."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from work.models.discussion import Attachment, Comment


class Outcome(models.TextChoices):
    OPEN = "open", _("open")
    WON = "won", _("won")
    LOST = "lost", _("lost")


class OpportunityChange(models.Model):
    """From which stage to which it went, by whom, and how it stood from `at` on. Rows are only added.

    There is one for each change of what a forecast is made of: so that of any day in the past can be made again.
    """

    opportunity = models.ForeignKey(
        "plans.Opportunity", models.CASCADE, related_name="changes", verbose_name=_("opportunity")
    )
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    from_stage = models.ForeignKey(
        "plans.Stage", models.PROTECT, null=True, related_name="+", verbose_name=_("from the stage")
    )
    to_stage = models.ForeignKey("plans.Stage", models.PROTECT, related_name="+", verbose_name=_("to the stage"))
    outcome = models.CharField(_("outcome"), max_length=4, choices=Outcome)
    live = models.BooleanField(_("not in the trash"), default=True)
    probability = models.PositiveSmallIntegerField(_("probability in %"))
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=6)
    currency = models.CharField(_("currency"), max_length=3)
    expected_on = models.DateField(_("expected close"))

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("change of stage")
        verbose_name_plural = _("changes of stage")
        indexes = [models.Index(fields=["opportunity", "-at", "-id"], name="opportunity_change")]
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=["open", "won", "lost"]), name="change_outcome_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.opportunity_id}: {self.outcome}, {self.to_stage_id}"


class OpportunityComment(Comment):
    about = models.ForeignKey(
        "plans.Opportunity", models.CASCADE, related_name="comments", verbose_name=_("opportunity")
    )


class OpportunityAttachment(Attachment):
    about = models.ForeignKey(
        "plans.Opportunity", models.CASCADE, related_name="attachments", verbose_name=_("opportunity")
    )
