"""Late facts in the words of readers: what they change, and that they came after their month was closed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _

from clients.models import Fact, Responsibility
from kpis import catalogue
from kpis.books import effect, gate
from kpis.models import Adjustment
from kpis.rows import Cell
from pages.formats import numbers
from pages.templatetags.pages import icon

register = template.Library()


@register.simple_tag(takes_context=True)
def late(context, fact: Fact | Responsibility) -> str:
    """A mark on a fact that was entered after a month it belongs to was closed; nothing on others."""
    request = context["request"]
    first = closed_month(context, fact, before=fact.recorded_at) if fact.recorded_at else None
    if first is None:
        return ""
    said = _("%(month)s was closed on %(day)s. What this changes became an adjustment.")
    about = {"month": numbers.month(first), "day": numbers.day(closings(request)[first])}
    return format_html(
        ' <span class="tag tag-warn" title="{}">{}{}<span class="visually-hidden">: {}</span></span>',
        said % about, icon("clock"), _("late"), said % about,
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def closed_month(context, fact: Fact | Responsibility, before: dt.datetime | None = None) -> dt.date | None:
    """The first closed month that a fact reaches into; of those closed before an instant, where one is given."""
    request = context["request"]
    reach = fact.reach(request.rules)
    if reach is None:
        return None
    first, last = reach[0].replace(day=1), reach[1]
    reached = (m for m, at in closings(request).items() if first <= m <= last and (before is None or at < before))
    return min(reached, default=None)


@register.simple_tag(takes_context=True)
def closed_through(context) -> dt.date | None:
    """The last closed month; None before the books have begun."""
    return max(closings(context["request"]), default=None)


def closings(request) -> dict[dt.date, dt.datetime]:
    """When each closed month was closed. Asked once a request."""
    if not hasattr(request, "closings"):
        request.closings = gate.closings()
    return request.closings


@register.simple_tag
def adjustments_waiting(user) -> int:
    """How many wait for the reader's decision."""
    return Adjustment.objects.waiting().count() if user.is_executive else 0


@register.inclusion_tag("kpis/pay_restated.html", takes_context=True)
def pay_restated(context, month, manager) -> dict[str, object]:
    """Of a closed month's statement: what it would be today, and the adjustments of it."""
    return {"restated": effect.of_statement(month, manager), "request": context["request"]}


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
