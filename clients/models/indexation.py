from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activity.models import record
from clients.models.contract import Contract
from clients.models.fact import believable, kept_promises, refused


class Indexation(models.Model):
    """From a day on, a contract's price is so many percent higher, or lower. Several follow one another."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="indexations", verbose_name=_("contract"))
    from_on = models.DateField(_("from"), validators=[believable])
    percent = models.DecimalField(
        _("percent"), max_digits=7, decimal_places=4, validators=[MinValueValidator(-99), MaxValueValidator(999)]
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded"))

    class Meta:
        ordering = ["from_on", "pk"]
        verbose_name = _("price indexation")
        verbose_name_plural = _("price indexations")
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "from_on"],
                name="indexation_once_a_day",
                violation_error_message=_("The price is indexed from this day on already."),
            ),
            models.CheckConstraint(condition=Q(percent__range=(-99, 999)), name="indexation_percent_is_believable"),
        ]

    def __str__(self) -> str:
        return f"{self.percent} % {self.from_on}"

    @classmethod
    def agree(
        cls, contract: Contract, from_on: dt.date, percent: Decimal, *, by, at: dt.datetime, note: str = ""
    ) -> Indexation:
        with kept_promises(cls):
            contract = contract._locked(by)
            if contract.starts_on and from_on < contract.starts_on:
                raise refused("from_on", _("The contract starts later."))
            if contract.last_on and from_on > contract.last_on:
                raise refused("from_on", _("The contract has ended by then."))
            indexation = cls.objects.create(
                contract=contract, from_on=from_on, percent=percent, note=note, recorded_by=by, recorded_at=at
            )
            told = {"number": contract.number, "from_on": from_on, "percent": percent}
            record("contract.indexed", contract, by=by, at=at, client_id=contract.client_id, **told)
        return indexation

    def drop(self, *, by, at: dt.datetime) -> None:
        """It was a mistake. The log keeps it."""
        with kept_promises(Indexation):
            contract = self.contract._locked(by)
            told = {"number": contract.number, "from_on": self.from_on, "percent": self.percent}
            self.delete()
            record("contract.index_dropped", contract, by=by, at=at, client_id=contract.client_id, **told)
