from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kpis.models.figure import Edition, EditionQuerySet


class Standing(models.Model):
    """One client in one month: was it active at opening and closing, why, whose is it, and what became of it.

    Made from the facts by kpis/standing.py and read by the client measures; the words of section 2 of the rules
    ("Every answer comes with its reason") are drawn from `*_basis`.
    """

    stays_when_merged = True  # of a closed month it is frozen, of others the refresh makes it anew

    class Outcome(models.TextChoices):
        RETAINED = "retained", _("retained")
        PENDING = "pending", _("still open")
        LOST = "lost", _("lost")
        NEW = "new", _("new")
        RETURNED = "returned", _("returned")
        EARLY_LOSS = "early_loss", _("early loss")
        INACTIVE = "inactive", _("not active")

    class LostReason(models.TextChoices):
        COMPETITOR = "competitor", _("to a competitor")
        STOPPED_BUYING = "stopped_buying", _("stopped buying")
        CONTRACT_ENDED = "contract_ended", _("contract ended")
        CLOSED_DOWN = "closed_down", _("closed down")
        OTHER = "other", _("other")

    # Its indexes begin with the month; nobody asks for a manager's standings in all months.
    month = models.ForeignKey("kpis.Month", models.CASCADE, related_name="standings", db_index=False)
    edition = models.CharField(max_length=8, choices=Edition, default=Edition.CURRENT, db_default=Edition.CURRENT)
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="standings")
    accountable = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    held = models.BooleanField(_("somebody's on every day"), db_default=True)
    at_opening = models.BooleanField(_("active at opening"))
    at_closing = models.BooleanField(_("active at closing"))
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome)
    lost_reason = models.CharField(_("reason of the loss"), max_length=15, choices=LostReason, blank=True)
    opening_basis = models.JSONField(_("why at opening"), default=dict)
    closing_basis = models.JSONField(_("why at closing"), default=dict)

    objects = EditionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["month", "edition", "client"], name="standing_once_a_month")]
        indexes = [
            models.Index(fields=["month", "edition", "accountable"], name="standing_accountable"),
            models.Index(fields=["month", "edition", "responsible"], name="standing_responsible"),
            models.Index(
                fields=["month"],
                name="standing_unassigned",
                condition=Q(edition="current") & (Q(held=False) | Q(accountable=None) | Q(responsible=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client_id} {self.month_id} {self.outcome}"
