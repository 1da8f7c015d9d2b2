from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clients.models.fact import Fact, FactQuerySet, believable


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
                fields=["order", "line"], name="sale_order_line", violation_error_message=_("This order has such a line already.")
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
