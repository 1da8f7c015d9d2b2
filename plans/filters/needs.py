"""What needs can be narrowed by."""

from __future__ import annotations

import django_filters
from django.db.models import Q
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from clients.filters import ClientFilter, ForReader, SearchInput
from clients.models import Client
from plans.models import Need


class NeedFilters(ForReader):
    """Without a state, those that are not settled: that is the list one works from."""

    q = django_filters.CharFilter(label=_("Search"), method="search", widget=SearchInput)
    client = ClientFilter(label=_("Client"), queryset=Client.objects.none(), url=reverse_lazy("clients:options"))
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[*Need.State.choices, ("all", _("all"))],
        method="in_state",
        empty_label=_("not settled"),
    )

    class Meta:
        model = Need
        fields = ["q", "client", "state"]

    def filter_queryset(self, queryset):
        found = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("state") else found.open()

    def search(self, queryset, name, value):
        words = Q(title__unaccent__icontains=value) | Q(wanted__unaccent__icontains=value)
        return queryset.filter(words | Q(analysis__unaccent__icontains=value))

    def in_state(self, queryset, name, value):
        return queryset.all() if value == "all" else queryset.filter(state=value)
