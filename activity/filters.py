import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activity import telling
from activity.models import Event, Notification
from pages.forms import Day

ROOMS = [
    ("accounts", _("People and settings")),
    ("activity", _("Long work")),
    ("clients", _("Clients and their facts")),
    ("kpis", _("KPIs")),
]


class EventFilter(django_filters.FilterSet):
    room = django_filters.ChoiceFilter(label=_("About"), choices=ROOMS, method="in_room", empty_label=_("Everything"))
    actor = django_filters.ModelChoiceFilter(label=_("By"), queryset=User.objects.all(), empty_label=_("Anybody"))
    since = django_filters.DateFilter(label=_("From"), field_name="at", lookup_expr="date__gte", widget=Day)
    until = django_filters.DateFilter(label=_("Until"), field_name="at", lookup_expr="date__lte", widget=Day)

    class Meta:
        model = Event
        fields: list[str] = []

    def in_room(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        return queryset.filter(subject__startswith=f"{value}.")


class NotificationFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=lambda: kinds(), empty_label=_("All"))
    read = django_filters.ChoiceFilter(
        label=_("Read"), choices=[("no", _("Unread only"))], method="whether_read", empty_label=_("All")
    )

    class Meta:
        model = Notification
        fields: list[str] = []

    def whether_read(self, queryset: QuerySet, _name: str, _value: str) -> QuerySet:
        return queryset.unread()


def kinds() -> list[tuple[str, telling.Words]]:
    return [(name, kind.label) for name, kind in telling.kinds.items()]
