"""What we know of a contact, who of us knows them, and that they leave."""

from __future__ import annotations

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clients.forms.fields import DayField, offer_person
from clients.models import Acquaintance, Certainty, Contact
from pages.forms import Form, ModelForm


class StandingForm(ModelForm):
    """Each fact beside whether somebody has confirmed it; what is not said to be is assumed."""

    class Meta:
        model = Contact
        fields = ["decision_role", "influence", "attitude", "reports_to"]

    confirmed = forms.MultipleChoiceField(
        label=_("Confirmed"),
        choices=Certainty.What,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("By the person or somebody who knows; what is not ticked is our own guess."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        client, person = self.instance.client, self.instance
        offer_person(self, "reports_to", client, client.contacts.live().exclude(pk=person.pk))
        self.fields["reports_to"].error_messages["invalid_choice"] = _("Choose someone who works at this client.")
        self.initial["confirmed"] = [what for what, row in person.sure_of().items() if row.confirmed]

    def clean(self):
        """A guess of nothing cannot be confirmed."""
        said = super().clean()
        for what in said.get("confirmed", []):
            if not said.get(what.removesuffix("_id")):
                self.add_error(
                    "confirmed", _("What is empty cannot be confirmed; say what it is, or take the tick away.")
                )
                break
        return said


class AcquaintanceForm(Form):
    user = forms.ModelChoiceField(User.objects.none(), label=_("Who of us"))
    strength = forms.TypedChoiceField(
        label=_("How well"),
        choices=[*Acquaintance.Strength.choices, ("", _("not at all"))],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        initial=Acquaintance.Strength.MET,
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=300)

    def __init__(self, *args, contact: Contact, by, **kwargs):
        super().__init__(*args, **kwargs)
        client = contact.client
        serving = Q(responsibilities__client=client, responsibilities__until=None)
        serving |= Q(team_memberships__client=client, team_memberships__until=None)
        near = User.objects.filter(Q(pk__in=by.line_ids) | Q(acquaintances__contact=contact) | serving)
        self.fields["user"].queryset = User.objects.filter(pk__in=near.values("pk")).active().order_by("name", "pk")


class LeaveForm(Form):
    left_on = DayField(
        label=_("Last day"), required=False, help_text=_("Empty: is still there. The manager and the team are told.")
    )
    left_for = forms.CharField(label=_("New firm"), required=False, max_length=300)

    def clean(self):
        said = super().clean()
        if said.get("left_for") and not said.get("left_on") and "left_on" not in self.errors:
            self.add_error("left_on", _("Say the last day, or leave the new firm empty."))
        return said
