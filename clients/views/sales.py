"""What clients bought and gave back."""

from django.http import Http404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.access import READERS, For
from accounts.models.company import CompanyRules
from clients.filters_of_facts import SaleFilters
from clients.forms.facts import ReturnForm, SaleForm, new_order
from clients.models import Sale
from clients.models.exchange_rate import rate_on
from clients.views.facts import ChangePage, FactPage
from pages.formats.numbers import day, money
from pages.views import Column, ListPage

FILLED_IN = ("service", "quantity", "amount", "cost", "currency")


def without_rate(sale: Sale, rules: CompanyRules) -> str:
    """What is to be known of a sale in a currency that has no rate on its day; nothing of others."""
    if rate_on(sale.currency, sale.date, rules.currency) is not None:
        return ""
    said = gettext(
        "%(currency)s has no exchange rate on %(day)s, so figures cannot add it to sales in %(base)s: ask an executive"
        " or administrator to enter one under Exchange rates."
    )
    return said % {"currency": sale.currency, "day": day(sale.date), "base": rules.currency}


class SaleList(For, ListPage):
    roles = READERS
    title = _("Sales")
    filterset_class = SaleFilters
    columns = [
        Column(_("Date"), sort="date", css="hide-phone"),
        Column(_("Client"), sort="client"),
        Column(_("Service"), css="hide-phone"),
        Column(_("Amount"), sort="amount", css="num"),
        Column(_("Profit"), css="num hide-phone"),
        Column(_("Order"), css="hide-phone"),
        Column(_("Sold by"), css="hide-phone"),
        Column(""),
    ]
    row_template = "clients/sale_row.html"
    orderings = {
        "date": ("date", "pk"),
        "client": ("client__name", "date", "pk"),
        "amount": ("amount", "pk"),
    }
    ordering = "-date"
    empty_title = _("No sales yet")
    empty_text = _("What your clients buy stands here, newest first. A sale is recorded on the client's page.")
    empty_template = "clients/go_to_clients.html"
    actions_template = "clients/sale_list_actions.html"

    def get_queryset(self):
        sales = Sale.objects.visible_to(self.request.user).live()
        return sales.select_related("client", "service", "sold_by", "returns")


class RecordSale(FactPage):
    """The address may fill in what is known of it already: ?service=guarding&amount=500."""

    form_class = SaleForm
    title = _("New sale")
    submit = _("Record")
    success_message = _("The sale is recorded.")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"by": self.request.user, "client": self.client, "today": self.today}

    def get_initial(self):
        order = new_order(self.today)
        asked = self.request.GET
        given = {name: asked[name].replace("\x00", "") for name in FILLED_IN if name in asked}
        about = {"date": self.today, "currency": self.request.rules.currency, "quantity": 1}
        return about | {"order": order, "line": "1"} | given

    def get_success_message(self) -> str:
        return f"{self.success_message} {without_rate(self.object, self.request.rules)}".strip()

    def perform(self, form):
        return Sale.record_sale(self.client, **self.who_and_when, **form.cleaned_data)


class ChangeSale(ChangePage):
    model = Sale
    form_class = SaleForm
    title = _("Change the sale")

    def get_success_message(self) -> str:
        return f"{self.success_message} {without_rate(self.object, self.request.rules)}".strip()

    def get_form_kwargs(self):
        if self.fact.returns_id:
            raise Http404  # a return is put into the trash and recorded anew
        return super().get_form_kwargs() | {"by": self.request.user, "client": self.client, "today": self.today}

    def perform(self, form):
        fields = form.cleaned_data | {"currency": form.cleaned_data["currency"] or self.request.rules.currency}
        return self.fact.change(**self.who_and_when, **fields)


class RecordReturn(ChangePage):
    model = Sale
    form_class = ReturnForm
    title = _("Take the sale back")
    submit = _("Take back")
    success_message = _("The return is recorded.")

    @property
    def intro(self) -> str:
        sale, (amount, _cost) = self.fact, self.fact.left()
        said = gettext(
            "%(client)s bought %(service)s on %(day)s. Left to take back: %(left)s. The return counts on its own day."
        )
        about = {"client": sale.client, "service": sale.service, "day": day(sale.date)}
        return said % {**about, "left": money(amount, sale.currency)}

    def get_form_kwargs(self):
        if self.fact.returns_id:
            raise Http404
        return super().get_form_kwargs() | {"today": self.today}

    def get_initial(self):
        amount, cost = self.fact.left()
        order = new_order(self.today)
        quantity = self.fact.quantity
        return {
            "amount": amount,
            "cost": max(cost, 0),
            "date": self.today,
            "quantity": quantity,
            "order": order,
            "line": "1",
        }

    def perform(self, form):
        return self.fact.record_return(**self.who_and_when, **form.cleaned_data)
