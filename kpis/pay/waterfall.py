"""From base pay to pay, step by step: what the chart draws and the table below it lists."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from kpis.pay import words
from kpis.pay.statement import PayStatement
from pages.formats import numbers


@dataclass(frozen=True)
class Step:
    """`amount` is added to what came before and makes `total`; of base and pay both are the same."""

    label: str
    amount: Fraction
    total: Fraction
    is_sum: bool = False


def steps(statement: PayStatement) -> list[Step]:
    found = [Step(_("Base pay"), Fraction(statement.base), Fraction(statement.base), is_sum=True)]
    for label, amount in _added(statement):
        found.append(Step(label, amount, found[-1].total + amount))
    pay = Fraction(statement.pay)
    return [*found, Step(_("Pay"), pay, pay, is_sum=True)]


def _added(statement: PayStatement) -> list[tuple[str, Fraction]]:
    if statement.score is None:
        added = [(_("Variable pay, at target"), statement.earned)]
    else:
        added = [(str(line.measure.label), line.amount) for line in statement.lines if line.amount is not None]
    adjustments = Fraction(statement.adjustments)
    return [*added, (_("Adjustments"), adjustments)] if adjustments else added


def chart(statement: PayStatement) -> dict[str, object]:
    """Numbers as plain floats: they only decide where a bar is drawn. Labels carry the exact words."""
    found = steps(statement)
    return {
        "labels": [step.label for step in found],
        "from": [0.0 if step.is_sum else float(step.total - step.amount) for step in found],
        "to": [float(step.total) for step in found],
        "amounts": [words.money(step.amount, statement.currency) for step in found],
        "totals": [words.money(step.total, statement.currency) for step in found],
        "sums": [step.is_sum for step in found],
        "target": float(statement.at_target),
        "target_label": _("At target %(amount)s") % {"amount": words.money(statement.at_target, statement.currency)},
        "locale": numbers.locale(statement.currency).replace("_", "-"),
    }
