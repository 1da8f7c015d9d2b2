from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.events import record


def known_zone(name: str) -> None:
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("“%(name)s” is not a known time zone."), params={"name": name}, code="zone")


@dataclass(frozen=True)
class CompanyRules:
    """The company's settings in force: what a user set in the app, else the environment's default."""

    time_zone: str
    currency: str
    regular_purchase_months: int
    handover_grace_days: int
    profit_comparison: str

    @cached_property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)

    def today(self, now: dt.datetime) -> dt.date:
        """The company's calendar day at the instant `now`."""
        return now.astimezone(self.zone).date()

    def midnight(self, day: dt.date) -> dt.datetime:
        """The first instant of `day` in the company's zone, as UTC.

        Where clocks jump over midnight this is the jump; where midnight comes twice, the first one.
        """
        return dt.datetime.combine(day, dt.time(), self.zone).astimezone(dt.UTC)

    def deadline(self, day: dt.date, time: dt.time | None = None) -> dt.datetime:
        """From when on is overdue what is due on `day`: its end, or that time of it, as UTC.

        A time over which the clocks jump is as much later.
        """
        if time is None:
            return self.midnight(day + dt.timedelta(days=1))
        return dt.datetime.combine(day, time, self.zone).astimezone(dt.UTC)


_kept: ContextVar[Company | None] = ContextVar("kept company", default=None)


class Company(models.Model):
    """The one row of settings that an administrator changes in the app. Empty means: the environment's default."""

    class Comparison(models.TextChoices):
        PREVIOUS_MONTH = "previous_month", _("the previous month")
        PREVIOUS_YEAR = "previous_year", _("the same month a year earlier")

    name = models.CharField(_("company name"), max_length=200, blank=True)
    time_zone = models.CharField(
        _("time zone"),
        max_length=64,
        blank=True,
        validators=[known_zone],
        help_text=_("Every month border and every “today” of a KPI is in this zone."),
    )
    currency = models.CharField(
        _("currency"),
        max_length=3,
        blank=True,
        validators=[RegexValidator(r"^[A-Z]{3}\Z", _("Three capital letters."))],
    )
    regular_purchase_months = models.PositiveSmallIntegerField(
        _("purchase rhythm in months"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("A client without a contract stays active this many calendar months with its last purchase."),
    )
    handover_grace_days = models.PositiveSmallIntegerField(
        _("hand-over grace in days"), null=True, blank=True, validators=[MaxValueValidator(366)]
    )
    profit_comparison = models.CharField(_("profit is compared with"), max_length=20, blank=True, choices=Comparison)

    approval_above = models.DecimalField(
        _("contracts need approval above"),
        max_digits=20,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("In the company's currency. The senior above approves before signing; empty: never needed."),
    )

    class Meta:
        verbose_name = _("company settings")
        verbose_name_plural = _("company settings")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="company_is_one_row")]

    def __str__(self) -> str:
        return self.name or str(_("Our company"))

    @classmethod
    def current(cls) -> Company:
        return _kept.get() or cls.objects.filter(pk=1).first() or cls(pk=1)

    @classmethod
    @contextmanager
    def kept(cls) -> Iterator[None]:
        """Within it the settings are read once: for many verbs in one transaction that changes no settings."""
        token = _kept.set(cls.current())
        try:
            yield
        finally:
            _kept.reset(token)

    def change(self, *, by, at: dt.datetime, **fields) -> None:
        """Set the settings; empty means the environment's default again. Raises Denied unless `by` administers."""
        by.must_administer()
        with transaction.atomic():
            company, _created = Company.objects.select_for_update().get_or_create(pk=1)
            changes = {name: [getattr(company, name), new] for name, new in fields.items()}
            changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
            for name, new in fields.items():
                setattr(self, name, new)
            if changes:
                self.full_clean(exclude=["id"])
                Company.objects.filter(pk=1).update(**fields)
                record("company.changed", self, by=by, at=at, changes=changes)

    def rules(self) -> CompanyRules:
        months, grace = self.regular_purchase_months, self.handover_grace_days
        return CompanyRules(
            time_zone=self.time_zone or settings.COMPANY_TIME_ZONE,
            currency=self.currency or settings.COMPANY_CURRENCY,
            regular_purchase_months=settings.REGULAR_PURCHASE_MONTHS if months is None else months,
            handover_grace_days=settings.HANDOVER_GRACE_DAYS if grace is None else grace,
            profit_comparison=self.profit_comparison or settings.PROFIT_COMPARISON,
        )
