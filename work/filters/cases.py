"""What the list of cases can be narrowed by."""

import datetime as dt

import django_filters
from django.db.models import Q
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.filters import ClientFilter, ForReader, SearchInput, visible_managers
from clients.models import Client, Responsibility
from work.models import Case


class CaseFilters(ForReader):
    q = django_filters.CharFilter(label=_("Reference or subject"), method="search", widget=SearchInput)
    client = ClientFilter(label=_("Client"), queryset=Client.objects.none(), url=reverse_lazy("clients:options"))
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=Case.Kind, empty_label=_("All"))
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[
            ("unsolved", _("not solved yet")),
            ("open", _("open")),
            ("answered", _("answered")),
            ("waiting", _("waiting for the client")),
            ("solved", _("solved")),
            ("confirmed", _("confirmed")),
        ],
        method="in_state",
        empty_label=_("All"),
    )
    due = django_filters.ChoiceFilter(
        label=_("Due"),
        choices=[("overdue", _("overdue")), ("today", _("by tonight"))],
        method="due_by",
        empty_label=_("All"),
    )
    manager = django_filters.ModelChoiceFilter(
        label=_("Manager"), queryset=visible_managers, method="of_manager", empty_label=_("All")
    )

    class Meta:
        model = Case
        fields = ["q", "client", "kind", "state", "due", "manager"]

    def search(self, queryset, name, value):
        return queryset.filter(Q(reference__istartswith=value) | Q(subject__unaccent__icontains=value))

    def in_state(self, queryset, name, value):
        return getattr(queryset, value)()

    def due_by(self, queryset, name, value):
        """By the clock that runs: the first answer's until it is there, then the solution's."""
        now, rules = timezone.now(), self.request.rules
        tonight = rules.midnight(rules.today(now) + dt.timedelta(days=1))
        return queryset.overdue(now if value == "overdue" else tonight)

    def of_manager(self, queryset, name, value):
        """Who is named, or, where nobody is, who is responsible for the client today or stands in for that one."""
        today = self.request.rules.today(timezone.now())
        whose = [value.pk, *value.covered_on(today)]
        held = Responsibility.objects.on(today).filter(manager__in=whose).values("client")
        return queryset.filter(Q(manager=value) | Q(manager=None, client__in=held))
