"""Fields that several forms of this room share."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clients.models import Client, Contact
from clients.models.fact import believable, known_currency
from pages.forms import Day, SearchField

FEW = 100
"""So many people are offered as a list; where a client has more, one is found by typing."""


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


class PersonField(SearchField):
    """One of a client's people, found by typing."""

    def __init__(self, people: QuerySet[Contact], client: Client, **kwargs):
        super().__init__(people, url=reverse("contacts:options", args=[client.code]), key="pk", **kwargs)

    def to_python(self, value):
        """A number is a person's of the list; everything else is a name."""
        if isinstance(value, str) and (typed := value.strip()) and not (typed.isdecimal() and len(typed) < 19):
            return self.by_name(typed.replace("\x00", ""))
        return super().to_python(value)


def offer_person(form: forms.BaseForm, name: str, client: Client, people: QuerySet[Contact]) -> None:
    """Let the field take one of `people`, of whom the client may have thousands."""
    field: forms.ModelChoiceField = form.fields[name]  # type: ignore[assignment]
    if people.count() > FEW:
        about = {"label": field.label, "required": field.required, "help_text": field.help_text}
        form.fields[name] = PersonField(people, client, **about)
    else:
        field.queryset = people


def offer_people(form: forms.BaseForm, name: str, people: QuerySet[Contact]) -> None:
    """Let the field take any of `people`; drawn are those chosen and the first by name. `left_out`: there are more."""
    field: forms.ModelMultipleChoiceField = form.fields[name]  # type: ignore[assignment]
    field.queryset = people
    first = list(people.order_by("name", "pk")[: FEW + 1])
    field.left_out = len(first) > FEW  # type: ignore[attr-defined]
    if field.left_out:  # type: ignore[attr-defined]
        given = [str(getattr(value, "pk", value)) for value in form[name].value() or ()]
        chosen = people.filter(pk__in=[value for value in given if value.isdecimal() and len(value) < 19])
        first = list({person.pk: person for person in (*chosen, *first[:FEW])}.values())
    field.widget.choices = [(person.pk, field.label_from_instance(person)) for person in first]
