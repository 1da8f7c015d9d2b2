"""Fields that several forms of this room share."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.models.fact import believable, known_currency
from pages.forms import Day


class AmountField(forms.DecimalField):
    """An exact amount, 0 or more, shown without the zeros that the database adds."""

    def __init__(self, **kwargs):
        kwargs = {"max_digits": 20, "decimal_places": 6, "min_value": 0} | kwargs
        super().__init__(**kwargs)
        self.error_messages["min_value"] = _("Write 0 or more.")
        for validator in self.validators:
            if getattr(validator, "code", "") == "min_value":
                validator.message = self.error_messages["min_value"]
        self.widget.attrs |= {"step": "any", "inputmode": "decimal"}

    def prepare_value(self, value):
        return format(value.normalize(), "f") if isinstance(value, Decimal) else value


class CurrencyField(forms.CharField):
    """Three letters of ISO 4217, in either case; empty is the company's own."""

    default_validators = [known_currency]

    def __init__(self, **kwargs):
        super().__init__(**{"label": _("Currency"), "required": False, "max_length": 3} | kwargs)
        self.help_text = self.help_text or _("Empty: the company's.")
        self.widget.attrs |= {"autocapitalize": "characters", "spellcheck": "false"}

    def to_python(self, value):
        return super().to_python(value).upper()


class DayField(forms.DateField):
    """A day of the years 1900 to 2199, picked in the browser's calendar."""

    widget = Day
    default_validators = [believable]
    default_error_messages = {"invalid": _("This is no day of the calendar; write it like 2026-11-24.")}
