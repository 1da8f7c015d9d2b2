"""What the demo company pays its managers for: terms, plans with their targets, and one goal of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from random import Random

from accounts.models import Level, Role, User
from kam_crm.demo.months import FIRST, Calendar, dice
from kpis.models import Goal, GoalValue, PayPlan, PayTerms, Target

SECOND_YEAR = -8  # when the second version of the plans begins
LEFT = -4  # the month from which one who left is paid no more
# By duty: base and variable pay a month, in rupees.
PAY: dict[tuple[str, str], tuple[int, int]] = {
    (Role.KEY_MANAGER, Level.SENIOR): (210_000, 70_000),
    (Role.KEY_MANAGER, Level.JUNIOR): (96_000, 24_000),
    (Role.ACCOUNT_MANAGER, ""): (62_000, 14_000),
}
NAMES: dict[tuple[str, str], str] = {
    (Role.KEY_MANAGER, Level.SENIOR): "Senior key account managers",
    (Role.KEY_MANAGER, Level.JUNIOR): "Key account managers",
    (Role.ACCOUNT_MANAGER, ""): "Account managers",
}
# Measure: target, tolerance, weight; by duty.
GOAL = "goal"
TARGETS: dict[tuple[str, str], dict[str, tuple[str, str | None, int]]] = {
    (Role.KEY_MANAGER, Level.SENIOR): {
        "retention_rate": ("1", None, 40),
        "profit_growth": ("0.03", None, 20),
        "upsells": ("1", None, 20),
        "meetings_and_calls": ("10", None, 20),
    },
    (Role.KEY_MANAGER, Level.JUNIOR): {
        "retention_rate": ("1", None, 40),
        "upsells": ("1", None, 25),
        "meetings_and_calls": ("14", None, 25),
        GOAL: ("2", None, 10),
    },
    (Role.ACCOUNT_MANAGER, ""): {
        "outflow_rate": ("0.04", "0.20", 50),
        "upsells": ("2", None, 20),
        "meetings_and_calls": ("30", None, 30),
    },
}
NOTES = (
    "Spoke at our user evening in Pune.",
    "Gave a quote for the new brochure.",
    "Took a call from a firm that was still undecided.",
    "Let us show their site to visitors.",
)


class Pay:
    """Rows in the order in which they are stored."""

    def __init__(self, calendar: Calendar, managers: list[User], executive: User):
        self.calendar, self.managers, self.executive = calendar, managers, executive
        self.goal = Goal(
            name="References won",
            definition="Clients that recommended us to another firm in the month, with a name or a date as evidence.",
            unit=Goal.Unit.COUNT,
            better=1,
            since=calendar.first(FIRST),
        )

    def save(self) -> None:
        self.goal.save(force_insert=True)
        PayTerms.objects.bulk_create(self.terms())
        for plan, follower in self.plans():
            plan.save(force_insert=True)
            follower.follows = plan
            follower.save(force_insert=True)
            Target.objects.bulk_create([*self.targets(plan, Decimal("0.9")), *self.targets(follower, Decimal(1))])
        PayPlan.objects.update(state=PayPlan.State.ADOPTED)
        GoalValue.objects.bulk_create(self.values())

    def terms(self) -> Iterator[PayTerms]:
        for manager in self.managers:
            base, variable = PAY[manager.role, manager.level]
            raise_by = dice(f"pay {manager.email}").choice((Decimal("1.04"), Decimal("1.06"), Decimal("1.08")))
            hired, raised = self.begins(manager), self.calendar.first(SECOND_YEAR)
            left = None if manager.is_active else self.calendar.first(LEFT)
            until = raised if hired < raised else left
            yield self.paid(manager, hired, until, Decimal(base), Decimal(variable))
            if until:
                yield self.paid(manager, raised, left, base * raise_by, variable * raise_by)

    def paid(self, manager: User, since: dt.date, until: dt.date | None, base: Decimal, variable: Decimal) -> PayTerms:
        set_at = self.decided(since)
        return PayTerms(
            manager=manager, since=since, until=until, base=base, variable=variable, currency="INR",
            set_by=self.executive, set_at=set_at,
        )  # fmt: skip

    def plans(self) -> Iterator[tuple[PayPlan, PayPlan]]:
        begin, change = self.calendar.first(FIRST), self.calendar.first(SECOND_YEAR)
        for duty in TARGETS:
            yield self.plan(duty, begin, change, 1), self.plan(duty, change, None, 2)

    def plan(self, duty: tuple[str, str], since: dt.date, until: dt.date | None, version: int) -> PayPlan:
        role, level = duty
        at = self.decided(since)
        return PayPlan(
            name=NAMES[duty], role=role, level=level, since=since, until=until, version=version,
            made_by=self.executive, made_at=at, adopted_by=self.executive, adopted_at=at,
        )  # fmt: skip

    def targets(self, plan: PayPlan, ease: Decimal) -> Iterator[Target]:
        """The first year asks for a little less of what is counted."""
        for position, (measure, (value, tolerance, weight)) in enumerate(TARGETS[plan.role, plan.level].items()):
            amount = Decimal(value)
            yield Target(
                plan=plan,
                position=position,
                measure=self.goal.key if measure == GOAL else measure,
                value=amount * ease if amount > 1 else amount,
                tolerance=tolerance and Decimal(tolerance),
                weight=weight,
                cap=Decimal("1.5") if weight < 40 else Decimal("1.2"),
            )

    def values(self) -> Iterator[GoalValue]:
        """Of the key account managers, now and then none: then the measure has no value."""
        for manager in self.managers:
            rng = dice(f"references {manager.email}")
            for month in range(FIRST, 0):
                first = self.calendar.first(month)
                if manager.role == Role.KEY_MANAGER and first >= self.begins(manager) and rng.random() < 0.85:
                    yield self.value(manager, first, rng)

    def value(self, manager: User, first: dt.date, rng: Random) -> GoalValue:
        count = rng.choice((0, 1, 1, 2, 2, 3))
        entered = self.calendar.at((first + dt.timedelta(days=31)).replace(day=3), rng)
        return GoalValue(
            goal=self.goal,
            manager=manager,
            first=first,
            value=count,
            note=rng.choice(NOTES) if count else "None in this month.",
            entered_by=manager.supervisor or self.executive,
            entered_at=min(entered, self.calendar.now),
        )

    def begins(self, manager: User) -> dt.date:
        return max(self.calendar.first(FIRST), manager.date_joined.date().replace(day=1))

    def decided(self, since: dt.date) -> dt.datetime:
        return self.calendar.at(since - dt.timedelta(days=9), dice(f"plan {since}"), (11, 16))
