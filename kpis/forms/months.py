"""A month as one types or picks it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.models.fact import believable


class Month(forms.DateInput):
    """The browser's own month picker; a browser without one takes 2026-10 as text."""

    input_type = "month"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m")


class MonthField(forms.DateField):
    """The first day of the month that is picked."""

    widget = Month
    default_validators = [believable]
    default_error_messages = {"invalid": _("This is no month; write it like 2026-10.")}

    def __init__(self, **kwargs):
        super().__init__(input_formats=["%Y-%m"], **kwargs)
