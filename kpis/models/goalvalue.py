from __future__ import annotations

from pathlib import PurePath

from babel.numbers import format_decimal, format_percent
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from activity.models import record
from pages.formats import numbers


class GoalValueQuerySet(models.QuerySet["GoalValue"]):
    def in_force(self) -> GoalValueQuerySet:
        return self.filter(replaced_at=None)

    def visible_to(self, user) -> GoalValueQuerySet:
        """As figures: executives see all, a manager the own, a senior also those of everyone below."""
        if user.is_executive:
            return self
        if not user.is_manager:
            return self.none()
        return self.filter(manager__in=user.line_ids)


class GoalValue(models.Model):
    """What a manager reached of a goal in a month. A correction replaces the value and keeps the former on record."""

    goal = models.ForeignKey("kpis.Goal", models.PROTECT, related_name="values", verbose_name=_("goal"))
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

    objects = GoalValueQuerySet.as_manager()

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

    @property
    def words(self) -> str:
        """The value in its unit, in the reader's format; never rounded."""
        if self.goal.unit == "money":
            text = numbers.money(self.value, self.currency)
        elif self.goal.unit == "rate":
            text = format_percent(self.value, "#,##0.####%", locale=numbers.locale())
        else:
            text = format_decimal(self.value, "#,##0.######", locale=numbers.locale())
        return text.replace("-", "−", 1)

    @property
    def file_name(self) -> str:
        """What the evidence is called where it is downloaded."""
        kind = PurePath(self.evidence.name or "").suffix
        return f"{slugify(str(self), allow_unicode=True)}{kind}"

    def tell(self, verb: str) -> None:
        record(
            f"goalvalue.{verb}",
            self,
            by=self.entered_by,
            at=self.entered_at,
            goal=self.goal_id,
            manager=self.manager_id,
            month=self.first,
            value=self.value,
            note=self.note,
            evidence=self.evidence.name,
        )
