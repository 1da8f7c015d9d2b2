"""The steps from a figure to its pay in sentences, with their numbers, in the reader's language.

Percentages are shown with at most two decimals and money to its minor unit; what is calculated with is exact.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from babel.numbers import format_percent
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Level, Role
from kpis import catalogue
from kpis.models import Closing, Statement
from kpis.pay import payout, scorecard
from kpis.pay.statement import PayLine, PayStatement
from pages.formats import numbers


def percent(fraction: Fraction | Decimal | int) -> str:
    """95 %, 97.17 %: as many decimals as it has, at most two."""
    text = format_percent(_decimal(fraction), format="#,##0.##%", locale=numbers.locale())
    return text.replace("-", "−", 1)


def _decimal(number: Fraction | Decimal | int) -> Decimal:
    return payout.shown(Fraction(number)) or Decimal(0)


def percent_or_dash(fraction: Fraction | Decimal | None) -> str:
    return "–" if fraction is None else percent(fraction)


def money(amount: Fraction | Decimal | int, currency: str) -> str:
    return numbers.money(payout.rounded(Fraction(amount), currency), currency).replace("-", "−", 1)


def plain(number: Fraction | Decimal) -> str:
    """A count or a weight: 40, 12.5."""
    return numbers.number(_decimal(number)).replace("-", "−", 1)


def quantity(line: PayLine, number: Fraction | Decimal) -> str:
    """In the measure's own unit."""
    if line.measure.unit == catalogue.RATE:
        return percent(number)
    if line.measure.unit == catalogue.MONEY and line.currency:
        return money(number, line.currency)
    return plain(number)


def counted(line: PayLine) -> str:
    """What stands beside a rate: “12 of 13”, or the two amounts of a growth."""
    if line.measure.of is None or line.numerator is None or line.denominator is None:
        return ""
    if line.measure.growth:
        now, then = (_amount(line, number) for number in (line.numerator, line.denominator))
        return _("%(now)s against %(then)s") % {"now": now, "then": then}
    return _("%(part)s of %(whole)s") % {"part": plain(line.numerator), "whole": plain(line.denominator)}


def _amount(line: PayLine, number: Decimal) -> str:
    return money(number, line.currency) if line.currency else plain(number)


def why_no_value(line: PayLine | scorecard.Line) -> str:
    return str(catalogue.NO_VALUE.get(line.reason) or _("no figure was kept for this month"))


def steps(line: PayLine, statement: PayStatement) -> list[str]:
    """From the figure to the money, sentence by sentence."""
    actual, attainment, paid = line.actual, line.attainment, line.payout
    if actual is None or attainment is None or paid is None:
        return _without_value(line, statement)
    return [
        _attained(line, actual, attainment),
        _paid(line, attainment, paid),
        _weighed(line, statement),
        _brought(line, statement, paid),
    ]


def _without_value(line: PayLine, statement: PayStatement) -> list[str]:
    said = [_("%(measure)s has no value: %(why)s.") % {"measure": line.measure.label, "why": why_no_value(line)}]
    if statement.score is not None:
        said.append(
            _("Its weight of %(weight)s was handed on to the other measures in proportion, so it neither brings nor"
              " costs anything.")
            % {"weight": plain(line.weight)}
        )  # fmt: skip
    return said


def _attained(line: PayLine, actual: Fraction, attainment: Fraction) -> str:
    said = {
        "measure": line.measure.label,
        "actual": quantity(line, actual),
        "beside": f" ({beside})" if (beside := counted(line)) else "",
        "target": quantity(line, line.terms.target),
        "attainment": percent(attainment),
        "full": percent(1),
        "nothing": percent(0),
    }
    if line.terms.tolerance is None:
        return (
            _("%(measure)s %(actual)s%(beside)s against a target of %(target)s is an attainment of %(attainment)s.")
            % said
        )
    return _(
        "%(measure)s %(actual)s%(beside)s: less is better. The target of %(target)s counts as %(full)s, the tolerance"
        " of %(tolerance)s as %(nothing)s, and what lies between in proportion, so this is an attainment of"
        " %(attainment)s."
    ) % {**said, "tolerance": quantity(line, line.terms.tolerance)}


def _paid(line: PayLine, attainment: Fraction, paid: Fraction) -> str:
    """Which part of the payout curve it lies on."""
    terms, said = line.terms, {
        "attainment": percent(attainment), "payout": percent(paid),
        "threshold": percent(line.terms.threshold), "cap": percent(line.terms.cap),
        "accelerator": plain(line.terms.accelerator), "full": percent(1), "nothing": percent(0),
    }  # fmt: skip
    if attainment < terms.threshold:
        return _("Below %(threshold)s nothing is paid, so it pays %(nothing)s.") % said
    if attainment < 1:
        return _("From %(threshold)s to %(full)s the payout grows evenly, so it pays %(payout)s.") % said
    if attainment == 1 or not terms.accelerator:
        return _("Reaching the target pays in full: %(payout)s.") % said
    if paid >= terms.cap:
        return _("Above the target it pays more, but never more than %(cap)s: it pays %(payout)s.") % said
    return _("Above the target each further percent counts %(accelerator)s times, so it pays %(payout)s.") % said


def _weighed(line: PayLine, statement: PayStatement) -> str:
    said = {"weight": plain(line.weight), "share": percent(line.share or 0), "all": plain(statement.weights)}
    missing = [str(without.measure.label) for without in statement.without_value if without.weight]
    if not missing:
        return _("Its weight of %(weight)s out of %(all)s is %(share)s of the score.") % said
    return ngettext(
        "Its weight of %(weight)s is %(share)s of the score, because “%(missing)s” had no value and handed its weight"
        " on.",
        "Its weight of %(weight)s is %(share)s of the score, because %(missing)s had no value and handed their weight"
        " on.",
        len(missing),
    ) % {**said, "missing": missing[0] if len(missing) == 1 else ", ".join(f"“{name}”" for name in missing)}


def _brought(line: PayLine, statement: PayStatement, paid: Fraction) -> str:
    return _("%(share)s × %(payout)s of the variable pay of %(variable)s brings %(amount)s.") % {
        "share": percent(line.share or 0),
        "payout": percent(paid),
        "variable": money(statement.variable, statement.currency),
        "amount": money(line.amount or 0, statement.currency),
    }


def notes(statement: PayStatement) -> list[str]:
    """What holds for the statement as a whole."""
    said = [str(Statement.Note(statement.note).label)] if statement.note else []
    if statement.duty.changed:
        changed = _("The role changed in this month. The one held when it began counts for all of it: %(role)s.")
        said.append(changed % {"role": duty(statement)})
    return said


def duty(statement: PayStatement) -> str:
    """The role that counts, with its level."""
    role, level = statement.duty.role, statement.duty.level
    return f"{Role(role).label}, {Level(level).label}" if level else str(Role(role).label)


def rounding() -> str:
    return _(
        "Percentages are shown with two decimals and amounts to the smallest coin, but calculated exactly. Only the pay"
        " itself is rounded, once, half up."
    )


def closed(closing: Closing) -> str:
    return _("Closed %(moment)s by %(name)s: these numbers stay as they are.") % {
        "moment": numbers.moment(closing.closed_at),
        "name": closing.closed_by,
    }
