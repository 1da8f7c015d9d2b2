from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from clients.models.fact import believable


class Span(Func):
    """The half-open date range [since, until) in SQL."""

    function = "DATERANGE"
    output_field = DateRangeField()


class ResponsibilityQuerySet(models.QuerySet["Responsibility"]):
    def on(self, day: dt.date) -> ResponsibilityQuerySet:
        """The spans that hold on `day`: at most one a client."""
        return self.filter(Q(until=None) | Q(until__gt=day), since__lte=day)

    def visible_to(self, user) -> ResponsibilityQuerySet:
        from clients.models.client import Client

        return self.filter(client__in=Client.objects.visible_to(user))


class Responsibility(models.Model):
    """Who is responsible for a client, from `since` up to, not including, `until`. Never two at once."""

    client = models.ForeignKey("clients.Client", models.CASCADE, related_name="responsibilities", verbose_name=_("client"))
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="responsibilities", verbose_name=_("manager")
    )
    since = models.DateField(_("from"), validators=[believable])
    until = models.DateField(_("until"), null=True, blank=True, validators=[believable])

    objects = ResponsibilityQuerySet.as_manager()

    class Meta:
        ordering = ["client", "-since"]
        verbose_name = _("responsibility")
        verbose_name_plural = _("responsibilities")
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")),
                name="responsibility_ends_after_start",
                violation_error_message=_("The end must lie after the start."),
            ),
            ExclusionConstraint(
                name="one_responsible_manager_at_a_time",
                expressions=[("client", RangeOperators.EQUAL), (Span("since", "until"), RangeOperators.OVERLAPS)],
                violation_error_message=_("Another manager is responsible in that time."),
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]
        indexes = [models.Index(fields=["manager", "since"], name="responsibility_manager")]

    def __str__(self) -> str:
        return f"{self.client} – {self.manager} {self.since}"
