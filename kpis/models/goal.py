from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.access import Denied
from activity.models import record
from clients.models.fact import differences, kept_promises, refused
from kpis.models.goalvalue import GoalValue
from kpis.models.wholemonths import must_be_open, must_decide

if TYPE_CHECKING:
    from django.core.files import File

    from accounts.models import User
    from accounts.models.company import CompanyRules


KEY = "goal-"  # how the keys of goals begin, among those of measures


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
    `until`, first days of months. The verbs raise Denied where `by` may not, and ValidationError with one sentence
    where it cannot be so; then nothing is written.
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
        return f"{KEY}{self.pk}"

    def holds_in(self, first: dt.date) -> bool:
        return self.since <= first and (self.until is None or first < self.until)

    def is_for(self, manager: User) -> bool:
        return manager.is_manager and self.manager_id in (None, manager.pk)

    def may_enter(self, user: User, manager: User) -> bool:
        """Executives, and the seniors above the manager; nobody enters what the own pay follows from."""
        return user.is_executive or (manager.pk != user.pk and user.is_senior and manager.pk in user.line_ids)

    @classmethod
    def set(cls, *, by: User, at: dt.datetime, **fields) -> Goal:
        """A new goal, from an open month on. Executives only."""
        goal = cls(**fields)
        must_decide(by)
        with kept_promises(cls):
            must_be_open(goal.since, "since")
            goal.full_clean()
            goal.save(force_insert=True)
            record("goal.set", goal, by=by, at=at, name=goal.name, unit=goal.unit, manager=goal.manager_id)
        return goal

    def change(self, *, by: User, at: dt.datetime, **fields) -> Goal:
        """Name and definition; unit and direction only until the first value. Returns the changed goal."""
        must_decide(by)
        with kept_promises(Goal):
            goal = Goal.objects.select_for_update(no_key=True).get(pk=self.pk)
            changed = differences(goal, fields)
            if changed.keys() - {"name", "definition"} and goal.values.exists():
                raise refused("unit", _("This goal has values; what they measure stays. Set another goal."))
            for name, value in fields.items():
                setattr(goal, name, value)
            goal.full_clean()
            if changed:
                goal.save(update_fields=list(fields))
                record("goal.changed", goal, by=by, at=at, changed=changed)
        return goal

    def end(self, on: dt.date, *, by: User, at: dt.datetime) -> None:
        """No longer from the first day `on` of a month that is open and has no value."""
        must_decide(by)
        with kept_promises(Goal):
            goal = Goal.objects.select_for_update(no_key=True).get(pk=self.pk)
            must_be_open(on, "on")
            last = goal.values.filter(first__gte=on, replaced_at=None).order_by("-first").first()
            if last:
                sentence = _("A value is entered for %(month)s; end the goal later.")
                raise refused("until", sentence, month=date_format(last.first, "F Y"))
            goal.until = on
            goal.full_clean()
            goal.save(update_fields=["until"])
            record("goal.ended", goal, by=by, at=at, until=on)
        self.until = on

    def enter(
        self,
        manager: User,
        first: dt.date,
        *,
        value: Decimal,
        note: str,
        evidence: File | None = None,
        by: User,
        at: dt.datetime,
        rules: CompanyRules,
    ) -> GoalValue:
        """What `manager` reached in the month. A correction replaces the value in force, which stays on record.

        `evidence` has been looked at by pages.documents; without a new file the former's stays. Money is in the
        company's currency.
        """
        if not self.may_enter(by, manager):
            raise Denied
        with kept_promises(GoalValue):
            goal = Goal.objects.select_for_update(no_key=True).get(pk=self.pk)
            must_be_open(first, "value")
            goal._must_take(manager, first, rules.today(at))
            if not note.strip():
                raise refused("note", _("Say in a note where the value comes from."))
            former = goal.values.filter(manager=manager, first=first, replaced_at=None).first()
            if former:
                former.replaced_at = at
                former.save(update_fields=["replaced_at"])
            entered = GoalValue(
                goal=goal,
                manager=manager,
                first=first,
                value=value,
                currency=rules.currency if goal.unit == Goal.Unit.MONEY else "",
                note=note.strip(),
                evidence=evidence or (former.evidence if former else None),
                entered_by=by,
                entered_at=at,
            )
            entered.full_clean(exclude=["evidence", "replaced_at"])
            entered.save(force_insert=True)
            entered.tell("corrected" if former else "entered")
        return entered

    def _must_take(self, manager: User, first: dt.date, today: dt.date) -> None:
        if first > today:
            raise refused("value", _("%(month)s has not begun."), month=date_format(first, "F Y"))
        if not self.holds_in(first):
            raise refused("value", _("This goal does not hold in %(month)s."), month=date_format(first, "F Y"))
        if not self.is_for(manager):
            raise refused("value", _("This goal is not set for %(name)s."), name=manager)
