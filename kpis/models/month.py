from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from kpis.models.wholemonths import following


class Month(models.Model):
    """A month whose figures are kept. `first` is its first day in the company time zone.

    `fresh_below`: every change made by a transaction numbered below it is in the figures (see kpis/freshness.py).
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        PRELIMINARY = "preliminary", _("preliminary")
        CLOSED = "closed", _("closed")

    first = models.DateField(_("month"), primary_key=True)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.OPEN)
    over = models.BooleanField(_("is over"), default=False)
    rules = models.CharField(_("rule version"), max_length=20, blank=True)
    basis = models.JSONField(_("settings it was computed with"), default=dict)
    fresh_below = models.BigIntegerField(_("fresh below"), default=0)
    computed_at = models.DateTimeField(_("computed"), null=True)

    class Meta:
        ordering = ["-first"]
        verbose_name = _("month")
        verbose_name_plural = _("months")
        constraints = [models.CheckConstraint(condition=models.Q(first__day=1), name="month_starts_on_the_first")]

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"

    def save_computed(self) -> None:
        """What a refresh may say of a month."""
        self.save(update_fields=["fresh_below", "over", "state", "rules", "basis", "computed_at"])

    @property
    def is_closed(self) -> bool:
        return self.state == self.State.CLOSED

    @property
    def following(self) -> dt.date:
        """The first day of the next month."""
        return following(self.first)

    @property
    def opening(self) -> dt.date:
        """The last day before the month."""
        return self.first - dt.timedelta(days=1)

    @property
    def closing(self) -> dt.date:
        """The month's last day."""
        return self.following - dt.timedelta(days=1)
