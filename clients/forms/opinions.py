"""What a client's people answered to a survey, and what the client is estimated to spend."""

from __future__ import annotations

from crispy_forms.layout import Layout
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clients.forms.clients import pairs
from clients.forms.facts import not_ahead
from clients.forms.fields import AmountField, CurrencyField, DayField, offer_person
from clients.models import Client, Contact, Spending, Survey
from pages.forms import ModelForm


class SurveyForm(ModelForm):
    contact = forms.ModelChoiceField(Contact.objects.none(), label=_("Person"))
    answered_on = DayField(label=_("Answered on"))
    score = forms.IntegerField(
        label=_("Score"),
        min_value=0,
        max_value=10,
        help_text=_("From 0, would not recommend us at all, to 10, surely would."),
    )
    layout = Layout("contact", *pairs("score", "answered_on"), "comment")

    class Meta:
        model = Survey
        fields = ["contact", "answered_on", "score", "comment"]
        widgets = {"comment": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, client: Client, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        people = client.contacts.filter(Q(trashed_at=None) | Q(pk=self.instance.contact_id))
        offer_person(self, "contact", client, people)
        self.fields["contact"].required = not (self.instance.pk and self.instance.contact_id is None)
        self.fields["contact"].error_messages["invalid_choice"] = _("Choose someone who works at this client.")

    def clean_answered_on(self):
        return not_ahead(self.cleaned_data["answered_on"], self.today)


class SpendingForm(ModelForm):
    as_of = DayField(label=_("As of"), help_text=_("It holds from this day until the next estimate."))
    amount = AmountField(label=_("Amount a year"))
    currency = CurrencyField()
    layout = Layout(*pairs("amount", "currency"), "as_of")

    class Meta:
        model = Spending
        fields = ["as_of", "amount", "currency"]
