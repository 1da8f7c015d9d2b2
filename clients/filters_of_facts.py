"""What the lists of sales, contracts and services can be narrowed by."""

from __future__ import annotations

import django_filters
from django.db.models import Q
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from clients.filters import ClientFilter, ForReader, SearchInput, visible_managers
from clients.models import Client, Contract, ExchangeRate, Sale, Service
from pages.forms import Day, SearchField


class ServiceFilter(django_filters.Filter):
    """One service, found by typing; also one that is no longer offered."""

    field_class = SearchField


ANY_SERVICE = {"queryset": Service.objects.all(), "url": format_lazy("{}?retired=1", reverse_lazy("services:options"))}


class SaleFilters(ForReader):
    q = django_filters.CharFilter(label=_("Order or service"), method="search", widget=SearchInput)
    client = ClientFilter(label=_("Client"), queryset=Client.objects.none(), url=reverse_lazy("clients:options"))
    service = ServiceFilter(label=_("Service"), **ANY_SERVICE)
    line = django_filters.ChoiceFilter(label=_("Line"), field_name="service__line", empty_label=_("All"))
    sold_by = django_filters.ModelChoiceFilter(label=_("Sold by"), queryset=visible_managers, empty_label=_("Anybody"))
    kind = django_filters.ChoiceFilter(
        label=_("Kind"),
        choices=[("sale", _("sales")), ("return", _("returns"))],
        method="of_kind",
        empty_label=_("All"),
    )
    since = django_filters.DateFilter(label=_("From"), field_name="date", lookup_expr="gte", widget=Day)
    until = django_filters.DateFilter(label=_("To"), field_name="date", lookup_expr="lte", widget=Day)

    class Meta:
        model = Sale
        fields = ["q", "client", "service", "line", "sold_by", "kind", "since", "until"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.form.fields["line"].choices = line_choices()

    def search(self, queryset, name, value):
        services = Service.objects.filter(Q(name__icontains=value) | Q(code__iexact=value))
        return queryset.filter(Q(order__istartswith=value) | Q(service__in=services.values("pk")))

    def of_kind(self, queryset, name, value):
        return queryset.filter(returns__isnull=value == "sale")


class ContractFilters(ForReader):
    q = django_filters.CharFilter(label=_("Number or title"), method="search", widget=SearchInput)
    client = ClientFilter(label=_("Client"), queryset=Client.objects.none(), url=reverse_lazy("clients:options"))
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[
            ("draft", _("draft")),
            ("ahead", _("signed, ahead")),
            ("in_force", _("in force")),
            ("ended", _("ended")),
        ],
        method="in_state",
        empty_label=_("All"),
    )
    ends = django_filters.ChoiceFilter(
        label=_("Ends within"),
        choices=[(str(days), format_lazy(_("{days} days"), days=days)) for days in (30, 60, 90, 180)],
        method="ending",
        empty_label=_("Any time"),
    )

    class Meta:
        model = Contract
        fields = ["q", "client", "state", "ends"]

    @property
    def today(self):
        return self.request.rules.today(timezone.now())

    def search(self, queryset, name, value):
        return queryset.filter(Q(number__icontains=value) | Q(title__icontains=value))

    def in_state(self, queryset, name, value):
        return queryset.drafts() if value == "draft" else getattr(queryset, value)(self.today)

    def ending(self, queryset, name, value):
        return queryset.ending_within(int(value), self.today)


def line_choices() -> list[tuple[str, object]]:
    return [("", _("All")), *((line, line) for line in Service.objects.all().lines())]


class ServiceFilters(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Search"), method="search", widget=SearchInput)
    line = django_filters.ChoiceFilter(label=_("Line"), empty_label=_("All"))
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[("offered", _("offered")), ("retired", _("no longer offered"))],
        method="in_state",
        empty_label=_("All"),
    )

    class Meta:
        model = Service
        fields = ["q", "line", "state"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.form.fields["line"].choices = line_choices()

    def in_state(self, queryset, name, value):
        return queryset.filter(retired_at__isnull=value == "offered")

    def search(self, queryset, name, value):
        return queryset.filter(Q(name__icontains=value) | Q(code__istartswith=value) | Q(line__icontains=value))


class ExchangeRateFilters(django_filters.FilterSet):
    currency = django_filters.AllValuesFilter(label=_("Currency"), empty_label=_("All"))

    class Meta:
        model = ExchangeRate
        fields = ["currency"]
