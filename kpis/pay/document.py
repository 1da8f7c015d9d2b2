"""A pay statement as a PDF for printing and keeping: the page's own numbers and words on A4.

The font is a package, so that it looks the same on every machine, in English and Hindi. Texts that people typed reach
the typesetter as data, never as markup, and no longer than CLIP, so that its work is bounded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kpis.models import Adjustment, Closing
from kpis.pay import words
from kpis.pay.statement import PayLine, PayStatement
from pages.formats import numbers
from pages.paper import clipped, typeset

TEMPLATE = Path(__file__).with_name("statement.typ")


def pdf(
    statement: PayStatement,
    closing: Closing | None,
    adjustments: Iterable[Adjustment],
    *,
    company: str,
    at: dt.datetime,
) -> bytes:
    """PDF/UA, so that a screen reader finds its way. Of a closed month the same bytes at any time."""
    made = closing.closed_at if closing else at
    return typeset(TEMPLATE, contents(statement, closing, list(adjustments), company, made), made)


def contents(
    statement: PayStatement, closing: Closing | None, adjustments: list[Adjustment], company: str, made: dt.datetime
) -> dict[str, object]:
    """All that the paper says, as texts."""
    month, who = numbers.month(statement.month.first), clipped(str(statement.manager))
    return {
        "language": (get_language() or "en")[:2],
        "title": _("Pay of %(name)s, %(month)s") % {"name": who, "month": month},
        "company": clipped(company),
        "heading": who,
        "about": [month, words.duty(statement), *_plan(statement)],
        "preliminary": "" if closing else _preliminary(statement, made),
        "footer": _("Pay of %(name)s, %(month)s") % {"name": who, "month": month},
        "sum": _sum(statement),
        "pay": {"label": _("Pay"), "amount": words.money(statement.pay, statement.currency)},
        "notes": words.notes(statement),
        "lines": [_line(line, statement) for line in statement.lines],
        "adjustments": [_adjustment(adjustment, statement.currency) for adjustment in adjustments],
        "adjustment-heads": [_("Month"), _("Why"), _("Accepted"), _("Amount")],
        "rounding": words.rounding() + " " + _("A bar is the payout as a part of the most that its line can pay."),
        "closed": words.closed(closing) if closing else "",
        "seal": closing.seal if closing else "",
        "words": {
            "step": _("Step"),
            "amount": _("Amount"),
            "lines": _("Line by line"),
            "adjustments": _("Adjustments for earlier months"),
            "seal": _("Seal"),
        },
    }


def _plan(statement: PayStatement) -> list[str]:
    if statement.plan is None:
        return []
    version = _("version %(version)s") % {"version": statement.plan.version}
    return [f"{clipped(statement.plan.name)}, {version}"]


def _preliminary(statement: PayStatement, made: dt.datetime) -> str:
    if statement.month.over:
        return _("Preliminary: the month is not closed, so this may still change.")
    return _("Preliminary: the month still runs. As it stood on %(moment)s.") % {"moment": numbers.moment(made)}


def _sum(statement: PayStatement) -> list[dict[str, str]]:
    variable, currency = words.money(statement.variable, statement.currency), statement.currency
    scored = _("%(variable)s × score %(score)s")
    said = {"variable": variable, "score": words.percent_or_dash(statement.score)}
    how = _("at target") if statement.score is None else scored % said
    rows: list[tuple[str, str, Fraction | Decimal]] = [
        (_("Base pay"), "", statement.base),
        (_("Variable pay"), how, statement.earned),
        (_("Adjustments"), "", statement.adjustments),
    ]
    return [{"label": label, "note": note, "amount": words.money(amount, currency)} for label, note, amount in rows]


def _line(line: PayLine, statement: PayStatement) -> dict[str, object]:
    """`width`: the bar's, in percent of the payout's cap."""
    beside = f" ({said})" if (said := words.counted(line)) else ""
    actual = _("no value") if line.actual is None else words.quantity(line, line.actual) + beside
    shown = [
        (_("Actual"), actual),
        (_("Target"), words.quantity(line, line.terms.target)),
        (_("Attainment"), words.percent_or_dash(line.attainment)),
        (_("Payout"), words.percent_or_dash(line.payout)),
        (_("Weight"), words.plain(line.weight)),
        (_("Share of the score"), words.percent_or_dash(line.share)),
    ]
    return {
        "label": clipped(str(line.measure.label)),
        "amount": "–" if line.amount is None else words.money(line.amount, statement.currency),
        "numbers": [{"label": label, "value": value} for label, value in shown],
        "width": float(line.payout / line.terms.cap * 100) if line.payout is not None else 0,
        "words": " ".join(words.steps(line, statement)),
    }


def _adjustment(adjustment: Adjustment, currency: str) -> list[str]:
    decided = f"{adjustment.decided_by}, {numbers.day(adjustment.decided_at)}" if adjustment.decided_at else ""
    return [
        numbers.month(adjustment.month_id),
        clipped(adjustment.reason) or _("Facts entered after the month was closed"),
        clipped(decided),
        words.money(adjustment.amount, currency),
    ]
