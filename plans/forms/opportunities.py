"""Opening an opportunity, changing it, and how it ends."""

from __future__ import annotations

from crispy_forms.layout import Layout
from django import forms
from django.db.models import Q
from django.urls import reverse_lazy
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clients.forms.clients import pairs
from clients.forms.fields import AmountField, CurrencyField, DayField, offer_people
from clients.models import Client
from pages.forms import Form, ModelForm, SearchField
from plans.models import Opportunity, Stage


class OpportunityForm(ModelForm):
    """`by` is who fills it in."""

    value = AmountField(label=_("Value"), help_text=_("Of the whole deal, without tax."))
    currency = CurrencyField()
    expected_on = DayField(label=_("Expected close"))
    next_step_on = DayField(label=_("Next step on"), required=False)
    decision_on = DayField(label=_("They decide by"), required=False)
    layout = Layout(
        "title",
        *pairs("stage", "own_probability", "value", "currency", "expected_on", "owner", "next_step", "next_step_on"),
        "competitors",
        "deciders",
        *pairs("decision", "decision_on"),
        "details",
    )

    class Meta:
        model = Opportunity
        fields = [
            *("title", "stage", "own_probability", "value", "currency", "expected_on", "owner"),
            *("next_step", "next_step_on", "competitors", "deciders", "decision", "decision_on", "details"),
        ]
        widgets = {
            "deciders": forms.CheckboxSelectMultiple,
            "decision": forms.Textarea(attrs={"rows": 2}),
            "details": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args, by: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = may_own(by, self.instance)
        self.fields["stage"].empty_label = None
        self.fields["own_probability"].help_text = _t("Empty: that of the stage.")
        if "deciders" in self.fields:
            offer_people(self, "deciders", self.instance.client.contacts.live())


class NewOpportunityForm(OpportunityForm):
    client = SearchField(Client.objects.none(), url=reverse_lazy("clients:options"), label=_("Client"))
    layout = Layout(
        "client",
        "title",
        *pairs("stage", "owner", "value", "currency", "expected_on", "own_probability", "next_step", "next_step_on"),
        "competitors",
    )

    class Meta(OpportunityForm.Meta):
        fields = [
            *("title", "stage", "own_probability", "value", "currency", "expected_on", "owner"),
            *("next_step", "next_step_on", "competitors"),
        ]

    def __init__(self, *args, by: User, **kwargs):
        super().__init__(*args, by=by, **kwargs)
        self.fields["client"].queryset = Client.objects.workable_by(by)


def may_own(by: User, opportunity: Opportunity):
    """The writer's own line, and whoever has it already."""
    near = Q(pk__in=by.line_ids, is_active=True)
    return User.objects.filter(near | Q(pk=opportunity.owner_id)).managers().order_by("name")


class MoveForm(Form):
    to = forms.ModelChoiceField(Stage.objects.all(), label=_("To the stage"), empty_label=None)


class WonForm(Form):
    """Without a contract yet, one may be drafted."""

    closed_on = DayField(label=_("Decided on"))
    with_draft = forms.BooleanField(label=_("Make a contract draft of it"), required=False, initial=True)
    number = forms.CharField(label=_("Number of the draft"), max_length=60, required=False)

    def __init__(self, *args, has_contract: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if has_contract:
            del self.fields["with_draft"], self.fields["number"]

    def clean(self):
        super().clean()
        if self.cleaned_data.get("with_draft") and not self.cleaned_data.get("number"):
            self.add_error("number", _t("A contract needs a number."))
        return self.cleaned_data

    @property
    def draft(self) -> str:
        return self.cleaned_data.get("number", "") if self.cleaned_data.get("with_draft") else ""


class LostForm(Form):
    reason = forms.ChoiceField(label=_("Lost because of"), choices=[("", _("Choose")), *Opportunity.LossReason.choices])
    competitor = forms.CharField(
        label=_("Lost to"), max_length=200, required=False, help_text=_("Where a competitor was chosen.")
    )
    closed_on = DayField(label=_("Decided on"))
    note = forms.CharField(
        label=_("What we learnt"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    layout = Layout("reason", *pairs("competitor", "closed_on"), "note")


class ReopenForm(Form):
    expected_on = DayField(label=_("Expected close"))


class StageForm(ModelForm):
    layout = Layout("name", *pairs("place", "probability"))

    class Meta:
        model = Stage
        fields = ["name", "place", "probability"]
