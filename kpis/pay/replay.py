"""The last twelve months under another plan: what it would have cost, who would have gained and who would have lost.

Reads figures and statements and writes nothing. Adjustments are left out on both sides: no plan moves them.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from accounts.models import User
from accounts.models.company import CompanyRules
from kpis.catalogue import Words
from kpis.models import Month, PayPlan, PayTerms
from kpis.pay import payout, plans, scorecard, statement, words
from kpis.pay.plans import Duty

MONTHS = 12


@dataclass(frozen=True)
class Pair:
    """One amount as it was and as it would have been, in one currency."""

    currency: str
    before: Decimal = Decimal(0)
    after: Decimal = Decimal(0)

    @property
    def difference(self) -> Decimal:
        return self.after - self.before

    def __add__(self, other: Pair) -> Pair:
        return Pair(self.currency, self.before + other.before, self.after + other.after)


@dataclass(frozen=True)
class Case:
    """One manager's month. A score is None where nothing had a value or no plan held: paid at target."""

    manager: User
    first: dt.date
    pay: Pair
    score_before: Fraction | None
    score_after: Fraction | None
    missing: list[tuple[Words, str]] = field(default_factory=list)  # measures without a value, and why


@dataclass(frozen=True)
class Of:
    """All cases of a manager, or of a month: one sum for each currency."""

    cases: list[Case]

    @cached_property
    def sums(self) -> list[Pair]:
        return sums(self.cases)

    @property
    def manager(self) -> User:
        return self.cases[0].manager

    @property
    def first(self) -> dt.date:
        return self.cases[0].first

    @cached_property
    def score_before(self) -> Fraction | None:
        return _mean(case.score_before for case in self.cases)

    @cached_property
    def score_after(self) -> Fraction | None:
        return _mean(case.score_after for case in self.cases)

    @property
    def difference(self) -> Decimal:
        """Across currencies only to put in order."""
        return sum((pair.difference for pair in self.sums), Decimal(0))


@dataclass(frozen=True)
class Replay:
    plan: PayPlan
    months: list[Month]
    cases: list[Case]

    @cached_property
    def sums(self) -> list[Pair]:
        return sums(self.cases)

    @cached_property
    def by_month(self) -> list[Of]:
        return [Of(cases) for _first, cases in sorted(_grouped(self.cases, lambda case: case.first).items())]

    @cached_property
    def by_manager(self) -> list[Of]:
        """Who loses most stands first."""
        found = [Of(cases) for cases in _grouped(self.cases, lambda case: case.manager.pk).values()]
        return sorted(found, key=lambda of: (of.difference, of.manager.name, of.manager.pk))

    @property
    def gain(self) -> int:
        return sum(of.difference > 0 for of in self.by_manager)

    @property
    def lose(self) -> int:
        return sum(of.difference < 0 for of in self.by_manager)

    @property
    def same(self) -> int:
        return len(self.by_manager) - self.gain - self.lose

    @property
    def without_cases(self) -> list[Month]:
        """Months in which nobody would have come under the plan."""
        covered = {case.first for case in self.cases}
        return [month for month in self.months if month.first not in covered]

    @cached_property
    def missing(self) -> list[tuple[Words, str, int]]:
        """Measure, why it had no value, in how many of the cases; the most frequent first."""
        counted = Counter((label, why) for case in self.cases for label, why in case.missing)
        return [(label, why, count) for (label, why), count in counted.most_common()]


def of(plan: PayPlan, running: dt.date, rules: CompanyRules) -> Replay:
    """Over the last months that are over and have figures. A fixed number of queries a month."""
    kept = Month.objects.filter(computed_at__isnull=False, over=True, first__lt=running).order_by("-first")
    months = list(kept[:MONTHS])[::-1]
    return Replay(plan, months, [case for month in months for case in _cases(plan, month, rules)])


def _cases(plan: PayPlan, month: Month, rules: CompanyRules) -> list[Case]:
    people = _people(plan, month, rules)
    paid = statement.of(month, people)
    return [
        _case(month, paid[pk], card) for pk, card in scorecard.of(month, people, plan=plan).items() if pk in paid
    ]  # fmt: skip


def _people(plan: PayPlan, month: Month, rules: CompanyRules) -> list[User]:
    """Those paid in the month for whom the plan would have held: nothing more special did."""
    paid = PayTerms.objects.of_month(month.first).values("manager")
    people = {person.pk: person for person in User.objects.filter(pk__in=paid).order_by("name", "pk")}
    duties = plans.duties(month, people, rules)
    held = plans.in_force(month, duties)
    return [person for pk, person in people.items() if _holds(plan, pk, duties[pk], held.get(pk))]


def _holds(plan: PayPlan, manager: int, duty: Duty, other: PayPlan | None) -> bool:
    if plan.manager_id:
        return plan.manager_id == manager
    if plan.role != duty.role or plan.level not in ("", duty.level):
        return False
    return other is None or not (other.manager_id or (other.level and not plan.level))


def _case(month: Month, paid: statement.PayStatement, card: scorecard.Scorecard) -> Case:
    base = Fraction(card.terms.base)
    before = payout.rounded(Fraction(paid.base) + paid.earned, paid.currency)
    after = payout.rounded(base + card.earned, card.terms.currency)
    lines = statement.worked_out(card).without_value
    return Case(
        manager=card.manager,
        first=month.first,
        pay=Pair(card.terms.currency, before, after),
        score_before=paid.score,
        score_after=card.score,
        missing=[(line.measure.label, words.why_no_value(line)) for line in lines],
    )


def sums(cases: Iterable[Case]) -> list[Pair]:
    """One for each currency."""
    found: dict[str, Pair] = {}
    for case in cases:
        pair = case.pay
        found[pair.currency] = found.get(pair.currency, Pair(pair.currency)) + pair
    return [found[currency] for currency in sorted(found)]


def _mean(scores: Iterable[Fraction | None]) -> Fraction | None:
    kept = [score for score in scores if score is not None]
    return sum(kept, Fraction(0)) / len(kept) if kept else None


def _grouped(cases: Iterable[Case], key) -> dict:
    groups: dict = {}
    for case in cases:
        groups.setdefault(key(case), []).append(case)
    return groups
