from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.company import CompanyRules
from clients.models.fact import Fact, FactQuerySet, believable


class Departure(Fact):
    """A client left. In force from `left_on` until the day of its next sale or contract start, which is a return."""

    class Reason(models.TextChoices):
        COMPETITOR = "competitor", _("to a competitor")
        STOPPED_BUYING = "stopped_buying", _("stopped buying")
        CLOSED_DOWN = "closed_down", _("closed down")
        OTHER = "other", _("other")

    client = models.ForeignKey("clients.Client", models.CASCADE, related_name="departures", verbose_name=_("client"))
    left_on = models.DateField(_("left on"), validators=[believable])
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)
    competitor = models.CharField(_("competitor"), max_length=200, blank=True)
    note = models.TextField(_("note"), blank=True)

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["-left_on", "-pk"]
        verbose_name = _("departure")
        verbose_name_plural = _("departures")
        constraints = [
            models.UniqueConstraint(
                fields=["client", "left_on"],
                name="departure_once_a_day",
                violation_error_message=_("This client's departure on that day is recorded already."),
            ),
            models.CheckConstraint(
                condition=models.Q(reason__in=["competitor", "stopped_buying", "closed_down", "other"]),
                name="departure_reason_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client} {self.left_on}"

    @classmethod
    def record(cls, client, *, by, at: dt.datetime, **fields) -> Departure:
        return cls.enter(client, by=by, at=at, **fields)

    def reach(self, rules: CompanyRules) -> tuple[dt.date, dt.date] | None:
        return self.left_on, self.left_on

    def key(self) -> dict[str, Any]:
        return {"client": self.client_id, "left_on": self.left_on}
