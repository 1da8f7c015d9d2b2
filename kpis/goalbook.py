"""Goals and their values as pages list them: how many are entered, and who reached what, month by month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from accounts.models import User
from kpis.models import Books, Goal, GoalValue


@dataclass(frozen=True)
class Entered:
    """Of the managers a goal is for in a month, how many have a value."""

    first: dt.date
    count: int
    of: int


@dataclass(frozen=True)
class Place:
    """One manager's one month: the value in force, if any, and whether the reader may enter one."""

    first: dt.date
    value: GoalValue | None
    open: bool


@dataclass(frozen=True)
class Line:
    manager: User
    places: list[Place]


def people(goal: Goal, user):
    """The active managers whom the goal is for, as far as `user` may see their figures."""
    found = User.objects.visible_to(user).active().managers()
    return found.filter(pk=goal.manager_id) if goal.manager_id else found


def progress(goals: Iterable[Goal], user, firsts: list[dt.date]) -> dict[int, list[Entered | None]]:
    """By goal, one entry for each month; None where the goal does not hold. Two queries."""
    seen = set(User.objects.visible_to(user).active().managers().values_list("pk", flat=True))
    values = GoalValue.objects.in_force().visible_to(user).filter(goal__in=goals, first__in=firsts)
    active = values.filter(manager__is_active=True)
    counted = {
        (goal, first): count
        for goal, first, count in active.order_by().values_list("goal", "first").annotate(count=Count("pk"))
    }
    return {
        goal.pk: [
            Entered(first, counted.get((goal.pk, first), 0), _whom(goal, seen)) if goal.holds_in(first) else None
            for first in firsts
        ]
        for goal in goals
    }


def _whom(goal: Goal, seen: set[int]) -> int:
    return len(seen) if goal.manager_id is None else int(goal.manager_id in seen)


def lines(goal: Goal, managers: list[User], firsts: list[dt.date], user) -> list[Line]:
    """What each of these managers reached in each of these months. Two queries."""
    values = GoalValue.objects.in_force().filter(goal=goal, manager__in=managers, first__in=firsts)
    found = {(value.manager_id, value.first): value for value in values.select_related("goal", "entered_by")}
    closed_through = Books.objects.values_list("closed_through", flat=True).first()

    def place(manager: User, first: dt.date) -> Place:
        is_open = goal.may_enter(user, manager) and goal.holds_in(first)
        return Place(
            first, found.get((manager.pk, first)), is_open and not (closed_through and first <= closed_through)
        )

    return [Line(manager, [place(manager, first) for first in firsts]) for manager in managers]
