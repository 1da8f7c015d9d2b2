"""Late facts in the words of readers: what they change, and that they came after their month was closed."""

from __future__ import annotations

from decimal import Decimal

from django import template

from kpis import catalogue
from kpis.rows import Cell
from pages.formats import numbers

register = template.Library()


@register.filter
def more_or_less(amount: Decimal, currency: str) -> str:
    """Money with its sign, to the minor unit."""
    return _signed(amount, numbers.money(abs(amount), currency))


@register.filter
def difference(cell: Cell) -> str:
    """What a record adds or takes away, with its sign."""
    value = cell.value or Decimal(0)
    if cell.kind == catalogue.MONEY:
        return more_or_less(value, cell.unit)
    return _signed(value, numbers.number(abs(value), 0 if value == value.to_integral() else 2))


def _signed(value: Decimal, text: str) -> str:
    return f"+{text}" if value > 0 else f"−{text}" if value < 0 else text
