"""What lists of clients and of their facts can be narrowed by."""

from __future__ import annotations

import datetime as dt

import django_filters
from django import forms
from django.db.models import Q
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clients.models import Client, Interaction, Responsibility
from pages.forms import Day, SearchField


class SearchInput(forms.TextInput):
    input_type = "search"


class ClientFilter(django_filters.Filter):
    """One client, found by typing."""

    field_class = SearchField


def visible_clients(request):
    return Client.objects.visible_to(request.user)


def visible_managers(request):
    """Those whose work the reader may look at, and for whom the reader stands in today."""
    user = request.user
    if not user.is_manager:
        return User.objects.visible_to(user).managers()
    return User.objects.managers().filter(pk__in=[*user.line_ids, *covered(request)])


def covered(request) -> list[int]:
    return request.user.covered_on(request.rules.today(timezone.now()))


class ForReader(django_filters.FilterSet):
    """A filter whose choices are those that the reader may see."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "client" in self.filters:
            self.form.fields["client"].queryset = visible_clients(self.request)
        user = self.request.user
        if "manager" in self.filters and user.is_manager and user.line_ids == [user.pk] and not covered(self.request):
            del self.form.fields["manager"]  # the only one is oneself


class ClientFilters(ForReader):
    q = django_filters.CharFilter(label=_("Search"), method="search", widget=SearchInput)
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=Client.Kind, empty_label=_("All"))
    sector = django_filters.ChoiceFilter(label=_("Sector"), empty_label=_("All"))
    market = django_filters.ChoiceFilter(label=_("Market"), choices=Client.Market, empty_label=_("All"))
    reach = django_filters.ChoiceFilter(label=_("Reach"), choices=Client.Reach, empty_label=_("All"))
    manager = django_filters.ModelChoiceFilter(
        label=_("Manager"), queryset=visible_managers, method="held_by", empty_label=_("All")
    )

    class Meta:
        model = Client
        fields = ["q", "kind", "sector", "market", "reach", "manager"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        sectors = visible_clients(self.request).exclude(sector="").order_by("sector").values_list("sector", flat=True)
        self.form.fields["sector"].choices = [("", _("All")), *((name, name) for name in sectors.distinct())]

    def search(self, queryset, name, value):
        return queryset.search(value)

    def held_by(self, queryset, name, value):
        today = self.request.rules.today(timezone.now())
        return queryset.filter(pk__in=Responsibility.objects.on(today).filter(manager=value).values("client"))


class InteractionFilters(ForReader):
    q = django_filters.CharFilter(label=_("Search"), method="search", widget=SearchInput)
    client = ClientFilter(label=_("Client"), queryset=Client.objects.none(), url=reverse_lazy("clients:options"))
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=Interaction.Kind, empty_label=_("All"))
    status = django_filters.ChoiceFilter(label=_("Status"), choices=Interaction.Status, empty_label=_("All"))
    manager = django_filters.ModelChoiceFilter(
        label=_("Manager"), queryset=visible_managers, method="of_manager", empty_label=_("All")
    )
    since = django_filters.DateFilter(label=_("From"), method="from_day", widget=Day)
    until = django_filters.DateFilter(label=_("To"), method="to_day", widget=Day)

    class Meta:
        model = Interaction
        fields = ["q", "client", "kind", "status", "manager", "since", "until"]

    def search(self, queryset, name, value):
        return queryset.filter(
            Q(subject__unaccent__icontains=value)
            | Q(notes__unaccent__icontains=value)
            | Q(client__in=visible_clients(self.request).exactly(value))
        )

    def of_manager(self, queryset, name, value):
        return queryset.of([value.pk])

    def from_day(self, queryset, name, value):
        return queryset.filter(started_at__gte=local_midnight(value))

    def to_day(self, queryset, name, value):
        return queryset.filter(started_at__lt=local_midnight(value + dt.timedelta(days=1)))


def local_midnight(day: dt.date) -> dt.datetime:
    """The first instant of `day` in the reader's zone."""
    return dt.datetime.combine(day, dt.time(), timezone.get_current_timezone())
