"""Months to begin or end with, and pay terms."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from clients.forms.fields import AmountField, CurrencyField
from kpis.models.wholemonths import following
from kpis.pay.forms.fields import MonthField, people
from pages.forms import Form


class MonthForm(Form):
    """One month: from which a copy begins, or in which something no longer holds."""

    on = MonthField(label=_("From"))

    def __init__(self, *args, running: dt.date, label, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].label = label
        self.fields["on"].offer(running)
        self.initial.setdefault("on", following(running).isoformat())


class TermsForm(Form):
    """New pay terms of a manager."""

    manager = people()
    since = MonthField(label=_("From"))
    base = AmountField(label=_("Base pay a month"), max_digits=18, decimal_places=2)
    variable = AmountField(label=_("Variable pay at target a month"), max_digits=18, decimal_places=2)
    currency = CurrencyField(required=True, help_text=" ")

    def __init__(self, *args, running: dt.date, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["since"].offer(running)
        self.initial.setdefault("since", following(running).isoformat())
