"""A goal, its end, and one value of it."""

from __future__ import annotations

from decimal import Decimal

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clients.forms.clients import pairs
from clients.forms.fields import AmountField
from kpis.forms.months import MonthField
from kpis.models import Goal, GoalValue
from pages import documents
from pages.forms import Form, ModelForm

DIRECTIONS = [(1, _("more is better")), (-1, _("less is better"))]


class GoalForm(ModelForm):
    """Name and definition, which may always be changed; unit and direction until there is a value."""

    better = forms.TypedChoiceField(label=_("Direction"), choices=DIRECTIONS, coerce=int)
    layout = Layout("name", "definition", *pairs("unit", "better"))

    class Meta:
        model = Goal
        fields = ["name", "definition", "unit", "better"]
        widgets = {"definition": forms.Textarea(attrs={"rows": 3})}


class NewGoalForm(GoalForm):
    manager = forms.ModelChoiceField(User.objects.none(), label=_("For"), required=False)
    since = MonthField(label=_("From"), help_text=_("The first month that it holds for."))
    layout = Layout(*GoalForm.layout.fields, *pairs("manager", "since"))

    class Meta(GoalForm.Meta):
        fields = [*GoalForm.Meta.fields, "manager", "since"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["manager"].queryset = User.objects.active().managers().order_by("name", "pk")
        self.fields["manager"].empty_label = gettext("All managers")


class EndForm(Form):
    on = MonthField(label=_("Ends before"), help_text=_("The first month that it no longer holds for."))


class ValueForm(Form):
    """`shown` is the value that the form found in force: what somebody entered meanwhile is not replaced unseen."""

    value = AmountField(min_value=None)
    note = forms.CharField(
        label=_("Note"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Where the value comes from. It stays on record."),
    )
    evidence = forms.FileField(
        label=_("Evidence"),
        required=False,
        help_text=_("PDF, PNG, JPEG, XLSX, DOCX, CSV or TXT, at most 20 MB."),
        widget=forms.FileInput(attrs={"accept": ",".join(documents.KINDS)}),
    )
    shown = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, goal: Goal, former: GoalValue | None, currency: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.goal, self.former = goal, former
        label = gettext("Value")
        if goal.unit == Goal.Unit.RATE:
            label = gettext("Value, in percent")
        elif goal.unit == Goal.Unit.MONEY:
            label = gettext("Value, in %(currency)s") % {"currency": currency}
        self.fields["value"] = AmountField(
            label=label, min_value=None, decimal_places=4 if goal.unit == Goal.Unit.RATE else 6
        )
        if former:
            self.initial.update(value=former.value * self.factor, note=former.note, shown=former.pk)
            if former.evidence:
                self.fields["evidence"].help_text += " " + gettext("Empty: the file of the former value stays.")

    @property
    def factor(self) -> int:
        """Percent are typed, fractions are kept."""
        return 100 if self.goal.unit == Goal.Unit.RATE else 1

    def clean_value(self) -> Decimal:
        return self.cleaned_data["value"] / self.factor

    def clean_evidence(self):
        upload = self.cleaned_data["evidence"]
        return documents.checked(upload) if upload else None

    def clean(self):
        if self.cleaned_data.pop("shown", None) != (self.former and self.former.pk):
            self.data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict: what was typed stays
            self.data["shown"] = self.former.pk if self.former else ""  # type: ignore[index]
            raise forms.ValidationError(
                _("Meanwhile somebody else entered a value. Look at it, then decide again whether yours replaces it.")
            )
        return self.cleaned_data
