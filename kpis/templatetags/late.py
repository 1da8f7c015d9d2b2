"""Late facts in the words of readers: what they change, and that they came after their month was closed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django import template
from django.db.models import Model
from django.utils.html import format_html
from django.utils.translation import gettext as _

from accounts.models.company import CompanyRules
from clients.models import Contract, Departure, Interaction, Sale
from kpis import catalogue
from kpis.books import effect, gate
from kpis.models import Adjustment
from kpis.rows import Cell
from pages.formats import numbers
from pages.templatetags.pages import icon
from work.models import Promise

register = template.Library()


@register.simple_tag(takes_context=True)
def late(context, fact: Model) -> str:
    """A mark on a fact that was entered after the month it belongs to was closed; nothing on others."""
    request = context["request"]
    first = month_of(fact, request.rules)
    closed_at = closings(request).get(first) if first else None
    if first is None or closed_at is None or fact.recorded_at <= closed_at:  # type: ignore[attr-defined]
        return ""
    said = _("%(month)s was closed on %(day)s. What this changes became an adjustment.")
    about = {"month": numbers.month(first), "day": numbers.day(closed_at)}
    return format_html(
        ' <span class="tag tag-warn" title="{}">{}{}<span class="visually-hidden">: {}</span></span>',
        said % about, icon("clock"), _("late"), said % about,
    )  # fmt: skip


def month_of(fact: Model, rules: CompanyRules) -> dt.date | None:
    """The first day of the month in which a fact takes effect, in the company's zone."""
    match fact:
        case Sale():
            day: dt.date | None = fact.date
        case Contract():
            day = fact.starts_on if fact.signed_on else None
        case Departure():
            day = fact.left_on
        case Promise():
            day = fact.due_on
        case Interaction():
            day = rules.today(fact.started_at) if fact.status == Interaction.Status.HELD else None
        case _:
            day = None
    return day and day.replace(day=1)


def closings(request) -> dict[dt.date, dt.datetime]:
    """When each closed month was closed. Asked once a request."""
    if not hasattr(request, "closings"):
        request.closings = gate.closings()
    return request.closings


@register.simple_tag(takes_context=True)
def books_are_begun(context) -> bool:
    return bool(closings(context["request"]))


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
