"""What a replay of months under another plan came to: by manager, by month, and in all."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from accounts.models import User
from kpis.catalogue import Words
from kpis.models import Month, PayPlan


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
