"""A manager's pay of a month as every page, paper and file reads it.

Of an open month it is worked out from the figures when somebody looks; of a closed month it is what closing froze,
number by number, and nothing is computed again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from accounts.models import User
from kpis import goals
from kpis.catalogue import Measure
from kpis.models import Month, PayPlan, Statement, StatementLine
from kpis.pay import payout, plans, scorecard
from kpis.pay.plans import Duty
from kpis.pay.scorecard import Measures, Scorecard

Note = Statement.Note


@dataclass(frozen=True)
class PayLine:
    """One measure with every number of its way to the money. `currency` is that of a figure in money.

    Where the figure has no value, `reason` says why, and what follows from it is None.
    """

    measure: Measure
    currency: str
    actual: Fraction | None
    numerator: Decimal | None
    denominator: Decimal | None
    reason: str
    terms: payout.Terms
    weight: Fraction
    attainment: Fraction | None
    payout: Fraction | None
    share: Fraction | None
    amount: Fraction | None


@dataclass(frozen=True)
class PayStatement:
    """pay = base + earned + adjustments, where earned = variable × score. Only `pay` is rounded."""

    month: Month
    manager: User
    plan: PayPlan | None
    duty: Duty
    currency: str
    base: Decimal
    variable: Decimal
    score: Fraction | None
    earned: Fraction
    adjustments: Decimal
    pay: Decimal
    note: str
    lines: list[PayLine] = field(default_factory=list)

    @property
    def without_value(self) -> list[PayLine]:
        """The lines that handed their weight on to the others."""
        return [line for line in self.lines if line.actual is None]

    @property
    def weights(self) -> Fraction:
        return sum((line.weight for line in self.lines), Fraction(0))

    @property
    def at_target(self) -> Decimal:
        """What a score of exactly 100 % pays."""
        return self.base + self.variable


def of(month: Month, managers: Collection[User]) -> dict[int, PayStatement]:
    """By manager id, of those who are paid in the month. A fixed number of queries, however many managers."""
    if month.state == Month.State.CLOSED:
        return _frozen(month, managers)
    return {pk: worked_out(card) for pk, card in scorecard.of(month, managers).items()}


def worked_out(card: Scorecard) -> PayStatement:
    return PayStatement(
        month=card.month,
        manager=card.manager,
        plan=card.plan,
        duty=card.duty,
        currency=card.terms.currency,
        base=card.terms.base,
        variable=card.terms.variable,
        score=card.score,
        earned=card.earned,
        adjustments=card.adjustments,
        pay=card.pay,
        note=card.note,
        lines=[_line_of(card, line) for line in card.lines],
    )


def _line_of(card: Scorecard, line: scorecard.Line) -> PayLine:
    return PayLine(
        measure=line.measure,
        currency=line.figure.unit if line.figure and line.actual is not None else "",
        actual=line.actual,
        numerator=line.figure.numerator if line.figure else None,
        denominator=line.figure.denominator if line.figure else None,
        reason="" if line.actual is not None else line.reason,
        terms=line.terms,
        weight=line.weight,
        attainment=line.attainment,
        payout=line.payout,
        share=line.share,
        amount=card.amount(line),
    )


def _frozen(month: Month, managers: Iterable[User]) -> dict[int, PayStatement]:
    """What closing wrote down. That the role changed in the month is told by who had which role when."""
    people = {manager.pk: manager for manager in managers}
    rows = Statement.objects.filter(month=month, manager__in=people).select_related("plan", "month")
    kept = list(rows.prefetch_related("lines"))
    duties = plans.duties(month, [row.manager_id for row in kept])
    measures = goals.measures()
    return {row.manager_id: _stored(row, people[row.manager_id], duties[row.manager_id], measures) for row in kept}


def _stored(row: Statement, manager: User, duty: Duty, measures: Measures) -> PayStatement:
    return PayStatement(
        month=row.month,
        manager=manager,
        plan=row.plan,
        duty=Duty(row.role, row.level, duty.changed),
        currency=row.currency,
        base=row.base,
        variable=row.variable,
        score=_fraction(row.score),
        earned=Fraction(row.earned),
        adjustments=row.adjustments,
        pay=row.pay,
        note=row.note,
        lines=[_stored_line(line, measures[line.measure]) for line in row.lines.all()],
    )


def _stored_line(line: StatementLine, measure: Measure) -> PayLine:
    return PayLine(
        measure=measure,
        currency="" if line.reason else line.unit,
        actual=None if line.reason else _fraction(line.value),
        numerator=line.numerator,
        denominator=line.denominator,
        reason=line.reason,
        terms=payout.Terms(
            target=Fraction(line.target),
            threshold=Fraction(line.threshold),
            cap=Fraction(line.cap),
            accelerator=Fraction(line.accelerator),
            tolerance=_fraction(line.tolerance),
        ),
        weight=Fraction(line.weight),
        attainment=_fraction(line.attainment),
        payout=_fraction(line.payout),
        share=_fraction(line.share),
        amount=_fraction(line.amount),
    )


def _fraction(number: Decimal | None) -> Fraction | None:
    return None if number is None else Fraction(number)
