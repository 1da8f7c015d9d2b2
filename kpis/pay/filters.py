"""What the list of pay plans can be narrowed by."""

import django_filters
from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

NOW, DRAFT, PAST, ALL = "", "draft", "past", "all"


class PlanFilters(django_filters.FilterSet):
    """Without a choice: the plans that hold or will hold, and the drafts."""

    show = django_filters.ChoiceFilter(
        label=_("Show"),
        method="shown",
        empty_label=_("In force, coming and drafts"),
        choices=[(DRAFT, _("Drafts")), (PAST, _("Past")), (ALL, _("All"))],
        widget=forms.Select,
    )

    def filter_queryset(self, queryset):
        return self.shown(queryset, "show", self.form.cleaned_data.get("show") or NOW)

    def shown(self, queryset, name, value):
        today = self.request.rules.today(timezone.now())
        past = Q(state="adopted", until__lte=today.replace(day=1))
        if value == DRAFT:
            return queryset.drafts()
        if value == PAST:
            return queryset.filter(past)
        return queryset if value == ALL else queryset.exclude(past)
