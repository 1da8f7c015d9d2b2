"""The payroll register of a month: one row a manager, for the program that pays.

Headers and codes are the same in every language; amounts and rates are plain decimals with a point, rates as fractions
of 1 with 20 places. The measures' columns are those of the plans that held, in the catalogue's order, then goals.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from kpis import catalogue
from kpis.pay import payout
from kpis.pay.statement import PayLine, PayStatement

PERSON = ("month", "state", "manager", "name", "role", "level", "plan", "plan_version", "currency")
PAID = ("base", "variable", "score", "earned", "adjustments", "pay", "note")
MEASURED = ("actual", "target", "weight", "attainment", "payout", "share", "amount")


def rows(paid: Sequence[PayStatement]) -> Iterator[list[str]]:
    """Headers first."""
    measures = _measures(paid)
    yield [*PERSON, *PAID, *(f"{key}_{name}" for key in measures for name in MEASURED)]
    for row in paid:
        lines = {line.measure.key: line for line in row.lines}
        yield [*_person(row), *_paid(row), *(cell for key in measures for cell in _measured(lines.get(key)))]


def _measures(paid: Sequence[PayStatement]) -> list[str]:
    found = {line.measure.key for row in paid for line in row.lines}
    known = [key for key in catalogue.MEASURES if key in found]
    return [*known, *sorted(found - set(known), key=lambda key: (len(key), key))]


def _person(row: PayStatement) -> list[str]:
    plan = [row.plan.name, str(row.plan.version)] if row.plan else ["", ""]
    who, duty = row.manager, row.duty
    return [str(row.month), row.month.state, who.email, who.name, duty.role, duty.level, *plan, row.currency]


def _paid(row: PayStatement) -> list[str]:
    """Adjustments and pay are whole minor units: they were rounded when they arose."""
    exact = [_plain(number) for number in (row.score, row.earned)]
    whole = [f"{payout.rounded(Fraction(amount), row.currency):f}" for amount in (row.adjustments, row.pay)]
    return [f"{row.base:f}", f"{row.variable:f}", *exact, *whole, str(row.note)]


def _measured(line: PayLine | None) -> list[str]:
    """Empty where the manager's plan has no such measure, or the measure no value."""
    if line is None:
        return [""] * len(MEASURED)
    numbers = (line.actual, line.terms.target, line.weight, line.attainment, line.payout, line.share, line.amount)
    return [_plain(number) for number in numbers]


def _plain(number: Fraction | None) -> str:
    """With as many decimals as it has, at most 20."""
    if number is None:
        return ""
    text = f"{payout.shown(number):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
