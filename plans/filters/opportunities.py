"""What opportunities can be narrowed by, on the list and on the board."""

from __future__ import annotations

import datetime as dt

import django_filters
from django.db.models import Q
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from clients.filters import ClientFilter, ForReader, SearchInput, visible_managers
from clients.models import Client
from plans.models import Opportunity, Stage


class OpportunityFilters(ForReader):
    """Without a state, the open ones: that is the list one works from."""

    q = django_filters.CharFilter(label=_("What or whom"), method="search", widget=SearchInput)
    client = ClientFilter(label=_("Client"), queryset=Client.objects.none(), url=reverse_lazy("clients:options"))
    stage = django_filters.ModelChoiceFilter(label=_("Stage"), queryset=Stage.objects.all(), empty_label=_("All"))
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[
            ("step_overdue", _("next step overdue")),
            ("close_overdue", _("close date passed")),
            ("won", _("won")),
            ("lost", _("lost")),
            ("all", _("all")),
        ],
        method="in_state",
        empty_label=_("open"),
    )
    closes = django_filters.ChoiceFilter(
        label=_("Expected within"),
        choices=[(str(days), format_lazy(_("{days} days"), days=days)) for days in (30, 60, 90, 180)],
        method="closing",
        empty_label=_("Any time"),
    )
    manager = django_filters.ModelChoiceFilter(
        label=_("Manager"), queryset=visible_managers, field_name="owner", empty_label=_("All")
    )

    class Meta:
        model = Opportunity
        fields = ["q", "client", "stage", "state", "closes", "manager"]

    @property
    def today(self) -> dt.date:
        return self.request.rules.today(timezone.now())

    def filter_queryset(self, queryset):
        found = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("state") else found.open()

    def search(self, queryset, name, value):
        return queryset.filter(Q(title__unaccent__icontains=value) | Q(client__name__unaccent__icontains=value))

    def in_state(self, queryset, name, value):
        if value in ("step_overdue", "close_overdue"):
            return getattr(queryset, value)(self.today)
        return queryset.all() if value == "all" else getattr(queryset, value)()

    def closing(self, queryset, name, value):
        return queryset.filter(expected_on__lte=self.today + dt.timedelta(days=int(value)))


class BoardFilters(OpportunityFilters):
    """The board has the stages as its columns, and open ones only."""

    stage = state = None

    class Meta:
        model = Opportunity
        fields = ["q", "client", "closes", "manager"]

    def filter_queryset(self, queryset):
        return super(OpportunityFilters, self).filter_queryset(queryset)
