"""Tags and filters that every template has at hand."""

from __future__ import annotations

from django import template
from django.forms import BoundField, CheckboxInput, Select
from django.forms.widgets import CheckboxSelectMultiple, RadioSelect
from django.templatetags.static import static
from django.utils.html import format_html

from pages import navigation
from pages.formats import numbers

register = template.Library()


@register.simple_tag
def icon(name: str, css: str = "") -> str:
    """A line icon of pages/icons.txt. It says nothing to a screen reader: the words beside it do."""
    return format_html(
        '<svg class="icon {}" width="24" height="24" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        css,
        static("vendor/icons.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def navigation_items(context) -> list[navigation.Item]:
    request = context.get("request")
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    return navigation.items_for(user, request.path)


def _or_dash(show):
    """An empty value is a dash, never “None” and never an error."""

    def shown(value, argument=None):
        if value is None or value == "":
            return "–"
        return show(value) if argument is None else show(value, argument)

    return shown


register.filter("number", _or_dash(numbers.number))
register.filter("percent", _or_dash(numbers.percent))
register.filter("exact_number", _or_dash(numbers.exact))
register.filter("money", _or_dash(numbers.money))
register.filter("money0", _or_dash(lambda value, currency: numbers.money(value, currency, 0)))
register.filter("day", _or_dash(numbers.day))
register.filter("weekday", _or_dash(numbers.weekday))
register.filter("month", _or_dash(numbers.month))
register.filter("clock", _or_dash(numbers.clock))
register.filter("moment", _or_dash(numbers.moment))


@register.filter
def control(field: BoundField, size: str = "") -> str:
    """A form field's widget with the look's classes, for forms laid out by hand."""
    widget = field.field.widget
    if isinstance(widget, CheckboxSelectMultiple | RadioSelect | CheckboxInput):
        return field.as_widget(attrs={"class": "form-check-input"})
    name = "form-select" if isinstance(widget, Select) else "form-control"
    css = f"{name} {name}-{size}" if size else name
    if field.errors:
        css += " is-invalid"
    return field.as_widget(attrs={"class": f"{widget.attrs.get('class', '')} {css}".strip()})
