"""Making one of two."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import NamedTuple

from django import forms
from django.forms import BoundField
from django.urls import reverse_lazy
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from clients import merging
from clients.forms.fields import offer_person
from clients.models import Client, Contact
from clients.models.merge import may_merge
from pages.formats.numbers import day
from pages.forms import Form, SearchField

KEPT, GONE = "kept", "gone"


class OtherForm(Form):
    """Which other client is the same. Sent by GET: the preview has an address."""

    other = SearchField(Client.objects.none(), url=reverse_lazy("clients:options"), label=_("The same client as"))

    def __init__(self, *args, client: Client, by, at: dt.datetime, **kwargs):
        super().__init__(*args, **kwargs)
        self.client, self.by, self.at = client, by, at
        self.fields["other"].queryset = Client.objects.visible_to(by).exclude(pk=client.pk)

    def clean_other(self):
        other = self.cleaned_data["other"]
        if not may_merge(self.client, other, self.by, self.at):
            raise forms.ValidationError(_("Its manager is not in your line; an executive can merge the two."))
        return other


class OtherContactForm(Form):
    other = forms.ModelChoiceField(Contact.objects.none(), label=_("The same person as"))

    def __init__(self, *args, contact, **kwargs):
        super().__init__(*args, **kwargs)
        offer_person(self, "other", contact.client, contact.client.contacts.live().exclude(pk=contact.pk))


class Choice(NamedTuple):
    """One field in which the two differ, as the page shows it."""

    label: str
    field: BoundField


class MergeForm(Form):
    """One choice for each field in which the two differ; what is empty at the kept one is filled unless one says no."""

    def __init__(self, *args, kept, gone, **kwargs):
        super().__init__(*args, **kwargs)
        filled = merging.missing(kept, gone)
        for name in merging.differing(kept, gone):
            self.fields[name] = forms.ChoiceField(
                label=capfirst(kept._meta.get_field(name).verbose_name),
                choices=[(KEPT, shown(kept, name)), (GONE, shown(gone, name))],
                initial=GONE if name in filled else KEPT,
                widget=forms.RadioSelect,
            )

    @property
    def choices(self) -> list[Choice]:
        return [Choice(str(field.label), self[name]) for name, field in self.fields.items()]

    @property
    def taken(self) -> set[str]:
        return {name for name, value in self.cleaned_data.items() if value == GONE}


def shown(row, name: str) -> str:
    """A field's value in words."""
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display else getattr(row, name)
    if isinstance(value, dt.date):
        return day(value)
    if isinstance(value, Decimal):
        value = format(value.normalize(), "f")
    return "–" if value in merging.BLANK else str(value)
