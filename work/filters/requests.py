"""What requests to departments can be narrowed by: for managers, and in a department's inbox."""

from __future__ import annotations

import datetime as dt

import django_filters
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from clients.filters import ClientFilter, ForReader, SearchInput, visible_managers
from clients.models import Client
from pages.forms import Day
from work.models import DepartmentRequest


def found_by_words(queryset, name, value):
    """In what was asked; never in what the program knows of the client."""
    return queryset.filter(subject__unaccent__icontains=value) | queryset.filter(asked__unaccent__icontains=value)


class OpenAtFirst(django_filters.FilterSet):
    """Without a state the open ones are shown."""

    def filter_queryset(self, queryset):
        found = super().filter_queryset(queryset)
        return found if self.form.cleaned_data["state"] else found.open()


class RequestFilters(OpenAtFirst, ForReader):
    q = django_filters.CharFilter(label=_("Search"), method=found_by_words, widget=SearchInput)
    client = ClientFilter(label=_("Client"), queryset=Client.objects.none(), url=reverse_lazy("clients:options"))
    department = django_filters.ModelChoiceFilter(
        label=_("Department"), queryset=Department.objects.order_by("name"), to_field_name="code", empty_label=_("All")
    )
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[
            ("overdue", _("overdue")),
            ("answered", _("answered")),
            ("to_review", _("answered, to be reviewed")),
            ("on_time", _("answered on time")),
            ("late", _("answered late")),
            ("withdrawn", _("withdrawn")),
            ("all", _("all")),
        ],
        method="in_state",
        empty_label=_("open"),
    )
    manager = django_filters.ModelChoiceFilter(
        label=_("Sent by"), queryset=visible_managers, field_name="sent_by", empty_label=_("All")
    )
    since = django_filters.DateFilter(label=_("Answered from"), method="from_day", widget=Day)
    until = django_filters.DateFilter(label=_("Answered to"), method="to_day", widget=Day)

    class Meta:
        model = DepartmentRequest
        fields = ["q", "client", "department", "state", "manager", "since", "until"]

    def in_state(self, queryset, name, value):
        if value == "overdue":
            return queryset.overdue(timezone.now())
        return queryset.all() if value == "all" else getattr(queryset, value)()

    def from_day(self, queryset, name, value):
        return queryset.filter(answered_at__gte=self.request.rules.midnight(value))

    def to_day(self, queryset, name, value):
        return queryset.filter(answered_at__lt=self.request.rules.midnight(value + dt.timedelta(days=1)))


class InboxFilters(OpenAtFirst):
    q = django_filters.CharFilter(label=_("Search"), method=found_by_words, widget=SearchInput)
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[
            ("new", _("new")),
            ("mine", _("mine")),
            ("others", _("with colleagues")),
            ("overdue", _("overdue")),
            ("answered", _("answered")),
            ("withdrawn", _("withdrawn")),
            ("all", _("all")),
        ],
        method="in_state",
        empty_label=_("open"),
    )

    class Meta:
        model = DepartmentRequest
        fields = ["q", "state"]

    def in_state(self, queryset, name, value):
        if value in ("mine", "others"):
            return getattr(queryset, value)(self.request.user)
        if value == "overdue":
            return queryset.overdue(timezone.now())
        return queryset.all() if value == "all" else getattr(queryset, value)()
