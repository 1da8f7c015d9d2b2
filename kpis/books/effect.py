"""What an adjustment does: each figure before and after, and how that comes to the money."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from urllib.parse import urlencode

from django.urls import reverse

from accounts.models import User
from kpis.books.differences import number
from kpis.measure import Measure, Words
from kpis.models import Adjustment, Edition, Month
from kpis.pay import restated
from kpis.pay.scorecard import Line, Scorecard
from kpis.rows import Cell


@dataclass(frozen=True)
class Moved:
    """One figure, as granted and as the facts say. The addresses are those of the two proofs."""

    label: Words
    before: Cell
    after: Cell
    reported_url: str
    restated_url: str


@dataclass(frozen=True)
class Step:
    """One line of the pay plan under both tellings."""

    label: Words
    before: Line
    after: Line
    amount_before: Fraction | None
    amount_after: Fraction | None


@dataclass(frozen=True)
class OnPay:
    """Both scorecards, and the lines that moved."""

    before: Scorecard
    after: Scorecard
    steps: list[Step]


def figures(adjustment: Adjustment, measures: dict[str, Measure]) -> list[Moved]:
    return [_moved(adjustment, change, measures) for change in adjustment.changes if change["measure"] in measures]


def _moved(adjustment: Adjustment, change: dict, measures: dict[str, Measure]) -> Moved:
    key = change["measure"]
    proof = reverse("kpis:proof", args=[adjustment.month_id, str(adjustment.manager_id), key])
    query = urlencode({"edition": Edition.CURRENT.value})
    before, after = _cell(key, change["before"]), _cell(key, change["after"])
    return Moved(measures[key].label, before, after, proof, f"{proof}?{query}")


def _cell(key: str, cell: dict | None) -> Cell:
    if cell is None:
        return Cell(key, None)
    value, numerator, denominator = (number(cell[name]) for name in ("value", "numerator", "denominator"))
    return Cell(key, value, numerator, denominator, cell["unit"], cell["reason"])


def on_pay(adjustment: Adjustment) -> OnPay | None:
    """How the plan comes from one pay to the other. None once it is decided, and where nothing is paid: the facts
    move on, and only the money that was decided on stays."""
    if not adjustment.is_waiting or adjustment.pay_after is None:
        return None
    cards = [
        restated.of(adjustment.month, [adjustment.manager_id], edition).get(adjustment.manager_id)
        for edition in (Edition.REPORTED, Edition.CURRENT)
    ]
    before, after = cards
    if before is None or after is None or after.pay != adjustment.pay_after:  # it is about to be looked at again
        return None
    pairs = zip(before.lines, after.lines, strict=True)
    steps = [Step(was.measure.label, was, now, before.amount(was), after.amount(now)) for was, now in pairs]
    return OnPay(before, after, [step for step in steps if step.amount_before != step.amount_after])


@dataclass(frozen=True)
class OfStatement:
    """A frozen statement beside what it would be today, and the adjustments that lie between, the newest first."""

    pay: Decimal
    currency: str
    adjustments: list[Adjustment]


def of_statement(month: Month, manager: User) -> OfStatement | None:
    """None where the month is not closed, or nothing came late that touches this pay."""
    if not month.is_closed:
        return None
    adjustments = list(Adjustment.objects.filter(month=month, manager=manager).select_related("decided_by"))
    card = restated.of(month, [manager.pk], Edition.CURRENT).get(manager.pk) if adjustments else None
    return OfStatement(card.pay, card.terms.currency, adjustments) if card else None
