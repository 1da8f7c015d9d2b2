"""The facts of a client: contacts, sales and returns, departures; and the catalogue."""

from __future__ import annotations

import secrets

from crispy_forms.layout import Layout
from django import forms
from django.db.models import Q
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clients.forms.clients import pairs
from clients.forms.fields import AmountField, CurrencyField, DayField, offer_person
from clients.models import Client, Contact, Departure, Sale, Service, contact
from pages.forms import Form, ModelForm, SearchField


class ContactForm(ModelForm):
    birthday = DayField(label=_("Birthday"), required=False)
    layout = Layout(
        "name",
        *pairs(
            "title", "decision_role", "email", "phone", "influence", "attitude", "reports_to", "language", "birthday"
        ),
        "preferences",
    )

    class Meta:
        model = Contact
        fields = [*contact.DESCRIPTION]
        widgets = {"preferences": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, client: Client, **kwargs):
        super().__init__(*args, **kwargs)
        offer_person(self, "reports_to", client, client.contacts.live().exclude(pk=self.instance.pk))
        self.fields["reports_to"].error_messages["invalid_choice"] = _("Choose someone who works at this client.")


def new_order(today) -> str:
    """A number for a sale that has none of its own. It is made when the form opens: sent twice, it is one sale."""
    return f"{today:%y%m%d}-{secrets.token_hex(3).upper()}"


class SaleForm(ModelForm):
    service = SearchField(Service.objects.all(), url=reverse_lazy("services:options"), label=_("Service"))
    date = DayField(label=_("Date"))
    quantity = AmountField(label=_("Quantity"))
    amount = AmountField(label=_("Amount"), help_text=_("The whole line, without tax."))
    cost = AmountField(label=_("Cost"), help_text=_("What the line costs us; profit is amount minus cost."))
    currency = CurrencyField()
    layout = Layout("service", *pairs("date", "quantity", "amount", "cost", "currency", "sold_by", "order", "line"))

    class Meta:
        model = Sale
        fields = ["service", "date", "quantity", "amount", "cost", "currency", "sold_by", "order", "line"]

    def __init__(self, *args, by: User, client: Client, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        if self.instance.pk:
            self.initial["service"] = self.instance.service
        self.fields["sold_by"].queryset = sellers(by, client, self.instance)
        self.fields["sold_by"].empty_label = _("The responsible manager")

    def clean_date(self):
        return not_ahead(self.cleaned_data["date"], self.today)


class ReturnForm(Form):
    """Amount and cost are what is taken back, as positive numbers."""

    date = DayField(label=_("Date"))
    quantity = AmountField(label=_("Quantity"))
    amount = AmountField(label=_("Amount taken back"))
    cost = AmountField(label=_("Cost taken back"), help_text=_("0 where the goods or the work are lost to us."))
    order = forms.CharField(label=_("Order"), max_length=60)
    line = forms.CharField(label=_("Line"), max_length=20)
    layout = Layout(*pairs("amount", "cost", "date", "quantity", "order", "line"))

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_date(self):
        return not_ahead(self.cleaned_data["date"], self.today)


def not_ahead(day, today):
    if day > today:
        raise forms.ValidationError(_("This day lies ahead; record what has happened, when it has."))
    return day


def sellers(by: User, client: Client, sale: Sale):
    """Who can have sold this: whoever serves the client now, and the writer's own line."""
    near = Q(pk__in=by.line_ids) | Q(pk__in=client.responsibilities.filter(until=None).values("manager"))
    near |= Q(pk__in=client.team.filter(until=None).values("user"))
    return User.objects.filter(Q(pk=sale.sold_by_id) | (near & Q(is_active=True))).managers()


class DepartureForm(ModelForm):
    left_on = DayField(label=_("Left on"))

    class Meta:
        model = Departure
        fields = ["left_on", "reason", "competitor", "note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}


class ServiceForm(ModelForm):
    price = AmountField(label=_("Price"), required=False)
    currency = CurrencyField()
    layout = Layout("name", *pairs("code", "line", "price", "currency"))

    class Meta:
        model = Service
        fields = ["name", "code", "line", "price", "currency"]
