from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models.company import CompanyRules
from clients.models.fact import LATEST, believable, refused
from pages.formats.numbers import day


class Span(Func):
    """The half-open date range [since, until) in SQL."""

    function = "DATERANGE"
    output_field = DateRangeField()


class ResponsibilityQuerySet(models.QuerySet["Responsibility"]):
    def on(self, on: dt.date) -> ResponsibilityQuerySet:
        """The spans that hold on that day: at most one a client."""
        return self.filter(Q(until=None) | Q(until__gt=on), since__lte=on)

    def visible_to(self, user) -> ResponsibilityQuerySet:
        from clients.models.client import Client

        return self.filter(client__in=Client.objects.visible_to(user))


class Responsibility(models.Model):
    """Who is responsible for a client, from `since` up to, not including, `until`. Never two at once."""

    client = models.ForeignKey(
        "clients.Client", models.CASCADE, related_name="responsibilities", verbose_name=_("client")
    )
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="responsibilities", verbose_name=_("manager")
    )
    since = models.DateField(_("from"), validators=[believable])
    until = models.DateField(_("until"), null=True, blank=True, validators=[believable])
    # Empty: from before this was kept.
    recorded_at = models.DateTimeField(_("recorded"), null=True, db_default=Now(), editable=False)

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

    def reach(self, rules: CompanyRules) -> tuple[dt.date, dt.date]:
        return self.since, self.until - dt.timedelta(days=1) if self.until else LATEST

    def hand_over(self, to, on: dt.date, *, at: dt.datetime) -> Responsibility:
        """Let `to` follow from the day `on`, where this is the client's last span. Returns the span of `to`."""
        self.refuse(to, on)
        if on == self.since:
            return self.correct(to, at=at)
        if self.until is None:
            self.until = on
            self.save(update_fields=["until"])
        return Responsibility.objects.create(client_id=self.client_id, manager=to, since=on, recorded_at=at)

    def refuse(self, to, on: dt.date) -> None:
        """Raise ValidationError where `to` cannot follow on `on`."""
        believable(on)
        if self.until is None and to == self.manager:
            raise refused("to", _("%(to)s is responsible already, since %(day)s."), to=to, day=day(self.since))
        if self.until and on < self.until:
            sentence = _("%(name)s was responsible until %(day)s; choose that day or a later one.")
            raise refused("on", sentence, name=self.manager, day=day(self.until))
        if on < self.since:
            sentence = _("%(name)s is responsible since %(day)s; choose that day or a later one.")
            raise refused("on", sentence, name=self.manager, day=day(self.since))

    def correct(self, to, *, at: dt.datetime) -> Responsibility:
        """A second hand-over from the same day replaces the first. Back to who held it before: as if it never was."""
        before = Responsibility.objects.filter(client=self.client_id, until=self.since, manager=to).first()
        if before:
            self.delete()
            before.until = None
            before.save(update_fields=["until"])
            return before
        self.manager, self.until, self.recorded_at = to, None, at
        self.save(update_fields=["manager", "until", "recorded_at"])
        return self
