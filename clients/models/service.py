from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Self

from babel.numbers import get_currency_precision
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Denied
from accounts.models import Company
from activity.models import record
from clients.models.fact import differences, kept_promises, refused
from clients.models.service_price import ServicePrice
from pages.formats.numbers import day


class ServiceQuerySet(models.QuerySet["Service"]):
    def offered(self) -> Self:
        """Without those that were taken out of the catalogue: what can be sold anew."""
        return self.filter(retired_at=None)

    def priced(self, on: dt.date) -> Self:
        """With `price`, `currency` and `since`, the price in force on that day; all None where there was none."""
        held = ServicePrice.objects.filter(service=OuterRef("pk"), since__lte=on).order_by("-since")
        return self.annotate(**{name: Subquery(held.values(name)[:1]) for name in ("price", "currency", "since")})

    def lines(self) -> list[str]:
        named = self.exclude(line="").order_by("line").values_list("line", flat=True)
        return list(named.distinct())


class Service(models.Model):
    """Something we sell, in a line of the catalogue. What it costs the client from which day on is its prices' to say:
    no price of a day that is over changes."""

    code = models.CharField(
        _("code"), max_length=60, unique=True, error_messages={"unique": _("Another service has this code.")}
    )
    name = models.CharField(_("name"), max_length=300)
    line = models.CharField(_("line"), max_length=100, blank=True)
    retired_at = models.DateTimeField(_("no longer offered since"), null=True, editable=False)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("service")
        verbose_name_plural = _("services")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("services:detail", args=[self.pk])

    # ---- Prices

    def price_on(self, on: dt.date) -> ServicePrice | None:
        """The price in force on that day; one on request has no amount."""
        return self.prices.filter(since__lte=on).order_by("-since").first()

    def worth(self, quantity: Decimal, on: dt.date, currency: str) -> Decimal | None:
        """`quantity` times the price of that day, to the currency's minor unit; None without a price in `currency`."""
        price = self.price_on(on)
        if price is None or price.price is None or price.currency != currency:
            return None
        return to_the_unit(price.price * quantity, currency)

    def refuse_retired(self) -> None:
        """Raise ValidationError where it is not to be sold anew."""
        if self.retired_at:
            raise refused("service", _("“%(service)s” is no longer offered; choose another service."), service=self)

    # ---- Verbs

    @staticmethod
    def may_keep(user) -> bool:
        """The catalogue is kept by seniors and executives; every manager reads it."""
        return user.is_senior or user.is_executive

    @classmethod
    def offer(cls, *, by, at: dt.datetime, price: Decimal | None = None, currency: str = "", **fields) -> Service:
        """A new service, from the company's today at `price`. A price without a currency is in the company's."""
        with transaction.atomic():
            service = cls()._keep(fields, "service.offered", by, at)
            if price is not None:
                service.set_price(price, currency, _today(at), by=by, at=at)
        return service

    def change(self, *, by, at: dt.datetime, **fields) -> Service:
        with transaction.atomic():
            return self._locked(by)._keep(fields, "service.changed", by, at)

    def set_price(self, price: Decimal | None, currency: str, since: dt.date, *, by, at: dt.datetime) -> None:
        """Let it cost `price` each from the day `since` on; None: on request.

        What was in force on days that are over stays; today's price and planned ones can be set anew.
        """
        with kept_promises(ServicePrice):
            service = self._locked(by)
            before = service.price_on(since)
            if before and since < _today(at):
                sentence = _("A price was in force on %(day)s already; choose today or a later day.")
                raise refused("since", sentence, day=day(since))
            currency = "" if price is None else currency or Company.current().rules().currency
            if before and (before.price, before.currency) == (price, currency):
                return
            about = {"price": price, "currency": currency, "recorded_at": at, "recorded_by": by}
            service.prices.update_or_create(since=since, defaults=about)
            was = before and [before.price, before.currency]
            record("service.priced", service, by=by, at=at, since=since, before=was, price=price, currency=currency)

    def drop_price(self, planned: ServicePrice, *, by, at: dt.datetime) -> None:
        """Give up a price that is not in force yet."""
        with transaction.atomic():
            service = self._locked(by)
            gone = service.prices.filter(pk=planned.pk, since__gt=_today(at)).first()
            if gone is None:
                raise ValidationError(_("This price is in force already, or somebody has given it up meanwhile."))
            gone.delete()
            price, currency = gone.price, gone.currency
            record("service.price_dropped", service, by=by, at=at, since=gone.since, price=price, currency=currency)

    def retire(self, *, by, at: dt.datetime) -> None:
        """Offer it no longer. What was sold of it stays."""
        self._place(at, "service.retired", by, at)

    def offer_again(self, *, by, at: dt.datetime) -> None:
        self._place(None, "service.offered_again", by, at)

    @classmethod
    def rename_line(cls, line: str, name: str, *, by, at: dt.datetime) -> int:
        """Call a line of the catalogue something else; a name that another line has makes one of the two. Returns how
        many services are in it."""
        with transaction.atomic():
            services = list(cls.objects.select_for_update(no_key=True).filter(line=line))
            for service in services:
                service._keep({"line": name}, "service.changed", by, at)
        return len(services)

    def _place(self, retired_at: dt.datetime | None, verb: str, by, at: dt.datetime) -> None:
        with transaction.atomic():
            service = self._locked(by)
            if bool(service.retired_at) != bool(retired_at):
                service.retired_at = retired_at
                service.save(update_fields=["retired_at"])
                record(verb, service, by=by, at=at)

    def _locked(self, by) -> Service:
        if not self.may_keep(by):
            raise Denied
        return Service.objects.select_for_update(no_key=True).get(pk=self.pk)

    def _keep(self, fields: dict[str, Any], verb: str, by, at: dt.datetime) -> Service:
        if not self.may_keep(by):
            raise Denied
        changed = differences(self, fields)
        for name, value in fields.items():
            setattr(self, name, value)
        if changed:
            with kept_promises(Service):
                self.save()
                record(verb, self, by=by, at=at, changed=changed)
        return self


def to_the_unit(amount: Decimal, currency: str) -> Decimal:
    """Rounded half up to the currency's minor unit."""
    return amount.quantize(Decimal(1).scaleb(-get_currency_precision(currency)), ROUND_HALF_UP)


def _today(at: dt.datetime) -> dt.date:
    return Company.current().rules().today(at)
