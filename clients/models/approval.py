from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import Denied
from activity.models import record
from clients.models.contract import Contract
from clients.models.fact import kept_promises


class Approval(models.Model):
    """That somebody asked whether a contract may be signed at its value, and what the one above decided."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for approval")
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("refused")

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="approvals", verbose_name=_("contract"))
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=6)
    currency = models.CharField(_("currency"), max_length=3)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        constraints = [
            models.UniqueConstraint(
                fields=["contract"],
                condition=Q(state="waiting"),
                name="approval_one_waits",
                violation_error_message=_("Somebody has asked already."),
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_by=None, decided_at=None)
                | Q(state__in=["approved", "refused"], decided_by__isnull=False, decided_at__isnull=False),
                name="approval_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract}: {self.state}"

    def covers(self, contract: Contract) -> bool:
        """It was approved, and the value has not grown or changed its currency since."""
        if self.state != self.State.APPROVED or contract.value is None:
            return False
        return contract.currency == self.currency and contract.value <= self.value

    def may_decide(self, user) -> bool:
        """A senior above the one who asks, or an executive; nobody decides on the own request."""
        if user.pk == self.asked_by_id or not user.is_active:
            return False
        return user.is_executive or (user.is_senior and self.asked_by_id in user.line_ids)

    @classmethod
    def ask(cls, contract: Contract, *, by, at: dt.datetime) -> Approval:
        """Ask the senior above for leave to have the contract signed at its present value."""
        with kept_promises(cls):
            contract = contract._locked(by)
            if contract.signed_on or not contract.lacks_approval:
                raise ValidationError(_("This contract needs no approval."))
            approval = cls.objects.create(
                contract=contract, value=contract.value, currency=contract.currency, asked_by=by, asked_at=at
            )
            approval._tell("approval_asked", by, at)
        return approval

    def approve(self, *, by, at: dt.datetime) -> None:
        self._decide(self.State.APPROVED, "", by, at)

    def refuse(self, reason: str, *, by, at: dt.datetime) -> None:
        self._decide(self.State.REFUSED, reason, by, at)

    def _decide(self, state: str, reason: str, by, at: dt.datetime) -> None:
        with transaction.atomic():
            approval = Approval.objects.select_for_update(of=("self",)).select_related("contract").get(pk=self.pk)
            if not approval.may_decide(by):
                raise Denied
            if approval.state != self.State.WAITING:
                raise ValidationError(_("Somebody has decided already; look at it again."))
            approval.state, approval.reason, approval.decided_by, approval.decided_at = state, reason, by, at
            approval.save()
            approval._tell(f"approval_{state}", by, at, reason=reason)

    def _tell(self, verb: str, by, at: dt.datetime, **data) -> None:
        contract = self.contract
        about = {"number": contract.number, "asked_by": self.asked_by_id, "value": self.value} | data
        record(f"contract.{verb}", contract, by=by, at=at, client_id=contract.client_id, **about)
