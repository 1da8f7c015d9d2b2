import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Level, Role, User

ACTIVE = [("yes", _("May sign in")), ("no", _("Left"))]


class PeopleFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        label=_("Search"),
        method="search",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Name or e-mail")}),
    )
    role = django_filters.ChoiceFilter(label=_("Role"), choices=Role, empty_label=_("All"))
    level = django_filters.ChoiceFilter(label=_("Level"), choices=Level, empty_label=_("All"))
    department = django_filters.ModelChoiceFilter(
        label=_("Department"), queryset=Department.objects.all(), empty_label=_("All")
    )
    active = django_filters.ChoiceFilter(
        label=_("Active"), choices=ACTIVE, method="whether_active", empty_label=_("All")
    )

    class Meta:
        model = User
        fields: list[str] = []

    def search(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        return queryset.filter(Q(name__icontains=value) | Q(email__icontains=value))

    def whether_active(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        return queryset.filter(is_active=value == "yes")
