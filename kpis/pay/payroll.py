"""The month's pay of all whom a reader may see: who is paid what, who is not paid and why, and the sums.

A page works out the statements that it shows. What the list is ordered and added up by stands in a closed month's
statements; of an open month base, variable and adjustments are known, and the rest once everybody is worked out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q

from accounts.models import User
from accounts.models.user import MANAGER_ROLES
from kpis import stretch
from kpis.models import Figure, Month, PayTerms, Question, Statement
from kpis.pay import scorecard, statement
from kpis.pay.statement import PayStatement
from kpis.stretch import Stretch

AT_ONCE = 250  # up to so many people are worked out for the page, and all sums are there at once
NAME = "name"
WORKED_OUT = ("score", "earned", "pay")


class Entry(NamedTuple):
    """What a line is ordered and added up by. `pay` is None where it has not been worked out."""

    manager: int
    name: str
    currency: str
    base: Decimal
    variable: Decimal
    adjustments: Decimal
    score: Fraction | Decimal | None = None
    earned: Fraction | Decimal = Decimal(0)
    pay: Decimal | None = None


SORTS: dict[str, Callable[[Entry], Any]] = {
    NAME: lambda line: line.name.casefold(),
    "score": lambda line: (line.score is not None, line.score or 0),
    "base": lambda line: (line.currency, line.base),
    "variable": lambda line: (line.currency, line.variable),
    "earned": lambda line: (line.currency, line.earned),
    "adjustments": lambda line: (line.currency, line.adjustments),
    "pay": lambda line: (line.currency, line.pay),
}


@dataclass(frozen=True)
class Sum:
    """Of all paid in one currency. `pay` adds up what each is paid, so it is rounded already; None where not everybody
    has been worked out."""

    currency: str
    people: int
    base: Decimal
    variable: Decimal
    adjustments: Decimal
    pay: Decimal | None


@dataclass(frozen=True)
class Payroll:
    """`rows` are those of the page, `sums` those of all. `unpaid` are managers without pay terms in the month.
    `questions`: how many are open, by manager id."""

    month: Month
    sort: str
    rows: list[PayStatement]
    stretch: Stretch
    sums: list[Sum]
    unpaid: list[User]
    questions: dict[int, int]

    @property
    def is_added_up(self) -> bool:
        return all(found.pay is not None for found in self.sums)

    @property
    def open_questions(self) -> int:
        return sum(self.questions.values())


def people(user: User):
    """Whose pay `user` may see: managers, and those who were one while they were paid as such."""
    paid = Exists(PayTerms.objects.filter(manager=OuterRef("pk")))
    return User.objects.visible_to(user).filter(Q(role__in=MANAGER_ROLES) | Q(paid))


def of_month(month: Month, user: User, ends: dt.datetime, sort: str = NAME, begin: str = "") -> Payroll:
    """What `user` may see of the month that ends at `ends`, from line `begin` on. A fixed number of queries."""
    worked = Exists(Figure.objects.filter(month=month, manager=OuterRef("pk")))
    seen = {who.pk: who for who in people(user).annotate(was_here=Q(date_joined__lt=ends) | worked)}
    sort = sort if sort.removeprefix("-") in SORTS else NAME
    lines, made = _lines(month, seen), None
    if not month.is_closed and (len(lines) <= AT_ONCE or sort.removeprefix("-") in WORKED_OUT):
        made = statement.of(month, seen.values())
        lines = [_line(row) for row in made.values()]
    paid = {line.manager for line in lines}
    place = stretch.asked(begin, len(lines))
    shown = [line.manager for line in place.of(_sorted(lines, sort))]
    made = statement.of(month, [seen[pk] for pk in shown]) if made is None else made
    return Payroll(
        month=month,
        sort=sort,
        rows=[made[pk] for pk in shown if pk in made],
        stretch=place,
        sums=_sums(lines),
        unpaid=[
            who for pk, who in seen.items() if pk not in paid and who.is_active and who.is_manager and who.was_here
        ],
        questions=_open_questions(month, user),
    )


def everybody(month: Month, user: User, sort: str = NAME) -> list[PayStatement]:
    """All statements of the month that `user` may see, worked out."""
    made = statement.of(month, people(user))
    return [made[line.manager] for line in _sorted([_line(row) for row in made.values()], sort)]


def sums(month: Month, user: User) -> list[Sum]:
    """With everybody worked out."""
    return _sums([_line(row) for row in statement.of(month, people(user)).values()])


def _lines(month: Month, seen: Mapping[int, User]) -> list[Entry]:
    """As far as they are known without working anything out. Two queries."""
    if month.is_closed:
        kept = Statement.objects.filter(month=month, manager__in=seen)
        return [Entry(*row) for row in kept.values_list("manager", "manager__name", *Entry._fields[2:])]
    terms = PayTerms.objects.of_month(month.first).filter(manager__in=seen).order_by()
    adjusted = scorecard.adjustments(month, seen)
    return [
        Entry(pk, seen[pk].name, currency, base, variable, adjusted.get(pk, Decimal(0)))
        for pk, currency, base, variable in terms.values_list("manager", "currency", "base", "variable")
    ]


def _line(row: PayStatement) -> Entry:
    who, numbers = row.manager, (row.base, row.variable, row.adjustments, row.score, row.earned, row.pay)
    return Entry(who.pk, who.name, row.currency, *numbers)


def _sorted(lines: Iterable[Entry], sort: str) -> list[Entry]:
    found = sorted(lines, key=SORTS[NAME])
    found.sort(key=SORTS.get(sort.removeprefix("-"), SORTS[NAME]), reverse=sort.startswith("-"))
    return found


def _sums(lines: list[Entry]) -> list[Sum]:
    return [_sum(currency, lines) for currency in sorted({line.currency for line in lines})]


def _sum(currency: str, lines: list[Entry]) -> Sum:
    own = [line for line in lines if line.currency == currency]
    base, variable, adjustments = (
        sum((getattr(line, name) for line in own), Decimal(0)) for name in ("base", "variable", "adjustments")
    )
    pay = [line.pay for line in own if line.pay is not None]
    return Sum(currency, len(own), base, variable, adjustments, sum(pay, Decimal(0)) if len(pay) == len(own) else None)


def _open_questions(month: Month, user: User) -> dict[int, int]:
    waiting = Question.objects.visible_to(user).open().filter(month=month).order_by()
    return dict(waiting.values_list("manager").annotate(Count("pk")))
