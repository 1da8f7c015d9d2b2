"""How one asks about a line of pay, and what the list of questions can be narrowed by."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from pages.forms import Form


class QuestionForm(Form):
    text = forms.CharField(label=_("What do you want to know?"), max_length=4000, widget=forms.Textarea({"rows": 4}))


class AnswerForm(Form):
    text = forms.CharField(label=_("Your answer"), max_length=4000, widget=forms.Textarea({"rows": 4}))


WAITING, OPEN, SETTLED, ALL = "waiting", "open", "settled", "all"


class QuestionFilters(django_filters.FilterSet):
    """Without a choice: all that are open."""

    show = django_filters.ChoiceFilter(
        label=_("Show"),
        method="shown",
        empty_label=_("Open"),
        choices=[(WAITING, _("Waiting for an answer")), (SETTLED, _("Settled")), (ALL, _("All"))],
        widget=forms.Select,
    )

    def filter_queryset(self, queryset):
        return self.shown(queryset, "show", self.form.cleaned_data.get("show") or OPEN)

    def shown(self, queryset, name, value):
        if value == WAITING:
            return queryset.waiting()
        if value == SETTLED:
            return queryset.filter(settled_at__isnull=False)
        return queryset if value == ALL else queryset.open()
