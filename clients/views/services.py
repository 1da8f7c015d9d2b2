"""The catalogue: what we sell, in lines, and what it costs from which day on."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View

from accounts.access import MANAGERS, READERS, For
from accounts.models import Role
from activity.models import Event
from clients.catalogue import buyers_of, price_steps
from clients.filters_of_facts import ServiceFilters
from clients.forms.facts import LineNameForm, NewServiceForm, PriceForm, ServiceForm
from clients.models import Service, ServicePrice
from clients.views.facts import FactPage
from pages.views import Column, ListPage, asked_for

KEEPERS = (Role.KEY_MANAGER, Role.EXECUTIVE)  # of whom only seniors: `Service.may_keep`
EVENTS = 50


class ServiceList(For, ListPage):
    roles = READERS
    title = _("Services")
    filterset_class = ServiceFilters
    columns = [
        Column(_("Line"), sort="line", css="hide-phone"),
        Column(_("Name"), sort="name"),
        Column(_("Code"), sort="code", css="hide-phone"),
        Column(_("Price"), sort="price", css="num"),
        Column(_("Since"), css="num hide-phone"),
    ]
    row_template = "clients/service_row.html"
    orderings = {name: (name, "name", "pk") for name in ("line", "code", "price")} | {"name": ("name", "pk")}
    ordering = "line"
    actions_template = "clients/service_list_actions.html"
    empty_title = _("The catalogue is empty")
    empty_text = _("What the company sells stands here, so that sales can name it. Seniors and executives add to it.")
    empty_template = "clients/service_list_actions.html"

    def get_queryset(self):
        return Service.objects.priced(self.today)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"may_keep": Service.may_keep(self.request.user)}


class OneService(For, TemplateView):
    roles = READERS
    template_name = "clients/service_detail.html"

    def get_context_data(self, **kwargs):
        user, today = self.request.user, self.today
        service = get_object_or_404(Service.objects.priced(today), pk=self.kwargs["pk"])
        prices = list(service.prices.select_related("recorded_by"))
        return (
            super().get_context_data(**kwargs)
            | {"service": service, "today": today, "may_keep": Service.may_keep(user)}
            | {"prices": prices, "in_force": next((p for p in prices if p.since <= today), None)}
            | {"chart": price_steps(prices, today), "bought": buyers_of(service, user, today)}
            | {"history": list(Event.objects.about(service).select_related("actor")[:EVENTS])}
        )


class ServicePage(FactPage):
    """For those who keep the catalogue: seniors and executives."""

    roles = KEEPERS
    form_class = ServiceForm
    client = None  # the catalogue is the company's
    notice_template = ""
    cancel_url = reverse_lazy("services:list")

    def get_success_url(self):
        return str(self.cancel_url)

    def get_form_kwargs(self):
        if not Service.may_keep(self.request.user):
            raise Http404
        return super().get_form_kwargs()


class OfferService(ServicePage):
    form_class = NewServiceForm
    title = _("New service")
    submit = _("Add")

    def perform(self, form):
        return Service.offer(**self.who_and_when, **form.cleaned_data)


class AboutService(ServicePage):
    """A form on one, `service`. It leads back to its page."""

    @cached_property
    def service(self) -> Service:
        return get_object_or_404(Service, pk=self.kwargs["pk"])

    @property
    def cancel_url(self) -> str:
        return self.service.get_absolute_url()


class ChangeService(AboutService):
    title = _("Change the service")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.service}

    def perform(self, form):
        return self.service.change(**self.who_and_when, **form.cleaned_data)


class ChangePrice(AboutService):
    form_class = PriceForm
    title = _("Change the price")
    success_message = _("The price is set.")

    def get_initial(self):
        held = self.service.price_on(self.today)
        price = held and held.price
        return {
            "price": price,
            "currency": (held and held.currency) or self.request.rules.currency,
            "since": self.today,
        }

    def perform(self, form):
        return self.service.set_price(**self.who_and_when, **form.cleaned_data)


class RenameLine(ServicePage):
    form_class = LineNameForm
    title = _("Rename a line")
    submit = _("Rename")
    success_message = _("The line has its new name.")

    def get_initial(self):
        return {"line": asked_for(self.request, "line")}

    def perform(self, form):
        return Service.rename_line(**self.who_and_when, **form.cleaned_data)


class ServiceDeed(For, View):
    """A button on a service's page."""

    roles = KEEPERS

    def post(self, request, pk):
        if not Service.may_keep(request.user):
            raise Http404
        service = self.get_service(pk)
        try:
            self.perform(service, {"by": request.user, "at": timezone.now()})
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        return HttpResponseRedirect(service.get_absolute_url())

    def get_service(self, pk) -> Service:
        return get_object_or_404(Service, pk=pk)

    def perform(self, service: Service, who_and_when: dict) -> None:
        raise NotImplementedError


class RetireService(ServiceDeed):
    def perform(self, service, who_and_when):
        service.retire(**who_and_when)


class OfferAgain(ServiceDeed):
    def perform(self, service, who_and_when):
        service.offer_again(**who_and_when)


class DropPrice(ServiceDeed):
    def get_service(self, pk):
        self.planned = get_object_or_404(ServicePrice.objects.select_related("service"), pk=pk)
        return self.planned.service

    def perform(self, service, who_and_when):
        service.drop_price(self.planned, **who_and_when)


class ServiceOptions(For, View):
    """The services that match what is typed, for the field that finds one; with `retired`, also those of the past."""

    roles = READERS

    def get(self, request):
        typed = asked_for(request, "q").strip()
        found = Service.objects.all() if "retired" in request.GET else Service.objects.offered()
        found = found.filter(Q(name__icontains=typed) | Q(code__istartswith=typed))[:12]
        return render(request, "clients/service_options.html", {"services": found})


class Worth(For, View):
    """What an empty amount of a sale's form comes to, while the form is filled in; nothing while it is not known."""

    roles = MANAGERS

    def get(self, request):
        code = asked_for(request, "service").strip()
        service = Service.objects.filter(code=code).first()
        quantity, on = number_of(request.GET.get("quantity", "")), day_of(request.GET.get("date", ""))
        currency = request.GET.get("currency", "").strip().upper() or request.rules.currency
        found = {}
        if service and on and quantity is not None:
            amount = service.worth(quantity, on, currency)
            found = {"price": service.price_on(on), "quantity": quantity, "amount": amount, "on": on}
        return render(request, "clients/worth.html", found | {"currency": currency})


def number_of(text: str) -> Decimal | None:
    """What an amount field would take, or None."""
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() and 0 <= number < Decimal(10) ** 12 else None


def day_of(text: str) -> dt.date | None:
    try:
        return parse_date(text.strip())
    except ValueError:
        return None
