from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.access import Denied
from accounts.models import Company
from activity.models import record
from clients import books
from clients.models.fact import believable, differences, kept_promises, known_currency, refused
from pages.formats.numbers import day, exact, month

CLOSED = _("%(month)s is closed; a rate can be dated from %(day)s.")
DECIMALS = 12


class ExchangeRateQuerySet(models.QuerySet):
    def of(self, currency: str, base: str) -> ExchangeRateQuerySet:
        return self.filter(currency=currency, base=base)

    def before(self, rate: ExchangeRate) -> ExchangeRateQuerySet:
        """The former rates of the two currencies, the latest first."""
        return self.of(rate.currency, rate.base).filter(since__lt=rate.since).order_by("-since")


class ExchangeRate(models.Model):
    """From `since` on, one unit of `currency` is `rate` of `base`, until the next rate of the two.

    Figures are made with these (clients/exchange.py), so those of a closed month stay: a rate is dated in a month that
    is open, and the database refuses all else (kpis, migration 0013).
    """

    currency = models.CharField(_("currency"), max_length=3, validators=[known_currency])
    base = models.CharField(_("company's currency"), max_length=3, validators=[known_currency])
    since = models.DateField(_("from"), validators=[believable])
    rate = models.DecimalField(_("rate"), max_digits=24, decimal_places=DECIMALS)

    objects = ExchangeRateQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "currency", "pk"]
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        constraints = [
            models.UniqueConstraint(
                fields=["currency", "base", "since"],
                name="exchange_rate_once_a_day",
                violation_error_message=_("This currency has a rate from that day already; change that one."),
            ),
            models.CheckConstraint(
                condition=~Q(currency=F("base")),
                name="exchange_rate_of_two_currencies",
                violation_error_message=_("A currency has no rate to itself."),
            ),
            models.CheckConstraint(
                condition=Q(rate__gt=0),
                name="exchange_rate_above_0",
                violation_error_message=_("A rate is more than 0."),
            ),
        ]
        indexes = [models.Index(fields=["since", "currency", "id"], name="exchange_rate_newest")]

    def __str__(self) -> str:
        return f"{self.currency}/{self.base} {self.since}"

    @staticmethod
    def may_keep(user) -> bool:
        """Rates move everybody's figures: executives keep them, and administrators, as they do the other settings."""
        return user.is_active and (user.is_executive or user.is_administrator)

    @classmethod
    def enter(cls, *, by, at: dt.datetime, **fields: Any) -> ExchangeRate:
        """A rate to the company's currency, where no `base` is named."""
        fields["base"] = fields.get("base") or Company.current().rules().currency
        return cls()._keep(fields, "entered", by, at)

    def change(self, *, by, at: dt.datetime, **fields: Any) -> ExchangeRate:
        """Returns the changed row. Neither its former day nor the new one may lie in a closed month."""
        with kept_promises(ExchangeRate):
            return self._locked()._keep(fields, "changed", by, at)

    def remove(self, *, by, at: dt.datetime) -> None:
        """From its day on the rate before it is in force again, or none. The log keeps what it was."""
        with kept_promises(ExchangeRate):
            rate = self._locked()
            rate._guard(by)
            must_be_open(rate.since)
            rate._tell("removed", by, at)
            rate.delete()

    def _keep(self, fields: dict[str, Any], verb: str, by, at: dt.datetime) -> ExchangeRate:
        self._guard(by)
        changed = differences(self, fields)
        days = [fields.get("since", self.since), *([self.since] if self.pk else [])]
        with kept_promises(ExchangeRate):
            if changed:
                must_be_open(*days)
                for name, value in fields.items():
                    setattr(self, name, value)
                self._refuse_unfit()
                self.save()
                self._tell(verb, by, at, changed=changed)
        return self

    def _guard(self, by) -> None:
        if not self.may_keep(by):
            raise Denied

    def _refuse_unfit(self) -> None:
        if self.currency == self.base:
            raise refused("currency", _("This is the company's own currency; it needs no rate."))
        if self.rate <= 0:
            raise refused("rate", _("A rate is more than 0."))

    def _locked(self) -> ExchangeRate:
        rate = ExchangeRate.objects.select_for_update().filter(pk=self.pk).first()
        if rate is None:
            raise Denied
        return rate

    def _tell(self, verb: str, by, at: dt.datetime, **data: Any) -> None:
        about: dict[str, Any] = {"currency": self.currency, "base": self.base, "since": self.since, "rate": self.rate}
        record(f"exchangerate.{verb}", self, by=by, at=at, **about, **data)

    @property
    def words(self) -> str:
        about = {"currency": self.currency, "base": self.base, "day": day(self.since), "rate": exact(self.rate)}
        return gettext("1 %(currency)s = %(rate)s %(base)s from %(day)s.") % about


def rate_on(currency: str, on: dt.date, base: str) -> Decimal | None:
    """What one unit of `currency` is in `base` on that day; None where no rate is in force yet."""
    if currency == base:
        return Decimal(1)
    rates = ExchangeRate.objects.of(currency, base).filter(since__lte=on)
    return rates.order_by("-since").values_list("rate", flat=True).first()


def must_be_open(*days: dt.date) -> None:
    """Hold the books until the transaction ends; raise ValidationError where one of `days` is closed."""
    opens = books.hold()
    if opens and any(on < opens for on in days):
        raise refused("since", CLOSED, **in_words(opens))


def in_words(opens: dt.date) -> dict[str, str]:
    """For CLOSED: the last closed month, and the day after it."""
    return {"month": month(opens - dt.timedelta(days=1)), "day": day(opens)}
