from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Company
from accounts.models.company import CompanyRules
from clients.models.fact import Fact, FactQuerySet, believable


class Spending(Fact):
    """What a client is estimated to spend in a year, with all suppliers, on what we sell.

    An estimate holds from its `as_of` until the next one's.
    """

    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="spendings", verbose_name=_("client"))
    as_of = models.DateField(_("as of"), validators=[believable])
    amount = models.DecimalField(_("amount a year"), max_digits=20, decimal_places=6, validators=[MinValueValidator(0)])
    currency = models.CharField(_("currency"), max_length=3)

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["-as_of", "-pk"]
        verbose_name = _("estimated spending")
        verbose_name_plural = _("estimated spending")
        constraints = [
            models.UniqueConstraint(
                fields=["client", "as_of"],
                name="spending_once_a_day",
                violation_error_message=_("This client has an estimate as of that day already; change that one."),
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gte=0),
                name="spending_not_below_0",
                violation_error_message=_("Write 0 or more."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client} {self.as_of}"

    @classmethod
    def estimate(cls, client, *, by, at: dt.datetime, **fields) -> Spending:
        """Record an estimate; in the company's currency where none is named."""
        return cls.enter(client, by=by, at=at, **cls.in_currency(fields))

    @staticmethod
    def in_currency(fields: dict) -> dict:
        return fields | {"currency": fields.get("currency") or Company.current().rules().currency}

    def reach(self, rules: CompanyRules) -> tuple[dt.date, dt.date] | None:
        return self.as_of, self.as_of

    def key(self) -> dict[str, Any]:
        return {"client": self.client_id, "as_of": self.as_of}
