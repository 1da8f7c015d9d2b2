from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.access import Denied
from accounts.models import Company
from activity.models import record
from clients.models.fact import differences, kept_promises


class Service(models.Model):
    """Something we sell, in a line of the catalogue."""

    code = models.CharField(
        _("code"), max_length=60, unique=True, error_messages={"unique": _("Another service has this code.")}
    )
    name = models.CharField(_("name"), max_length=300)
    line = models.CharField(_("line"), max_length=100, blank=True)
    price = models.DecimalField(
        _("price"), max_digits=20, decimal_places=6, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("service")
        verbose_name_plural = _("services")

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def may_keep(user) -> bool:
        """The catalogue is kept by seniors and executives; every manager reads it."""
        return user.is_senior or user.is_executive

    @classmethod
    def offer(cls, *, by, at: dt.datetime, **fields) -> Service:
        """A new service. A price without a currency is in the company's."""
        service = cls()
        return service._keep(fields, "service.offered", by, at)

    def change(self, *, by, at: dt.datetime, **fields) -> Service:
        return Service.objects.get(pk=self.pk)._keep(fields, "service.changed", by, at)

    def _keep(self, fields: dict[str, Any], verb: str, by, at: dt.datetime) -> Service:
        if not self.may_keep(by):
            raise Denied
        if fields.get("price") is not None:
            fields["currency"] = fields.get("currency") or Company.current().rules().currency
        changed = differences(self, fields)
        for name, value in fields.items():
            setattr(self, name, value)
        with kept_promises(Service):
            self.save()
            record(verb, self, by=by, at=at, changed=changed)
        return self
