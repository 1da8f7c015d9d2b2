"""What the list of promises can be narrowed by."""

import django_filters
from django.db.models import Q
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.filters import ClientFilter, ForReader, SearchInput, visible_managers
from clients.models import Client
from work.models import Promise
from work.models.promise import SOURCES

TO_BE_KEPT = "unsettled"


class PromiseFilters(ForReader):
    """Without a state, those still to be kept: that is the list one works from."""

    q = django_filters.CharFilter(label=_("What or to whom"), method="search", widget=SearchInput)
    client = ClientFilter(label=_("Client"), queryset=Client.objects.none(), url=reverse_lazy("clients:options"))
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[
            (TO_BE_KEPT, _("to be kept")),
            ("open", _("open")),
            ("overdue", _("overdue")),
            ("kept", _("kept")),
            ("late", _("kept late")),
            ("broken", _("broken")),
            ("all", _("all")),
        ],
        method="in_state",
        empty_label=None,
    )
    source = django_filters.ChoiceFilter(
        label=_("Promised in"),
        choices=[
            ("interaction", _("a talk")),
            ("case", _("a case")),
            ("contract", _("a contract")),
            ("task", _("a task")),
        ],
        method="from_source",
        empty_label=_("All"),
    )
    manager = django_filters.ModelChoiceFilter(label=_("Promised by"), queryset=visible_managers, empty_label=_("All"))

    class Meta:
        model = Promise
        fields = ["q", "client", "state", "source", "manager"]

    def __init__(self, data, *args, **kwargs):
        data = data.copy()
        data["state"] = data.get("state") or TO_BE_KEPT
        super().__init__(data, *args, **kwargs)

    def search(self, queryset, name, value):
        return queryset.filter(
            Q(text__unaccent__icontains=value)
            | Q(promised_to__unaccent__icontains=value)
            | Q(contact__name__unaccent__icontains=value)
        )

    def in_state(self, queryset, name, value):
        if value in ("open", "overdue"):
            return getattr(queryset, value)(self.request.rules.today(timezone.now()))
        return queryset if value == "all" else getattr(queryset, value)()

    def from_source(self, queryset, name, value):
        return queryset.filter(**{f"{value}__isnull": False}) if value in SOURCES else queryset
