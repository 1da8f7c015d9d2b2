"""Figures as readers see them: each number a link to its proof, each percentage with its count."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from babel.numbers import format_compact_currency, format_decimal
from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from kpis import catalogue, noise
from kpis.models import Edition
from kpis.models.goal import KEY
from kpis.rows import Cell, Row
from pages.formats import numbers
from pages.templatetags.pages import icon

register = template.Library()
GROWTH, NPS = "profit_growth", "nps"


@register.simple_tag
def figure(row: Row, measure: str) -> str:
    """The number as a link to its proof; a dash where the row has none."""
    cell = row.get(measure) if row else None
    if cell is None:
        return "–"
    return format_html(
        '<a class="figure" href="{}">{}</a>{}', row.proof_of(measure), short(cell), restated(row, measure)
    )


@register.simple_tag
def restated(row: Row, measure: str) -> str:
    """Beside a closed month's number: what the facts say today, where that is something else."""
    cell = row.restated.get(measure)
    if cell is None:
        return ""
    url, note = (
        row.proof_of(measure, Edition.CURRENT.value),
        beside(cell) if cell.kind == catalogue.RATE and not cell.unit else "",
    )
    return format_html(
        ' <a class="figure-restated" href="{}">{}{} {}{}</a>',
        url, icon("refresh"), _("restated"), short(cell), f" ({note})" if note else "",
    )  # fmt: skip


@register.simple_tag
def figure_cell(row: Row, measure: str) -> str:
    """The same in a table: a count beside a rate, a reason only where one asks for it, a zero in the background."""
    cell = row.get(measure)
    if cell is None:
        return "–"
    css, note = "figure" if cell.value else "figure figure-zero", beside(cell)
    number = format_html('<a class="{}" href="{}">{}</a>', css, row.proof_of(measure), short(cell))
    number = format_html("{}{}", number, restated(row, measure))
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
    return _number(cell, 1)


@register.filter
def exact(cell: Cell) -> str:
    """For the proof page: money to its minor unit, percentages with two decimals."""
    if cell.value is None:
        return _("n/a")
    if cell.kind == catalogue.MONEY:
        return _minus(numbers.money(cell.value, cell.unit))
    if cell.kind == catalogue.RATE:
        return _percent(cell.measure, cell.value, 2)
    return _number(cell, 2)


@register.filter
def beside(cell: Cell) -> str:
    if cell.reason:
        return str(catalogue.NO_VALUE[cell.reason])
    if cell.kind == catalogue.NUMBER and cell.numerator is not None and cell.denominator is not None:
        return f"{numbers.number(cell.numerator, 0)} ÷ {numbers.number(cell.denominator, 0)}"
    if cell.kind != catalogue.RATE or cell.measure.startswith(KEY):
        return ""
    if cell.numerator is None or cell.denominator is None:
        return ""
    if cell.measure == GROWTH:
        return _("%(now)s against %(then)s") % {
            "now": _compact(cell.numerator, cell.unit), "then": _compact(cell.denominator, cell.unit)}  # fmt: skip
    if cell.unit:
        return _("%(part)s of %(whole)s") % {
            "part": numbers.money(cell.numerator, cell.unit, 0), "whole": numbers.money(cell.denominator, cell.unit, 0)
        }  # fmt: skip
    if cell.measure == NPS:
        return _("%(count)s answers") % {"count": numbers.number(cell.denominator, 0)}
    return _("%(part)s of %(whole)s") % {
        "part": numbers.number(cell.numerator, 0), "whole": numbers.number(cell.denominator, 0)}  # fmt: skip


@register.filter
def signed_money(value: Decimal | None, currency: str) -> str:
    return _signed(value, numbers.money(abs(value), currency, 0)) if value is not None and currency else "–"


@register.simple_tag
def compared(row: Row, before: Row | None, measure: str, over: bool) -> str:
    """The month before, in words. A shape, a word and a colour only where the month is over and the change is more
    than one client makes."""
    cell, then = row.get(measure), before.get(measure) if before else None
    if before is None or not cell or not then or cell.value is None or then.value is None or cell.unit != then.unit:
        return ""
    about = {"month": numbers.month(before.first), "number": _with_count(then)}
    difference = cell.value - then.value
    if not over:
        return _("%(month)s: %(number)s") % about
    if not noise.counts_clients(cell):
        if not difference:
            return _("%(month)s: %(number)s, the same") % about
        return _("%(month)s: %(number)s, %(change)s") % {
            **about,
            "change": _signed(difference, _amount(cell, difference)),
        }
    if not noise.is_clear(cell, then):
        return _("%(month)s: %(number)s, no clear change") % about
    return _verdict(cell, difference, about)


def _verdict(cell: Cell, difference: Decimal, about: dict[str, str]) -> str:
    better = difference * catalogue.MEASURES[cell.measure].better
    return format_html(
        '<span class="change {}"><span aria-hidden="true">{}</span> {}</span> <span>{}</span>',
        "change-good" if better > 0 else "change-bad" if better < 0 else "",
        "▲" if difference > 0 else "▼",
        _("%(amount)s better") % {"amount": _amount(cell, difference)} if better > 0
        else _("%(amount)s worse") % {"amount": _amount(cell, difference)},
        _("than %(month)s: %(number)s") % about,
    )  # fmt: skip


def _with_count(cell: Cell) -> str:
    note = beside(cell)
    return f"{short(cell)} ({note})" if note else short(cell)


@register.simple_tag
def over_months(cells: dict[str, Cell] | None, measure: str) -> str:
    """A rate over twelve months, with its count; nothing where it is not added up or has no value."""
    cell = (cells or {}).get(measure)
    if cell is None or cell.value is None:
        return ""
    return _("12 months: %(number)s") % {"number": _with_count(cell)}


@register.simple_tag
def rolling_cell(cells: dict[str, Cell] | None, row: Row, measure: str) -> str:
    """In a table: the rate over twelve months, which the row's own page lists month by month."""
    cell = (cells or {}).get(measure)
    if cell is None:
        return "–"
    address, note = reverse("kpis:row", args=[row.first, row.reference]), beside(cell)
    link = format_html('<a class="figure" href="{}#trend">{}</a>', address, short(cell))
    if cell.reason:
        return format_html('<span title="{}">{}<span class="visually-hidden">: {}</span></span>', note, link, note)
    return format_html('{} <span class="figure-of">{}</span>', link, note)


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


def _compact(value: Decimal, currency: str) -> str:
    """Money as short as a table needs it: 1.2M."""
    locale = numbers.locale(currency)
    return _minus(format_compact_currency(value, currency, locale=locale, fraction_digits=1))


def _minus(text: str) -> str:
    """A true minus sign, as wide as a digit."""
    return text.replace("-", "−", 1)


def _number(cell: Cell, decimals: int) -> str:
    """A count without decimals; what is counted for a goal may have some."""
    value = cell.value or Decimal(0)
    if cell.kind == catalogue.NUMBER:
        return numbers.number(value, decimals)
    return _minus(numbers.number(value.normalize())) if value % 1 else numbers.number(value, 0)


def _percent(measure: str, fraction: Decimal, decimals: int) -> str:
    text = numbers.percent(abs(fraction), decimals)
    return _signed(fraction, text) if measure == GROWTH else text


def _signed(value: Decimal, text: str) -> str:
    return f"+{text}" if value > 0 else f"−{text}" if value < 0 else text


def _amount(cell: Cell, difference: Decimal) -> str:
    if cell.kind == catalogue.RATE:
        return _("%(points)s points") % {"points": numbers.number(abs(difference) * 100, 1)}
    if cell.kind == catalogue.MONEY:
        return numbers.money(abs(difference), cell.unit, 0)
    return numbers.number(abs(difference), 0)
