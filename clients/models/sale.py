from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Abs
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Denied
from accounts.models import Company
from accounts.models.company import CompanyRules
from clients.models.fact import Fact, FactQuerySet, believable, refused
from clients.models.responsibility import Responsibility
from clients.models.service import to_the_unit
from pages.formats.numbers import day, money, number


class SaleQuerySet(FactQuerySet):
    def purchases(self) -> SaleQuerySet:
        """Sales proper: a return is no sale."""
        return self.filter(returns=None)

    def with_margin_for(self, user, on: dt.date) -> Self:
        """Each with `margin_seen`: of those that `user` may see, whether also what they cost us. `on` is the company's
        today. It is `Client.shows_margin_to` for many at once."""
        people = [*user.line_ids, *user.covered_on(on)]
        held = Responsibility.objects.on(on).filter(manager__in=people)
        seen = Q(sold_by__in=people) | Q(client__in=held.values("client"))
        shown: Any = Value(True) if user.is_executive else Case(When(seen, then=Value(True)), default=Value(False))
        return self.annotate(margin_seen=shown)


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

    def get_absolute_url(self) -> str:
        return reverse("sales:detail", args=[self.pk])

    @property
    def profit(self) -> Decimal:
        return self.amount - self.cost

    def sees_margin(self, user) -> bool:
        """What it costs us is seen by who sold it, who is responsible for the client today, the seniors above these,
        who stands in for one of them, and executives."""
        return self.client.shows_margin_to(user, self.sold_by_id)

    @classmethod
    def record_sale(cls, client, *, by, at: dt.datetime, amount: Decimal | None = None, **fields) -> Sale:
        """Amounts are 0 or more, in `currency`, else in the company's. Without an `amount` it is the quantity times
        the catalogue's price on its day."""
        fields["currency"] = fields.get("currency") or Company.current().rules().currency
        service, quantity = fields["service"], fields.get("quantity", Decimal(1))
        service.refuse_retired()
        if amount is None:
            amount = service.worth(quantity, fields["date"], fields["currency"])
        if amount is None:
            sentence = _("The catalogue has no price of this service in %(currency)s on %(day)s; write the amount.")
            raise refused("amount", sentence, currency=fields["currency"], day=day(fields["date"]))
        return cls.enter(client, by=by, at=at, amount=amount, **fields)

    def change(self, *, by, at: dt.datetime, verb: str = "changed", **fields) -> Self:
        """Who may not see what it costs us changes neither that nor who sold it: the seller sees it."""
        with transaction.atomic():
            sale = self._locked(by)
            touched = {name for name in ("cost", "sold_by") if name in fields and fields[name] != getattr(sale, name)}
            if touched and not sale.sees_margin(by):
                raise Denied
            if "service" in fields and fields["service"] != sale.service:
                fields["service"].refuse_retired()
            return super().change(by=by, at=at, verb=verb, **fields)

    def record_return(
        self,
        *,
        amount: Decimal | None = None,
        cost: Decimal | None = None,
        quantity: Decimal | None = None,
        by,
        at: dt.datetime,
        **fields,
    ) -> Sale:
        """Take back `quantity` (None: all that is left) of this sale, `amount` and `cost` with it: all 0 or more here,
        kept as negative. An amount or cost that is not said is the quantity's share.

        Not more than is left of the sale after its other returns; two returns at once wait for each other.
        """
        quantity = self.left_quantity() if quantity is None else quantity
        amount, cost_of = self.share(quantity, amount)
        fields |= {"service": self.service, "currency": self.currency, "sold_by": self.sold_by, "returns": self}
        fields |= {"quantity": -quantity, "amount": -amount, "cost": -(cost_of if cost is None else cost)}
        return Sale.enter(self.client, by=by, at=at, verb="returned", **fields)

    def share(self, quantity: Decimal, amount: Decimal | None = None) -> tuple[Decimal, Decimal]:
        """The amount and the cost of `quantity` of this sale, to the currency's minor unit; of the last of it, what
        its other returns have left. Where `amount` is said, no more of the cost than of the amount comes back. Without
        a quantity money alone does."""
        whole = [max(sum_, Decimal(0)) for sum_ in self.left()]
        if not quantity:
            return amount or Decimal(0), Decimal(0)
        if quantity < self.left_quantity():
            parts = (to_the_unit(sum_ * quantity / self.quantity, self.currency) for sum_ in (self.amount, self.cost))
            whole = [min(part, sum_) for part, sum_ in zip(parts, whole, strict=True)]
        if amount is None:
            return whole[0], whole[1]
        of_amount = to_the_unit(self.cost * amount / self.amount, self.currency) if self.amount else whole[1]
        return amount, min(whole[1], of_amount)

    def left(self, *, without: Sale | None = None) -> tuple[Decimal, Decimal]:
        """What is left of this sale's amount and cost after its returns, apart from `without`."""
        back = self._returns(without).aggregate(
            amount=models.Sum("amount", default=0), cost=models.Sum("cost", default=0)
        )
        return self.amount + back["amount"], self.cost + back["cost"]

    def left_quantity(self, *, without: Sale | None = None) -> Decimal:
        back = self._returns(without).aggregate(quantity=models.Sum(Abs("quantity"), default=0))
        return max(self.quantity - back["quantity"], Decimal(0))

    def _returns(self, without: Sale | None) -> SaleQuerySet:
        returns = self.returned_by.live()
        return returns.exclude(pk=without.pk) if without else returns

    @classmethod
    def next_line(cls, client, order: str) -> str:
        """The number after the last of this client's lines in the order; 1 where there are none."""
        lines = cls.objects.filter(client=client, order=order).values_list("line", flat=True)
        return str(max((int(line) for line in lines if line.isdecimal()), default=0) + 1)

    def reach(self, rules: CompanyRules) -> tuple[dt.date, dt.date] | None:
        return self.date, self.date

    def stay_true(self, at: dt.datetime) -> None:
        if self.returns_id:
            sale = Sale.objects.select_for_update(of=("self",), no_key=True).get(pk=self.returns_id)
            self._stay_within(sale)
        else:
            self._stay_above_returns()

    def _stay_within(self, sale: Sale) -> None:
        """A return is of a live sale to the same client, not before it, and not larger than what is left of it. How
        much cost is left is not said: who takes back may not see it."""
        if sale.returns_id or sale.trashed_at:
            raise refused("returns", _("Only a sale outside the trash can be taken back."))
        amount, cost = sale.left(without=self)
        quantity = sale.left_quantity(without=self)
        refuse = {
            "date": self.date < sale.date and _("A return cannot lie before its sale of %(day)s."),
            "amount": not 0 <= -self.amount <= amount and _("Of this sale only %(amount)s are left to take back."),
            "quantity": abs(self.quantity) > quantity and _("Of this sale only %(quantity)s are left to take back."),
            "cost": not 0 <= -self.cost <= max(cost, Decimal(0)) and _("That is more cost than this sale has left."),
        }
        params = {
            "day": day(sale.date),
            "amount": money(amount, sale.currency),
            "quantity": number(quantity),
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
