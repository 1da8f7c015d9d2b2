from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.db.models import ExpressionWrapper, F, Q
from django.db.models.functions import Least
from django.utils.translation import gettext_lazy as _

from accounts.models import Company
from accounts.models.company import CompanyRules
from clients.models.fact import LATEST, Fact, FactQuerySet, believable, refused


class ContractQuerySet(FactQuerySet):
    """Where a contract stands on a day: a draft until it is signed, then ahead, in force, ended."""

    def with_last_day(self) -> ContractQuerySet:
        """Adds `last_day`, the last one in force; none is open-ended."""
        return self.annotate(last_day=Least("ends_on", "terminated_on"))

    def drafts(self) -> ContractQuerySet:
        return self.filter(signed_on=None)

    def ahead(self, day: dt.date) -> ContractQuerySet:
        return self.filter(signed_on__isnull=False, starts_on__gt=day)

    def in_force(self, day: dt.date) -> ContractQuerySet:
        signed = self.with_last_day().filter(signed_on__isnull=False, starts_on__lte=day)
        return signed.filter(Q(last_day=None) | Q(last_day__gte=day))

    def ended(self, day: dt.date) -> ContractQuerySet:
        return self.with_last_day().filter(signed_on__isnull=False, last_day__lt=day)

    def ending_within(self, days: int, day: dt.date) -> ContractQuerySet:
        """Signed, not ended by `day`, and to end within `days` days of it."""
        span = (day, day + dt.timedelta(days=days))
        return self.with_last_day().filter(signed_on__isnull=False, last_day__range=span)

    def notice_within(self, days: int, day: dt.date) -> ContractQuerySet:
        """Those whose last day to give notice is `day` or one of the next `days`."""
        notice_by = ExpressionWrapper(F("ends_on") - F("notice_days"), models.DateField())
        return self.annotate(notice_on=notice_by).filter(notice_on__range=(day, day + dt.timedelta(days=days)))


class Contract(Fact):
    """A contract. Signed and begun it keeps its client active up to the earlier of `ends_on` and `terminated_on`,
    each the last day in force; without either it is open-ended."""

    number = models.CharField(
        _("number"), max_length=60, unique=True, error_messages={"unique": _("Another contract has this number.")}
    )
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="contracts", verbose_name=_("client"))
    title = models.CharField(_("title"), max_length=300, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True, validators=[believable])
    starts_on = models.DateField(_("starts on"), null=True, blank=True, validators=[believable])
    ends_on = models.DateField(
        _("ends on"), null=True, blank=True, validators=[believable], help_text=_("The last day in force.")
    )
    terminated_on = models.DateField(
        _("terminated on"), null=True, blank=True, validators=[believable], help_text=_("The last day in force.")
    )
    value = models.DecimalField(
        _("value"), max_digits=20, decimal_places=6, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    auto_renews = models.BooleanField(_("renews by itself"), default=False)
    notice_days = models.PositiveSmallIntegerField(_("notice in days"), null=True, blank=True)

    objects = ContractQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                name="contract_ends_after_start",
                violation_error_message=_("The end lies before the start."),
            ),
            models.CheckConstraint(
                condition=Q(signed_on=None) | Q(starts_on__isnull=False),
                name="contract_signed_has_start",
                violation_error_message=_("A signed contract needs the day it starts on."),
            ),
        ]
        indexes = [models.Index(fields=["client", "starts_on"], name="contract_client")]

    def __str__(self) -> str:
        return self.number

    @property
    def last_on(self) -> dt.date | None:
        """The last day in force; None is open-ended."""
        return min(filter(None, (self.ends_on, self.terminated_on)), default=None)

    @property
    def notice_by(self) -> dt.date | None:
        """The last day to give notice."""
        if self.ends_on and self.notice_days is not None:
            return self.ends_on - dt.timedelta(days=self.notice_days)
        return None

    def state(self, day: dt.date) -> str:
        """Where it stands on `day`: one of the words of ContractQuerySet."""
        if self.signed_on is None or self.starts_on is None:
            return "draft"
        if self.last_on and self.last_on < day:
            return "ended"
        return "ahead" if self.starts_on > day else "in_force"

    @classmethod
    def prepare(cls, client, *, by, at: dt.datetime, **fields) -> Contract:
        """A draft; signing makes it count. The currency is the company's where none is named."""
        return cls.enter(client, by=by, at=at, verb="prepared", **cls.in_currency(fields))

    def sign(self, *, signed_on: dt.date, starts_on: dt.date, by, at: dt.datetime, **fields) -> Contract:
        with transaction.atomic():
            contract = self._locked(by)
            if contract.signed_on:
                raise ValidationError(_("This contract is signed already."))
            return contract.change(by=by, at=at, verb="signed", signed_on=signed_on, starts_on=starts_on, **fields)

    def terminate(self, *, terminated_on: dt.date, by, at: dt.datetime) -> Contract:
        """End a signed contract before its time; `terminated_on` is the last day in force."""
        with transaction.atomic():
            contract = self._locked(by)
            if not contract.signed_on:
                raise ValidationError(_("Only a signed contract can be terminated; put a draft into the trash."))
            return contract.change(by=by, at=at, verb="terminated", terminated_on=terminated_on)

    def reach(self, rules: CompanyRules) -> tuple[dt.date, dt.date] | None:
        if self.signed_on is None or self.starts_on is None:
            return None
        return self.starts_on, self.last_on or LATEST

    def stay_true(self, at: dt.datetime) -> None:
        """Its days follow one another."""
        if self.signed_on and not self.starts_on:
            raise refused("starts_on", _("A signed contract needs the day it starts on."))
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise refused("ends_on", _("The end lies before the start."))
        if self.terminated_on and self.starts_on and self.terminated_on < self.starts_on:
            raise refused("terminated_on", _("The contract starts later; it cannot be terminated before."))
        if self.terminated_on and self.ends_on and self.terminated_on > self.ends_on:
            raise refused("terminated_on", _("The contract ends by itself before that day."))

    @staticmethod
    def in_currency(fields: dict) -> dict:
        """A value without a currency is in the company's."""
        if fields.get("value") is not None and not fields.get("currency"):
            fields = fields | {"currency": Company.current().rules().currency}
        return fields

    def key(self) -> dict[str, Any]:
        return {"number": self.number}
