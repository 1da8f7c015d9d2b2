"""What the list of tasks can be narrowed by."""

from __future__ import annotations

import datetime as dt

import django_filters
from django.db.models import Q
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.filters import ClientFilter, ForReader, SearchInput, visible_managers
from clients.models import Client
from work.models import Case, Task

SHOWN = [
    ("mine", _("mine")),
    ("overdue", _("overdue")),
    ("review", _("to be reviewed by me")),
    ("handed_back", _("handed back to me")),
    ("left_behind", _("of people who left")),
    ("ended", _("approved and called off")),
    ("all", _("all, also ended")),
]
OF_LEADS = {"review", "handed_back", "left_behind"}


class TaskFilters(ForReader):
    q = django_filters.CharFilter(label=_("Search"), method="search", widget=SearchInput)
    show = django_filters.ChoiceFilter(label=_("Show"), choices=SHOWN, method="narrow", empty_label=_("open"))
    manager = django_filters.ModelChoiceFilter(
        label=_("By whom"), queryset=visible_managers, field_name="owner", empty_label=_("All")
    )
    client = ClientFilter(label=_("Client"), queryset=Client.objects.none(), url=reverse_lazy("clients:options"))
    priority = django_filters.ChoiceFilter(label=_("Priority"), choices=Case.Priority, empty_label=_("All"))

    class Meta:
        model = Task
        fields = ["q", "show", "manager", "client", "priority"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        user = self.request.user
        if not (user.is_senior or user.is_executive):
            choices = [choice for choice in SHOWN if choice[0] not in OF_LEADS]
            self.form.fields["show"].choices = [("", _("open")), *choices]

    def filter_queryset(self, queryset):
        if not self.form.cleaned_data.get("show"):
            queryset = queryset.open()
        return super().filter_queryset(queryset)

    def search(self, queryset, name, value):
        found = Q(title__unaccent__icontains=value) | Q(client__name__unaccent__icontains=value)
        return queryset.filter(found | Q(details__unaccent__icontains=value))

    def narrow(self, queryset, name, value):
        user = self.request.user
        if value == "mine":
            return queryset.open().filter(owner=user)
        if value == "overdue":
            return queryset.overdue(timezone.now())
        if value == "ended":
            return queryset.exclude(ended_at=None)
        if value == "all":
            return queryset
        return {
            "review": queryset.to_review,
            "handed_back": queryset.handed_back,
            "left_behind": lambda _user: queryset.left_behind(),
        }[value](user)


class BoardFilters(ForReader):
    q = django_filters.CharFilter(label=_("Search"), method="search", widget=SearchInput)
    client = ClientFilter(label=_("Client"), queryset=Client.objects.none(), url=reverse_lazy("clients:options"))
    priority = django_filters.ChoiceFilter(label=_("Priority"), choices=Case.Priority, empty_label=_("All"))
    due = django_filters.ChoiceFilter(
        label=_("Due"), choices=[("overdue", _("overdue")), ("week", _("within a week"))], method="by",
        empty_label=_("Any time"),
    )  # fmt: skip

    class Meta:
        model = Task
        fields = ["q", "client", "priority", "due"]

    search = TaskFilters.search

    def by(self, queryset, name, value):
        now = timezone.now()
        ahead = dt.timedelta(days=7) if value == "week" else dt.timedelta()
        return queryset.filter(due_at__lt=now + ahead)
