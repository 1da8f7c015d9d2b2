from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Company
from accounts.models.company import CompanyRules
from clients.models.fact import Fact, FactQuerySet, believable, refused
from pages.formats.numbers import day, money


class SaleQuerySet(FactQuerySet):
    def purchases(self) -> SaleQuerySet:
        """Sales proper: a return is no sale."""
        return self.filter(returns=None)


class Sale(Fact):
    """One line of an order: a service sold to a client, or, with `returns`, taken back. A return's amount is ≤ 0.

    Amounts are exact decimals in `currency`; profit is amount − cost.
    """

    order = models.CharField(_("order"), max_length=60)
    line = models.CharField(_("line"), max_length=20, default="1")
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="sales", verbose_name=_("client"))
    service = models.ForeignKey("clients.Service", models.PROTECT, related_name="sales", verbose_name=_("service"))
    date = models.DateField(_("date"), validators=[believable])
    quantity = models.DecimalField(_("quantity"), max_digits=20, decimal_places=6, default=1)
    amount = models.DecimalField(_("amount"), max_digits=20, decimal_places=6)
    cost = models.DecimalField(_("cost"), max_digits=20, decimal_places=6, default=0)
    currency = models.CharField(_("currency"), max_length=3)
    sold_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="sales", verbose_name=_("sold by")
    )
    returns = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="returned_by", verbose_name=_("returns")
    )

    objects = SaleQuerySet.as_manager()

    class Meta:
        ordering = ["-date", "-pk"]
        verbose_name = _("sale")
        verbose_name_plural = _("sales")
        constraints = [
            models.UniqueConstraint(
                fields=["order", "line"],
                name="sale_order_line",
                violation_error_message=_("This order has such a line already."),
            ),
            models.CheckConstraint(
                condition=Q(returns=None, amount__gte=0) | Q(returns__isnull=False, amount__lte=0),
                name="sale_amount_sign",
                violation_error_message=_("A sale's amount is 0 or more; a return's is 0 or less."),
            ),
        ]
        indexes = [
            models.Index(fields=["client", "date"], name="sale_client_date"),
            models.Index(fields=["date", "client"], name="sale_date"),
            models.Index(fields=["client", "service", "date"], name="sale_client_service"),
        ]

    def __str__(self) -> str:
        return f"{self.order}/{self.line}"

    @property
    def profit(self) -> Decimal:
        return self.amount - self.cost

    @classmethod
    def record_sale(cls, client, *, by, at: dt.datetime, **fields) -> Sale:
        """Amounts are 0 or more, in `currency`, else in the company's."""
        fields["currency"] = fields.get("currency") or Company.current().rules().currency
        return cls.enter(client, by=by, at=at, **fields)

    def record_return(self, *, amount: Decimal, cost: Decimal, by, at: dt.datetime, **fields) -> Sale:
        """Take back `amount` of this sale, and `cost` with it: both 0 or more here, kept as negative.

        Not more than is left of the sale after its other returns; two returns at once wait for each other.
        """
        fields |= {"service": self.service, "currency": self.currency, "sold_by": self.sold_by, "returns": self}
        fields["quantity"] = -fields.get("quantity", self.quantity)
        return Sale.enter(self.client, by=by, at=at, verb="returned", amount=-amount, cost=-cost, **fields)

    def left(self, *, without: Sale | None = None) -> tuple[Decimal, Decimal]:
        """What is left of this sale's amount and cost after its returns, apart from `without`."""
        returns = self.returned_by.live()
        if without:
            returns = returns.exclude(pk=without.pk)
        back = returns.aggregate(amount=models.Sum("amount", default=0), cost=models.Sum("cost", default=0))
        return self.amount + back["amount"], self.cost + back["cost"]

    def reach(self, rules: CompanyRules) -> tuple[dt.date, dt.date] | None:
        return self.date, self.date

    def stay_true(self, at: dt.datetime) -> None:
        if self.returns_id:
            sale = Sale.objects.select_for_update(of=("self",), no_key=True).get(pk=self.returns_id)
            self._stay_within(sale)
        else:
            self._stay_above_returns()

    def _stay_within(self, sale: Sale) -> None:
        """A return is of a live sale to the same client, not before it, and not larger than what is left of it."""
        if sale.returns_id or sale.trashed_at:
            raise refused("returns", _("Only a sale outside the trash can be taken back."))
        amount, cost = sale.left(without=self)
        refuse = {
            "date": self.date < sale.date and _("A return cannot lie before its sale of %(day)s."),
            "amount": not 0 <= -self.amount <= amount and _("Of this sale only %(amount)s are left to take back."),
            "cost": not 0 <= -self.cost <= max(cost, Decimal(0)) and _("Of this sale's cost only %(cost)s are left."),
        }
        params = {
            "day": day(sale.date),
            "amount": money(amount, sale.currency),
            "cost": money(cost, sale.currency),
        }
        if sentences := {name: ValidationError(text, params=params) for name, text in refuse.items() if text}:
            raise ValidationError(sentences)

    def _stay_above_returns(self) -> None:
        """A sale is not smaller than what was taken back of it, nor later."""
        if self.amount < 0:
            raise refused("amount", _("A sale's amount is 0 or more; take a sale back by a return."))
        if not self.pk:
            return
        amount, _cost = self.left()
        first = self.returned_by.live().order_by("date").first()
        if first and amount < 0:
            raise refused("amount", _("More than that was taken back of this sale already."))
        if first and self.date > first.date:
            raise refused("date", _("A part was taken back on %(day)s; the sale cannot be later."), day=day(first.date))

    def may_go(self) -> None:
        if taken_back := self.returned_by.live().first():
            sentence = _("This sale was taken back by %(line)s. Put the return into the trash first.")
            raise ValidationError(sentence, params={"line": str(taken_back)})

    def key(self) -> dict[str, Any]:
        return {"order": self.order, "line": self.line}
