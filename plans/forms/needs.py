"""Noting a need, analysing it, and making a solution of services for it."""

from __future__ import annotations

from crispy_forms.layout import Layout
from django import forms
from django.db.models import F
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from clients.forms.clients import pairs
from clients.forms.fields import AmountField, CurrencyField, DayField
from clients.models import Client, Interaction, Service
from pages.forms import Form, ModelForm, SearchField
from plans.models import Need, Opportunity, Solution, SolutionLine
from work.models import Case

SOURCES: dict[str, type[Case] | type[Interaction]] = {"case": Case, "interaction": Interaction}


class NeedForm(ModelForm):
    heard_on = DayField(label=_("Heard on"))

    class Meta:
        model = Need
        fields = ["title", "wanted", "heard_on"]
        widgets = {"wanted": forms.Textarea(attrs={"rows": 3})}


class NewNeedForm(NeedForm):
    """`by` is who notes it. Where it was heard travels with the form."""

    client = SearchField(Client.objects.none(), url=reverse_lazy("clients:options"), label=_("Client"))
    case = forms.ModelChoiceField(Case.objects.none(), required=False, widget=forms.HiddenInput)
    interaction = forms.ModelChoiceField(Interaction.objects.none(), required=False, widget=forms.HiddenInput)

    field_order = ["client", "title", "wanted", "heard_on"]

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["client"].queryset = Client.objects.workable_by(by)
        for name, model in SOURCES.items():
            self.fields[name].queryset = model.objects.workable_by(by).live()


class AnalysisForm(Form):
    analysis = forms.CharField(
        label=_("Analysis"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("What is behind it, what would help, and what that is worth to the client."),
    )


class ReasonForm(Form):
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class SolutionForm(ModelForm):
    valid_until = DayField(label=_("Valid until"))
    currency = CurrencyField()
    discount = AmountField(label=_("Discount in %"), max_digits=5, decimal_places=2, max_value=100)
    layout = Layout("title", "words", *pairs("discount", "currency", "valid_until"))

    class Meta:
        model = Solution
        fields = ["title", "words", "discount", "currency", "valid_until"]
        widgets = {"words": forms.Textarea(attrs={"rows": 4})}


class LineForm(ModelForm):
    service = SearchField(Service.objects.all(), url=reverse_lazy("services:options"), label=_("Service"))
    quantity = AmountField(label=_("Quantity"))
    price = AmountField(label=_("Price each"), required=False, help_text=_("Empty: the catalogue's."))
    cost = AmountField(label=_("Cost each"), help_text=_("What it costs us; the offer does not show it."))
    layout = Layout("service", *pairs("quantity", "price", "cost"))

    class Meta:
        model = SolutionLine
        fields = ["service", "quantity", "price", "cost"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["service"] = self.instance.service

    def clean_quantity(self):
        if not self.cleaned_data["quantity"]:
            raise forms.ValidationError(_("Write more than 0."))
        return self.cleaned_data["quantity"]


class OpportunityChoice(forms.ModelChoiceField):
    def label_from_instance(self, opportunity):
        return f"{opportunity.title} · {opportunity.stage}"


class AcceptForm(Form):
    """What the acceptance becomes."""

    opportunity = OpportunityChoice(
        Opportunity.objects.none(), label=_("Opportunity"), required=False, empty_label=_("A new one")
    )
    number = forms.CharField(
        label=_("Number of the contract draft"), max_length=60, help_text=_("Where the opportunity has none yet.")
    )
    won = forms.BooleanField(
        label=_("All is settled: the opportunity is won"),
        required=False,
        help_text=_("Leave it open where something is still to be agreed."),
    )

    def __init__(self, *args, solution: Solution, **kwargs):
        super().__init__(*args, **kwargs)
        found = solution.client.opportunities.live().open().select_related("stage")
        self.fields["opportunity"].queryset = found.order_by(F("expected_on"), "pk")
