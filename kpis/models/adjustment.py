from __future__ import annotations

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kpis.models.statement import OfMyLineQuerySet


class AdjustmentQuerySet(OfMyLineQuerySet):
    def waiting(self) -> AdjustmentQuerySet:
        return self.filter(state=Adjustment.State.WAITING)

    def accepted(self) -> AdjustmentQuerySet:
        return self.filter(state=Adjustment.State.ACCEPTED)

    def paid(self, manager, month) -> AdjustmentQuerySet:
        """What is paid to a manager in that month for earlier ones."""
        return self.accepted().filter(manager=manager, paid_in=month).select_related("decided_by").order_by("month")


class Adjustment(models.Model):
    """What facts entered after a month was closed would change in a manager's figures and pay of it.

    It waits for an executive. While it waits it follows the facts; once accepted or refused it stays as it was decided,
    and what comes later makes the next one. Accepted, its amount is paid in `paid_in`, the month open at that moment.
    `changes` lists, by measure, the figure before and after, and the records that came, went or changed.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for a decision")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")

    month = models.ForeignKey("kpis.Month", models.PROTECT, related_name="adjustments")
    manager = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="adjustments")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    found_at = models.DateTimeField(_("found"))
    changes = models.JSONField(_("changes"), default=list, encoder=DjangoJSONEncoder)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    pay_before = models.DecimalField(_("pay before"), max_digits=18, decimal_places=4, null=True)
    pay_after = models.DecimalField(_("pay after"), max_digits=18, decimal_places=4, null=True)
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=4, default=0)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    reason = models.TextField(_("reason"), blank=True)
    paid_in = models.ForeignKey(
        "kpis.Month", models.PROTECT, null=True, related_name="paid_adjustments", verbose_name=_("paid in")
    )

    objects = AdjustmentQuerySet.as_manager()

    class Meta:
        ordering = ["-found_at", "-pk"]
        verbose_name = _("adjustment")
        verbose_name_plural = _("adjustments")
        constraints = [
            models.UniqueConstraint(
                fields=["month", "manager"], condition=Q(state="waiting"), name="one_waiting_adjustment"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_by=None, decided_at=None, paid_in=None)
                | Q(state="accepted", decided_by__isnull=False, decided_at__isnull=False, paid_in__isnull=False)
                | Q(state="refused", decided_by__isnull=False, decided_at__isnull=False, paid_in=None) & ~Q(reason=""),
                name="adjustment_decided_by_someone",
                violation_error_message=_("A refusal needs a reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.manager} {self.month} {self.amount}"
