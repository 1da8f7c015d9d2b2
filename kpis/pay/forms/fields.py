"""Fields that these forms share."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clients.forms.fields import AmountField
from kpis.models import Books
from kpis.models.wholemonths import following
from kpis.overview import months_back
from pages.formats import numbers
from pages.forms import SearchField

AHEAD, BACK = 24, 12  # months that may be chosen, from the running one
HUNDRED = Decimal(100)


class MonthField(forms.TypedChoiceField):
    """One of the months that are not closed. Its value is the month's first day."""

    def __init__(self, **kwargs):
        super().__init__(coerce=dt.date.fromisoformat, empty_value=None, **kwargs)

    def offer(self, running: dt.date, chosen: dt.date | None = None) -> None:
        """From the first open month, or a year back, until two years ahead; and what was chosen before."""
        closed = Books.objects.values_list("closed_through", flat=True).first()
        first = following(closed) if closed else months_back(running, BACK + 1)[0]
        months = {month for month in months_back(_ahead(running), AHEAD + BACK + 1) if month >= first}
        months |= {chosen} if chosen else set()
        self.choices = [(f"{month:%Y-%m-%d}", numbers.month(month)) for month in sorted(months)]


def _ahead(running: dt.date) -> dt.date:
    return running.replace(year=running.year + AHEAD // 12)


class PercentField(AmountField):
    """Typed in percent, kept as a fraction."""

    def prepare_value(self, value):
        return super().prepare_value(value * HUNDRED if isinstance(value, Decimal) else value)

    def clean(self, value):
        found = super().clean(value)
        return found / HUNDRED if found is not None else None

    def has_changed(self, initial, data):
        return super().has_changed(initial * HUNDRED if isinstance(initial, Decimal) else initial, data)


def people() -> SearchField:
    """One of the managers who may sign in, found by typing."""
    managers = User.objects.active().managers()
    return SearchField(managers, url=reverse_lazy("payplans:people"), key="email", label=_("Manager"))
