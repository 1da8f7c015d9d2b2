"""Figures as readers see them: each number a link to its proof, each percentage with its count."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from babel.numbers import format_decimal
from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _

from kpis import catalogue
from kpis.models import GoalValue
from kpis.rows import Cell, Row
from pages.formats import numbers

register = template.Library()
GROWTH = "profit_growth"
NOISE_BELOW = 10  # a rate of fewer clients is nearly all noise: it is never compared


@register.simple_tag
def figure(row: Row, measure: str) -> str:
    """The number as a link to its proof; a dash where the row has none."""
    cell = row.get(measure) if row else None
    if cell is None:
        return "–"
    return format_html('<a class="figure" href="{}">{}</a>', row.proof_of(measure), short(cell))


@register.simple_tag
def figure_cell(row: Row, measure: str) -> str:
    """The same in a table: a count beside a rate, a reason only where one asks for it, a zero in the background."""
    cell = row.get(measure)
    if cell is None:
        return "–"
    css, note = "figure" if cell.value else "figure figure-zero", beside(cell)
    number = format_html('<a class="{}" href="{}">{}</a>', css, row.proof_of(measure), short(cell))
    if cell.reason:
        return format_html('<span title="{}">{}<span class="visually-hidden">: {}</span></span>', note, number, note)
    return format_html('{} <span class="figure-of">{}</span>', number, note) if note else number


@register.simple_tag
def figure_note(row: Row, measure: str) -> str:
    """What belongs beside the number: “2 of 3” beside a rate, the reason where there is no value."""
    cell = row.get(measure) if row else None
    return beside(cell) if cell else ""


@register.filter
def short(cell: Cell) -> str:
    """For tables and tiles: money without decimals, percentages with one."""
    if cell.value is None:
        return _("n/a")
    if cell.kind == catalogue.MONEY:
        return _minus(numbers.money(cell.value, cell.unit, 0))
    if cell.kind == catalogue.RATE:
        return _percent(cell.measure, cell.value, 1)
    return numbers.number(cell.value, 0)


@register.filter
def exact(cell: Cell) -> str:
    """For the proof page: money to its minor unit, percentages with two decimals."""
    if cell.value is None:
        return _("n/a")
    if cell.kind == catalogue.MONEY:
        return _minus(numbers.money(cell.value, cell.unit))
    return _percent(cell.measure, cell.value, 2) if cell.kind == catalogue.RATE else numbers.number(cell.value, 0)


@register.filter
def reached(value: GoalValue | None, unit: str) -> str:
    """A goal's value, in its unit."""
    if value is None:
        return "–"
    if unit == catalogue.MONEY:
        return _minus(numbers.money(value.value, value.currency))
    return _minus(
        numbers.percent(value.value, 1) if unit == catalogue.RATE else numbers.number(value.value.normalize())
    )


@register.filter
def beside(cell: Cell) -> str:
    if cell.reason:
        return str(catalogue.NO_VALUE[cell.reason])
    if cell.kind != catalogue.RATE or cell.measure == GROWTH or cell.numerator is None or cell.denominator is None:
        return ""
    return _("%(part)s of %(whole)s") % {
        "part": numbers.number(cell.numerator, 0), "whole": numbers.number(cell.denominator, 0)}  # fmt: skip


@register.filter
def signed_money(value: Decimal | None, currency: str) -> str:
    return _signed(value, numbers.money(abs(value), currency, 0)) if value is not None and currency else "–"


@register.simple_tag
def compared(row: Row, before: Row | None, measure: str, over: bool) -> str:
    """The month before, in words: a difference once the month is over, the bare number while it runs."""
    if before is None:
        return ""
    cell, then = row.get(measure), before.get(measure)
    if not cell or not then or cell.value is None or then.value is None or cell.unit != then.unit:
        return ""
    month = numbers.month(before.first)
    if not over or _is_noise(cell) or _is_noise(then):
        return _("%(month)s: %(number)s") % {"month": month, "number": short(then)}
    difference = cell.value - then.value
    if not difference:
        return _("= as in %(month)s") % {"month": month}
    shape = "▲" if difference > 0 else "▼"
    return _("%(shape)s %(difference)s on %(month)s") % {
        "shape": shape, "difference": _difference(cell, difference), "month": month}  # fmt: skip


@register.filter
def shown(value: object, line: dict[str, object]) -> object:
    """A value of a proof's line in the reader's format; amounts grouped as the line's currency is."""
    if isinstance(value, Decimal):
        currency = str(line.get("currency", ""))
        pattern = "#,##,##0.00####" if currency == "INR" else "#,##0.00####"
        return _minus(format_decimal(value, pattern, locale=numbers.locale(currency)))
    if isinstance(value, dt.date):
        return numbers.day(value)
    if isinstance(value, int):
        return f"+{value}" if value > 0 else f"−{-value}" if value else "0"
    return "–" if value is None or value == "" else value


@register.filter
def value_of(values: dict[str, object], key: str) -> object:
    return values.get(key, "")


def _minus(text: str) -> str:
    """A true minus sign, as wide as a digit."""
    return text.replace("-", "−", 1)


def _percent(measure: str, fraction: Decimal, decimals: int) -> str:
    text = numbers.percent(abs(fraction), decimals)
    return _signed(fraction, text) if measure == GROWTH else text


def _signed(value: Decimal, text: str) -> str:
    return f"+{text}" if value > 0 else f"−{text}" if value < 0 else text


def _difference(cell: Cell, difference: Decimal) -> str:
    if cell.kind == catalogue.RATE:
        return _("%(points)s points") % {"points": numbers.number(abs(difference) * 100, 1)}
    if cell.kind == catalogue.MONEY:
        return numbers.money(abs(difference), cell.unit, 0)
    return numbers.number(abs(difference), 0)


def _is_noise(cell: Cell) -> bool:
    return cell.kind == catalogue.RATE and cell.measure != GROWTH and (cell.denominator or 0) < NOISE_BELOW
