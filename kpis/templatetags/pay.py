"""Numbers and sentences of a pay statement as readers see them."""

from decimal import Decimal
from fractions import Fraction

from django import template

from kpis.pay import words
from kpis.pay.statement import PayLine, PayStatement

register = template.Library()
register.filter("counted", words.counted)
register.filter("closed", words.closed)
register.filter("share", words.percent_or_dash)
register.simple_tag(words.rounding)


@register.filter
def paid(amount: Fraction | None, currency: str) -> str:
    return "–" if amount is None else words.money(amount, currency)


@register.filter
def more_or_less(amount: Fraction | Decimal, currency: str) -> str:
    """With its sign, and a word for nothing."""
    text = words.money(abs(Fraction(amount)), currency)
    return f"+{text}" if amount > 0 else f"−{text}" if amount < 0 else "±0"


@register.filter
def actual(line: PayLine) -> str:
    return "–" if line.actual is None else words.quantity(line, line.actual)


@register.filter
def target(line: PayLine) -> str:
    return words.quantity(line, line.terms.target)


@register.filter
def weight(line: PayLine) -> str:
    return words.plain(line.weight)


@register.filter
def of_manager(counts: dict[int, int], manager: int) -> int:
    return counts.get(manager, 0)


@register.simple_tag
def steps(line: PayLine, statement: PayStatement) -> list[str]:
    return words.steps(line, statement)
