"""The catalogue: what we sell."""

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from accounts.access import MANAGERS, READERS, For
from accounts.models import Role
from clients.filters_of_facts import ServiceFilters
from clients.forms.facts import ServiceForm
from clients.models import Service
from clients.views.facts import FactPage
from pages.views import Column, ListPage


class ServiceList(For, ListPage):
    roles = READERS
    title = _("Services")
    filterset_class = ServiceFilters
    columns = [
        Column(_("Name"), sort="name"),
        Column(_("Code"), sort="code"),
        Column(_("Line"), sort="line", css="hide-phone"),
        Column(_("Price"), sort="price", css="num"),
    ]
    row_template = "clients/service_row.html"
    orderings = {name: (name, "pk") for name in ("name", "code", "line", "price")}
    ordering = "name"
    actions_template = "clients/service_list_actions.html"
    empty_title = _("The catalogue is empty")
    empty_text = _("What the company sells stands here, so that sales can name it. Seniors and executives add to it.")
    empty_template = "clients/service_list_actions.html"

    def get_queryset(self):
        return Service.objects.all()

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"may_keep": Service.may_keep(self.request.user)}


class ServicePage(FactPage):
    """For those who keep the catalogue: seniors and executives."""

    roles = (Role.KEY_MANAGER, Role.EXECUTIVE)
    form_class = ServiceForm
    client = None  # the catalogue is the company's

    cancel_url = reverse_lazy("services:list")

    def get_success_url(self):
        return reverse("services:list")

    def get_form_kwargs(self):
        if not Service.may_keep(self.request.user):
            raise Http404
        return super().get_form_kwargs()


class OfferService(ServicePage):
    title = _("New service")
    submit = _("Add")

    def perform(self, form):
        return Service.offer(**self.who_and_when, **form.cleaned_data)


class ChangeService(ServicePage):
    title = _("Change the service")

    @cached_property
    def service(self) -> Service:
        return get_object_or_404(Service, pk=self.kwargs["pk"])

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.service}

    def perform(self, form):
        return self.service.change(**self.who_and_when, **form.cleaned_data)


class ServiceOptions(For, View):
    """The services that match what is typed, for the field that finds one."""

    roles = MANAGERS

    def get(self, request):
        typed = request.GET.get("q", "").replace("\x00", "").strip()
        found = Service.objects.filter(Q(name__icontains=typed) | Q(code__istartswith=typed))[:12]
        return render(request, "clients/service_options.html", {"services": found})
