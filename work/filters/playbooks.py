"""What the list of playbooks can be narrowed by."""

from __future__ import annotations

import django_filters
from django.utils.translation import gettext_lazy as _

from clients.filters import ForReader
from work.models import Playbook


class PlaybookFilters(ForReader):
    purpose = django_filters.ChoiceFilter(label=_("Purpose"), choices=Playbook.Purpose, empty_label=_("All"))
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=Playbook.State, method="by_state", empty_label=_("in force and drafts")
    )

    class Meta:
        model = Playbook
        fields = ["purpose", "state"]

    def filter_queryset(self, queryset):
        if not self.form.cleaned_data.get("state"):
            queryset = queryset.current()
        return super().filter_queryset(queryset)

    def by_state(self, queryset, name, value):
        return queryset.filter(state=value)
