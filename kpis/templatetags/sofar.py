"""The running month of several people, for pages of the rooms below."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django import template

from accounts.models import User
from kpis.rows import Row
from kpis.today import month_so_far

register = template.Library()


@register.simple_tag
def months_so_far(people: Iterable[User], today: dt.date) -> dict[int, Row]:
    """Their rows by their ids. One query."""
    return month_so_far([person.pk for person in people], today)


@register.filter
def of(rows: dict[int, Row], person: User) -> Row | None:
    return rows.get(person.pk)
