"""The month's pay of all whom a reader may see: who is paid what, who is not paid and why, and the sums."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from accounts.models import User
from accounts.models.user import MANAGER_ROLES
from kpis.models import Figure, Month, PayTerms, Question
from kpis.pay import statement
from kpis.pay.statement import PayStatement

NAME = "name"
SORTS: dict[str, Callable[[PayStatement], Any]] = {
    NAME: lambda row: row.manager.name.casefold(),
    "score": lambda row: (row.score is not None, row.score or 0),
    "base": lambda row: (row.currency, row.base),
    "variable": lambda row: (row.currency, row.variable),
    "earned": lambda row: (row.currency, row.earned),
    "adjustments": lambda row: (row.currency, row.adjustments),
    "pay": lambda row: (row.currency, row.pay),
}


@dataclass(frozen=True)
class Sum:
    """Of all paid in one currency. Pay adds up what each is paid, so it is rounded already."""

    currency: str
    people: int
    base: Decimal
    variable: Decimal
    adjustments: Decimal
    pay: Decimal


@dataclass(frozen=True)
class Payroll:
    """`unpaid` are managers without pay terms in the month. `questions`: how many are open, by manager id."""

    month: Month
    sort: str
    rows: list[PayStatement]
    unpaid: list[User]
    questions: dict[int, int]

    @property
    def sums(self) -> list[Sum]:
        return [self._sum(currency) for currency in sorted({row.currency for row in self.rows})]

    @property
    def open_questions(self) -> int:
        return sum(self.questions.values())

    def _sum(self, currency: str) -> Sum:
        rows = [row for row in self.rows if row.currency == currency]
        columns = (sum((getattr(row, name) for row in rows), Decimal(0)) for name in SUMMED)
        return Sum(currency, len(rows), *columns)


SUMMED = ("base", "variable", "adjustments", "pay")


def people(user: User):
    """Whose pay `user` may see: managers, and those who were one while they were paid as such."""
    paid = Exists(PayTerms.objects.filter(manager=OuterRef("pk")))
    return User.objects.visible_to(user).filter(Q(role__in=MANAGER_ROLES) | Q(paid))


def of_month(month: Month, user: User, ends: dt.datetime, sort: str = NAME) -> Payroll:
    """What `user` may see of the month that ends at `ends`. A fixed number of queries."""
    worked = Exists(Figure.objects.filter(month=month, manager=OuterRef("pk")))
    seen = list(people(user).annotate(was_here=Q(date_joined__lt=ends) | worked))
    found = statement.of(month, seen)
    sort = sort if sort.removeprefix("-") in SORTS else NAME
    rows = sorted(found.values(), key=SORTS[NAME])
    rows.sort(key=SORTS[sort.removeprefix("-")], reverse=sort.startswith("-"))
    return Payroll(
        month=month,
        sort=sort,
        rows=rows,
        unpaid=[who for who in seen if who.pk not in found and who.is_active and who.is_manager and who.was_here],
        questions=_open_questions(month, user),
    )


def _open_questions(month: Month, user: User) -> dict[int, int]:
    waiting = Question.objects.visible_to(user).open().filter(month=month).order_by()
    return dict(waiting.values_list("manager").annotate(Count("pk")))
