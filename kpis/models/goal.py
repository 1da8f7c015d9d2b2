from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class GoalQuerySet(models.QuerySet["Goal"]):
    def of_month(self, first: dt.date) -> GoalQuerySet:
        return self.filter(Q(until=None) | Q(until__gt=first), since__lte=first)

    def visible_to(self, user) -> GoalQuerySet:
        """Executives see every goal; a manager the company-wide ones and those set for people in the own line."""
        if user.is_executive:
            return self
        if not user.is_manager:
            return self.none()
        return self.filter(Q(manager=None) | Q(manager__in=user.line_ids))


class Goal(models.Model):
    """A measure of the company's own: named, with a unit and a direction, for one manager or for all.

    Its monthly values are entered by hand, each with a note and evidence. Holds from `since` up to, not including,
    `until`, first days of months.
    """

    class Unit(models.TextChoices):
        COUNT = "count", _("number")
        MONEY = "money", _("money")
        RATE = "rate", _("percent")

    name = models.CharField(_("name"), max_length=100, unique=True)
    definition = models.TextField(_("what is measured, and how"))
    unit = models.CharField(_("unit"), max_length=10, choices=Unit)
    better = models.SmallIntegerField(_("direction"), choices=[(1, _("more is better")), (-1, _("less is better"))])
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="goals", verbose_name=_("for")
    )
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)

    objects = GoalQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        constraints = [
            models.CheckConstraint(
                condition=Q(since__day=1) & (Q(until=None) | Q(until__day=1)),
                name="goal_of_whole_months",
                violation_error_message=_("A goal holds for whole months; choose the first day of a month."),
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")),
                name="goal_ends_after_start",
                violation_error_message=_("The end must lie after the start."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """Its name among the measures: what a figure and a target call it."""
        return f"goal-{self.pk}"


class GoalValue(models.Model):
    """What a manager reached of a goal in a month. A correction replaces the value and keeps the former on record."""

    goal = models.ForeignKey(Goal, models.PROTECT, related_name="values", verbose_name=_("goal"))
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="goal_values", verbose_name=_("manager")
    )
    first = models.DateField(_("month"))
    value = models.DecimalField(_("value"), max_digits=24, decimal_places=6)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    note = models.TextField(_("note"), max_length=2000)
    evidence = models.FileField(_("evidence"), upload_to="goals/%Y/%m/", blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    entered_at = models.DateTimeField(_("entered"))
    replaced_at = models.DateTimeField(_("replaced"), null=True)

    class Meta:
        ordering = ["-first", "manager"]
        verbose_name = _("value of a goal")
        verbose_name_plural = _("values of goals")
        constraints = [
            models.CheckConstraint(condition=Q(first__day=1), name="goalvalue_of_a_month"),
            models.UniqueConstraint(
                fields=["goal", "manager", "first"], condition=Q(replaced_at=None), name="goalvalue_once_a_month"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.goal} {self.manager} {self.first:%Y-%m}"
