"""What clients bought."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Q, Sum
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from accounts.access import READERS, For
from accounts.models.company import CompanyRules
from activity.models import Event
from clients.filters_of_facts import SaleFilters
from clients.forms.facts import SaleForm, new_order
from clients.models import Sale
from clients.models.exchange_rate import rate_on
from clients.views.facts import ChangePage, FactPage
from clients.views.services import day_of
from pages.formats.numbers import day
from pages.views import Column, ListPage, asked_for

FILLED_IN = ("service", "quantity", "amount", "cost", "currency", "sold_by", "order")
CARRIED = ("date", "currency", "sold_by", "order")  # from one line of an order to the next
MOST = 5_000  # lines that are added up
MOST_IN_ORDER = 100
EVENTS = 50


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
    sums_template = "clients/sale_sums.html"
    actions_template = "clients/sale_list_actions.html"
    orderings = {
        "date": ("date", "pk"),
        "client": ("client__name", "date", "pk"),
        "amount": ("amount", "pk"),
    }
    ordering = "-date"
    empty_title = _("No sales yet")
    empty_text = _("What your clients buy stands here, newest first. A sale is recorded on the client's page.")
    empty_template = "clients/go_to_clients.html"

    def get_queryset(self):
        sales = Sale.objects.visible_to(self.request.user).live().with_margin_for(self.request.user, self.today)
        return sales.select_related("client", "service", "sold_by", "returns")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if context["filtered"] and context["filter"].is_valid():
            context["sums"] = sums_of(context["filter"].qs, self.request.user, self.today)
        return context


def sums_of(sales, user, today) -> list[dict]:
    """What the lines come to, a row for each currency: one query, of MOST lines; nothing where there are more. The
    profit is that of the lines whose margin `user` may see, `seen` of all `lines`."""
    some = Sale.objects.filter(pk__in=sales.order_by().values("pk")[: MOST + 1]).with_margin_for(user, today)
    seen = Q(margin_seen=True)
    counts = {"lines": Count("pk"), "seen": Count("pk", filter=seen), "sum": Sum("amount")}
    rows = some.order_by().values("currency").annotate(**counts, gain=Sum(F("amount") - F("cost"), filter=seen))
    found: list[Any] = list(rows.order_by("currency"))
    return found if sum(row["lines"] for row in found) <= MOST else []


class SalePage(For, TemplateView):
    roles = READERS
    template_name = "clients/sale_detail.html"

    def get_context_data(self, **kwargs):
        user, today = self.request.user, self.today
        shown = Sale.objects.visible_to(user).live().with_margin_for(user, today).select_related("service", "sold_by")
        about = ("client", "returns", "recorded_by")
        sale = get_object_or_404(shown.select_related(*about), pk=self.kwargs["pk"])
        others = shown.filter(client=sale.client_id, order=sale.order).exclude(pk=sale.pk)
        return (
            super().get_context_data(**kwargs)
            | {
                "sale": sale,
                "client": sale.client,
                "may_work": user.is_manager,  # who sees a client as a manager works on it
                "taken_back": list(shown.filter(returns=sale).order_by("date", "pk")),
                "left": sale.left()[0],
                "left_quantity": sale.left_quantity(),
                "others": list(others.order_by("pk")[:MOST_IN_ORDER]),
                "history": list(Event.objects.about(sale).select_related("actor")[:EVENTS]),
            }
        )


class SaleEntry:
    """What recording a sale and changing one share."""

    form_class = SaleForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"by": self.request.user, "client": self.client, "today": self.today}

    def get_success_message(self) -> str:
        return f"{self.success_message} {without_rate(self.object, self.request.rules)}".strip()


class RecordSale(SaleEntry, FactPage):
    """The address may fill in what is known of it already: ?service=guarding&amount=500. With an order it is that
    order's next line."""

    template_name = "clients/sale_form.html"
    title = _("New sale")
    submit = _("Record")
    another = _("Record, then the next line")
    success_message = _("The sale is recorded.")

    @property
    def suggested_url(self) -> str:
        return reverse("services:worth")

    def get_initial(self):
        asked = self.request.GET
        given = {name: asked_for(self.request, name) for name in FILLED_IN if name in asked}
        about = {"order": new_order(self.today), "currency": self.request.rules.currency, "quantity": 1} | given
        about["date"] = day_of(asked.get("date", "")) or self.today
        return about | {"line": Sale.next_line(self.client, about["order"])}

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        if "order" in self.request.GET:
            form.fields["service"].widget.attrs["autofocus"] = True
        return form

    def get_context_data(self, **kwargs):
        order = asked_for(self.request, "order")
        lines = Sale.objects.filter(client=self.client, order=order).live().select_related("service")
        found = list(lines.order_by("pk")[:MOST_IN_ORDER]) if order else []
        return super().get_context_data(**kwargs) | {"order": order, "lines": found}

    def perform(self, form):
        return Sale.record_sale(self.client, **self.who_and_when, **form.cleaned_data)

    def get_success_url(self):
        if "another" not in self.request.POST:
            return super().get_success_url()
        carried = {name: self.request.POST.get(name, "") for name in CARRIED}
        return f"{reverse('sales:create', args=[self.client.code])}?{urlencode(carried)}"


class ChangeSale(SaleEntry, ChangePage):
    model = Sale
    title = _("Change the sale")

    def get_form_kwargs(self):
        if self.fact.returns_id:
            raise Http404  # a return is put into the trash and recorded anew
        return super().get_form_kwargs()

    def perform(self, form):
        fields = form.cleaned_data | {"currency": form.cleaned_data["currency"] or self.request.rules.currency}
        return self.fact.change(**self.who_and_when, **fields)
