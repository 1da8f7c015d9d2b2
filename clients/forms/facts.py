"""The facts of a client: contacts, sales and returns, departures; and the catalogue."""

from __future__ import annotations

import secrets

from crispy_forms.layout import HTML, Layout
from django import forms
from django.db.models import Q
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clients.forms.clients import pairs
from clients.forms.fields import AmountField, CurrencyField, DayField, offer_person
from clients.models import Client, Contact, Departure, Sale, Service, contact
from pages.forms import Form, ModelForm, SearchField

SUGGESTED = HTML('{% include "clients/suggested.html" %}')  # what an empty amount comes to, from `view.suggested_url`


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
    """A new sale, or `instance` changed. Whoever records one says what it costs us; of one that is there, that and the
    seller are only for those who may see the margin."""

    service = SearchField(Service.objects.all(), url=reverse_lazy("services:options"), label=_("Service"))
    date = DayField(label=_("Date"))
    quantity = AmountField(label=_("Quantity"))
    amount = AmountField(label=_("Amount"), help_text=_("The whole line, without tax."))
    cost = AmountField(label=_("Cost"), help_text=_("What the line costs us; profit is amount minus cost."))
    currency = CurrencyField()

    class Meta:
        model = Sale
        fields = ["service", "date", "quantity", "amount", "cost", "currency", "sold_by", "order", "line"]

    def __init__(self, *args, by: User, client: Client, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["sold_by"].queryset = sellers(by, client, self.instance)
        self.fields["sold_by"].empty_label = _("The responsible manager")
        if self.instance.pk:
            self.initial["service"] = self.instance.service
            if not self.instance.sees_margin(by):
                del self.fields["cost"], self.fields["sold_by"]
        else:
            self.fields["amount"].required = self.fields["cost"].required = False
            self.fields["amount"].help_text = _(
                "Without tax. Empty: the quantity times the catalogue’s price of that day."
            )
            if not client.may_price(by, None):
                self.fields["cost"].help_text = _(
                    "What the line costs us. Only who sold it, who is responsible, and those above will see it."
                )
        known = [name for name in self.Meta.fields if name in self.fields and name != "service"]
        self.layout = Layout("service", *pairs(*known[:2]), SUGGESTED, *pairs(*known[2:]))

    def clean_date(self):
        return not_ahead(self.cleaned_data["date"], self.today)

    def clean_cost(self):
        return self.cleaned_data["cost"] or 0


class ReturnForm(Form):
    """Amount and cost are what is taken back, as positive numbers."""

    quantity = AmountField(label=_("Quantity"))
    date = DayField(label=_("Date"))
    amount = AmountField(label=_("Amount taken back"), required=False, help_text=_("Empty: the quantity’s share."))
    cost = AmountField(
        label=_("Cost taken back"),
        required=False,
        help_text=_("Empty: the quantity’s share. 0 where the goods or the work are lost to us."),
    )
    order = forms.CharField(label=_("Order"), max_length=60)
    line = forms.CharField(label=_("Line"), max_length=20)

    def __init__(self, *args, sale: Sale, by: User, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        if not sale.sees_margin(by):
            del self.fields["cost"]
        known = list(self.fields)
        self.layout = Layout(*pairs(*known[:2]), SUGGESTED, *pairs(*known[2:]))

    def clean_date(self):
        return not_ahead(self.cleaned_data["date"], self.today)

    def clean(self):
        found = super().clean()
        if found.get("quantity") == 0 and found.get("amount") is None and "amount" not in self.errors:
            self.add_error("amount", _("Nothing comes back: write the quantity, or the amount that is credited."))
        return found


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
    """What describes a service; its price is set by itself."""

    layout = Layout("name", *pairs("code", "line"))

    class Meta:
        model = Service
        fields = ["name", "code", "line"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["line"].help_text = _("Services of one line stand together in the catalogue.")


class NewServiceForm(ServiceForm):
    price = AmountField(label=_("Price"), required=False, help_text=_("From today on. Empty: on request."))
    currency = CurrencyField()
    layout = Layout("name", *pairs("code", "line", "price", "currency"))


class PriceForm(Form):
    price = AmountField(label=_("Price"), required=False, help_text=_("For one. Empty: on request."))
    currency = CurrencyField()
    since = DayField(label=_("From"), help_text=_("Today, or a day ahead. What was in force before stays on record."))
    layout = Layout(*pairs("price", "currency", "since"))


class LineNameForm(Form):
    line = forms.ChoiceField(label=_("Line"))
    name = forms.CharField(
        label=_("New name"), max_length=100, help_text=_("The name of another line makes one line of the two.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["line"].choices = [(line, line) for line in Service.objects.all().lines()]
