from __future__ import annotations

import datetime as dt
import hashlib
import json

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activity.models import record
from clients.models.fact import refused
from kpis.models.month import Month
from kpis.models.payterms import PayTerms
from kpis.models.statement import OfMyLineQuerySet
from kpis.models.wholemonths import following, must_decide
from pages.formats.numbers import moment
from pages.formats.numbers import month as month_in_words


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

    def get_absolute_url(self) -> str:
        return reverse("adjustments:detail", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def version(self) -> str:
        """What it says now, as a short text: a decision is about what was seen."""
        money = [None if n is None else f"{n.normalize():f}" for n in (self.pay_before, self.pay_after, self.amount)]
        said = json.dumps([self.changes, self.currency, *money], sort_keys=True, cls=DjangoJSONEncoder)
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    def accept(self, *, by, at: dt.datetime, seen: str, reason: str = "") -> Adjustment:
        """Grant it: its amount is paid in the open month. `seen`: the `version` that was decided on.

        Raises Denied unless `by` is an executive, ValidationError where it was decided or has changed meanwhile.
        """
        return self._decide(self.State.ACCEPTED, by, at, seen, reason)

    def refuse(self, *, by, at: dt.datetime, seen: str, reason: str) -> Adjustment:
        """Leave figures and pay as they were granted. What changes later makes another adjustment."""
        if not reason.strip():
            raise refused("reason", _("A refusal needs a reason."))
        return self._decide(self.State.REFUSED, by, at, seen, reason)

    def tell(self, verb: str, *, by, at: dt.datetime) -> None:
        record(
            f"adjustment.{verb}",
            self,
            by=by,
            at=at,
            month=f"{self.month_id:%Y-%m}",
            manager=self.manager_id,
            amount=self.amount,
            currency=self.currency,
            paid_in=self.paid_in_id and f"{self.paid_in_id:%Y-%m}",
            reason=self.reason,
        )

    def _decide(self, state: str, by, at: dt.datetime, seen: str, reason: str) -> Adjustment:
        from kpis.books import gate  # a room above: the one place that says how the books are held

        must_decide(by)
        with transaction.atomic():
            closed_through = gate.hold().closed_through
            found = self._as_seen(seen)
            if state == self.State.ACCEPTED:
                found.paid_in = found._payable_in(following(closed_through or found.month_id))
            found.state, found.decided_by, found.decided_at, found.reason = state, by, at, reason.strip()
            found.save(update_fields=["state", "decided_by", "decided_at", "reason", "paid_in"])
            found.tell(state, by=by, at=at)
        return found

    def _as_seen(self, seen: str) -> Adjustment:
        """This row, locked, if nobody has decided it and it still says what was seen."""
        # No join: after waiting for the lock only the row itself is read anew.
        found = Adjustment.objects.select_for_update().filter(pk=self.pk).first()
        if found is None:
            raise ValidationError(_("The facts are again as they were reported, so nothing is left to decide."))
        if found.decided_at:
            sentence = _("%(name)s decided this already, on %(moment)s: %(state)s.")
            about = {"name": found.decided_by, "moment": moment(found.decided_at), "state": found.get_state_display()}
            raise ValidationError(sentence, params=about)
        if found.version != seen:
            raise ValidationError(_("The facts changed since you opened this: look again, then decide."))
        return found

    def _payable_in(self, first: dt.date) -> Month:
        """The open month, where the manager has a statement that an amount can stand in."""
        terms = PayTerms.objects.of_month(first).filter(manager=self.manager).first()
        about = {"name": self.manager, "month": month_in_words(first), "currency": self.currency}
        if self.amount and terms is None:
            sentence = _("%(name)s has no pay terms in %(month)s, where this would be paid: set them first.")
            raise ValidationError(sentence, params=about)
        if self.amount and terms and terms.currency != self.currency:
            sentence = _("%(name)s is paid in another currency than %(currency)s in %(month)s: settle this by hand.")
            raise ValidationError(sentence, params=about)
        return Month.objects.get_or_create(first=first)[0]
