"""Exchange rates: what the amounts of other currencies are worth in the company's, from when on."""

from __future__ import annotations

import datetime as dt

from django.shortcuts import get_object_or_404
from django.urls import reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.access import ADMINISTRATORS, EXECUTIVES, READERS, For
from clients import books, exchange
from clients.filters_of_facts import ExchangeRateFilters
from clients.forms.rates import ExchangeRateForm
from clients.models import ExchangeRate, Sale
from pages.formats import numbers
from pages.views import Column, ConfirmPage, FormPage, ListPage, asked_for

FILLED_IN = ("currency", "since")


class RateList(For, ListPage):
    """And the reader's own sales that have no rate, of months in which one can be entered."""

    roles = (*READERS, *ADMINISTRATORS)
    template_name = "clients/rates.html"
    title = _("Exchange rates")
    filterset_class = ExchangeRateFilters
    columns = [
        Column(_("Currency"), sort="currency"),
        Column(_("From"), sort="since"),
        Column(""),
    ]
    row_template = "clients/rate_row.html"
    orderings = {"currency": ("currency", "since", "pk"), "since": ("since", "currency", "pk")}
    ordering = "-since"
    actions_template = empty_template = "clients/rate_list_actions.html"
    empty_title = _("No exchange rates yet")
    empty_text = _(
        "Where a sale is in another currency than the company's, figures take it at the rate in force on its day."
        " Executives and administrators enter the rates; files of them can be imported."
    )

    def get_queryset(self):
        return ExchangeRate.objects.all()

    def get_rows(self, rows):
        for rate in rows:
            rate.is_open = self.opens is None or rate.since >= self.opens
        return rows

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "may_keep": ExchangeRate.may_keep(self.request.user),
            "gaps": self.gaps(),
            "opens": self.opens,
            "base": self.request.rules.currency,
        }

    @cached_property
    def opens(self) -> dt.date | None:
        return books.look()

    def gaps(self) -> list[exchange.Gap]:
        sales = Sale.objects.visible_to(self.request.user).live()
        return exchange.gaps(sales.filter(date__gte=self.opens) if self.opens else sales, self.request.rules.currency)


class RatePage(For, FormPage):
    """For those who keep the rates."""

    roles = (*EXECUTIVES, *ADMINISTRATORS)
    form_class = ExchangeRateForm
    success_url = cancel_url = reverse_lazy("rates:list")

    @cached_property
    def rate(self) -> ExchangeRate:
        return get_object_or_404(ExchangeRate, pk=self.kwargs["pk"])

    def get_success_message(self) -> str:
        return f"{self.object.words} {self.success_message}"


class EnterRate(RatePage):
    """The address may fill in what is missing: ?currency=USD&since=2026-11-03."""

    title = _("New exchange rate")
    submit = _("Enter")
    success_message = _("The figures of open months follow.")

    def get_initial(self):
        asked = {name: asked_for(self.request, name) for name in FILLED_IN if name in self.request.GET}
        return {"since": self.today} | asked

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"base": self.request.rules.currency}

    def perform(self, form):
        return ExchangeRate.enter(**self.who_and_when, **form.cleaned_data)


class ChangeRate(RatePage):
    title = _("Change the exchange rate")
    success_message = _("The figures of open months follow.")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.rate, "base": self.rate.base}

    def perform(self, form):
        return self.rate.change(**self.who_and_when, **form.cleaned_data)


class RemoveRate(RatePage, ConfirmPage):
    template_name, dialog_template_name = ConfirmPage.template_name, ConfirmPage.dialog_template_name
    title = _("Remove the exchange rate")
    submit = _("Remove")
    danger = True
    success_message = _("It is removed; the figures of open months follow.")

    @property
    def intro(self) -> str:
        former = ExchangeRate.objects.before(self.rate).first()
        if former is None:
            said = gettext("%(rate)s Without it, what was sold from then on has no rate until the next one.")
            return said % {"rate": self.rate.words}
        said = gettext("%(rate)s Without it, the rate before goes on: 1 %(currency)s = %(former)s %(base)s.")
        about = {"currency": former.currency, "base": former.base, "former": numbers.exact(former.rate)}
        return said % {"rate": self.rate.words, **about}

    def get_form_class(self):
        return ConfirmPage.get_form_class(self)

    def perform(self, form):
        self.rate.remove(**self.who_and_when)
        return self.rate
