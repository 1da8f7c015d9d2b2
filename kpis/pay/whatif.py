"""What a month would pay if the figures were others: arithmetic on the scorecard, which writes nothing.

Clients that are thought to stay or go change the measures that count the opening base. Of every other measure one
thinks of another value, or of other counts that a rate is divided of.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from clients.models import Client
from kpis.models import Figure, Standing
from kpis.pay import statement
from kpis.pay.scorecard import Line, Scorecard
from kpis.pay.statement import PayLine, PayStatement

KEPT = ("kept", "retention_rate")
LOST = ("lost", "outflow_rate")
OF_THE_BASE = (*KEPT, *LOST)


@dataclass(frozen=True)
class Changed:
    """A value thought of. A rate may come with what it is divided of."""

    value: Fraction
    numerator: Decimal | None = None
    denominator: Decimal | None = None


@dataclass(frozen=True)
class Book:
    """The opening base: each client's name by id, and who of them is still open or lost as the facts stand."""

    names: dict[int, str]
    open: frozenset[int]
    lost: frozenset[int]

    @property
    def kept(self) -> frozenset[int]:
        """Those who count as kept now: retained, or still open."""
        return frozenset(self.names) - self.lost


def book(card: Scorecard) -> Book:
    """Two queries. Empty where no line of the plan counts the base."""
    if not any(line.measure.key in OF_THE_BASE for line in card.lines):
        return Book({}, frozenset(), frozenset())
    standings = Standing.objects.current().filter(month=card.month, accountable=card.manager, at_opening=True)
    outcomes = dict(standings.values_list("client", "outcome"))
    names = dict(Client.objects.filter(pk__in=outcomes).order_by("name", "pk").values_list("pk", "name"))
    return Book(
        names,
        frozenset(pk for pk, outcome in outcomes.items() if outcome == Standing.Outcome.PENDING),
        frozenset(pk for pk, outcome in outcomes.items() if outcome == Standing.Outcome.LOST),
    )


def of_base(book: Book, kept: Collection[int]) -> dict[str, Changed]:
    """The measures of the base, were exactly these of its clients kept."""
    base = len(book.names)
    if not base:
        return {}
    stay = len(frozenset(kept) & frozenset(book.names))
    found: dict[str, Changed] = {}
    for (count, rate), number in ((KEPT, stay), (LOST, base - stay)):
        found[count] = Changed(Fraction(number))
        found[rate] = Changed(Fraction(number, base), Decimal(number), Decimal(base))
    return found


def plain(value: Decimal) -> Changed:
    return Changed(Fraction(value), value)


def growth(now: Decimal, then: Decimal) -> Changed:
    return Changed((Fraction(now) - Fraction(then)) / abs(Fraction(then)), now, then)


def ratio(part: Decimal, whole: Decimal) -> Changed:
    return Changed(Fraction(part) / Fraction(whole), part, whole)


def imagined(card: Scorecard, changes: Mapping[str, Changed]) -> Scorecard:
    """The scorecard, were these the figures; measures not named stay as they are."""
    met = [_changed(line, changes.get(line.measure.key), card) for line in card.lines]
    total = sum((line.weight for line in met if line.actual is not None), Fraction(0))
    lines = [replace(line, share=line.weight / total if total and line.actual is not None else None) for line in met]
    return replace(card, lines=lines)


def _changed(line: Line, change: Changed | None, card: Scorecard) -> Line:
    if change is None:
        return line
    unit = line.figure.unit if line.figure else ""
    figure = Figure(
        month=card.month, manager=card.manager, measure=line.measure.key, unit=unit,
        numerator=change.numerator, denominator=change.denominator,
    )  # fmt: skip
    return replace(line, actual=change.value, figure=figure)


@dataclass(frozen=True)
class Compared:
    """One line now and then, and what the change brings on this line."""

    now: PayLine
    then: PayLine

    @property
    def gain(self) -> Fraction:
        return (self.then.amount or Fraction(0)) - (self.now.amount or Fraction(0))

    @property
    def is_changed(self) -> bool:
        return self.now.actual != self.then.actual


@dataclass(frozen=True)
class WhatIf:
    now: PayStatement
    then: PayStatement

    @property
    def lines(self) -> list[Compared]:
        return [Compared(now, then) for now, then in zip(self.now.lines, self.then.lines, strict=True)]

    @property
    def gain(self) -> Decimal:
        """Of the pay, both rounded."""
        return self.then.pay - self.now.pay


def compare(card: Scorecard, changes: Mapping[str, Changed]) -> WhatIf:
    return WhatIf(statement.worked_out(card), statement.worked_out(imagined(card, changes)))
