"""The rows of a plan's targets."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from clients.forms.fields import AmountField
from kpis import catalogue, goals
from kpis.catalogue import Measure
from kpis.models import Goal, Target
from kpis.pay.forms.fields import HUNDRED, PercentField
from pages.forms import Form

ROWS = 20  # targets that a plan may have
KINDS = {  # what is counted, for the groups of measures to choose from
    "client": _("Clients"),
    "sale": _("Sales"),
    "interaction": _("Talks"),
    "case": _("Cases"),
    "promise": _("Promises"),
    "contact": _("Contacts"),
    "survey": _("Survey answers"),
    "contract": _("Contracts"),
    "goal": _("Company goals"),
}


class TargetForm(Form):
    """One row of targets. A row left as it was offered is no target."""

    measure = forms.ChoiceField(label=_("Measure"))
    value = AmountField(label=_("Target"))
    tolerance = AmountField(label=_("Tolerance"), required=False)
    weight = AmountField(label=_("Weight"), max_digits=7, decimal_places=3)
    threshold = PercentField(label=_("Paid from, %"), initial=Decimal("0.7"), max_digits=5, decimal_places=2)
    cap = PercentField(label=_("At most, %"), initial=Decimal("1.5"), max_digits=6, decimal_places=2)
    accelerator = AmountField(label=_("Above the target ×"), initial=Decimal(2), max_digits=6, decimal_places=3)

    def __init__(self, *args, measures: dict[str, Measure], choices: list, target: Target | None = None, **kwargs):
        if target:
            kwargs["initial"] = _typed(target, measures[target.measure])
        super().__init__(*args, **kwargs)
        self.measures = measures
        self.fields["measure"].choices = choices

    def clean(self):
        super().clean()
        typed = self.cleaned_data
        if self.errors or not self.has_changed():
            return typed
        target = self._target(typed)
        try:
            target.refuse_wrong(self.measures)
            target.clean_fields(exclude=["plan"])
        except ValidationError as refusal:
            self.add_error(None, refusal)
        return typed | {"target": target}

    def _target(self, typed: dict) -> Target:
        fields = {name: typed[name] for name in self.fields if name in typed and name != "DELETE"}
        if self.measures[fields["measure"]].unit == catalogue.RATE:
            fields["value"] /= HUNDRED
            fields["tolerance"] = fields["tolerance"] and fields["tolerance"] / HUNDRED
        return Target(**fields)


def _typed(target: Target, measure: Measure) -> dict[str, object]:
    """A target as it stands in the fields of its row."""
    typed = {name: getattr(target, name) for name in TargetForm.base_fields}
    if measure.unit == catalogue.RATE:
        typed |= {name: typed[name] * HUNDRED for name in ("value", "tolerance") if typed[name] is not None}
    return typed


class TargetRows(forms.BaseFormSet):
    """The rows of a plan: one for each target, and blank ones."""

    def __init__(self, *args, targets: list[Target] = (), since: dt.date, **kwargs):
        self.targets = list(targets)
        self.measures = goals.measures()
        self.choices = _choices(self.measures, since, {target.measure for target in self.targets})
        super().__init__(*args, prefix="t", **kwargs)

    def initial_form_count(self):
        return super().initial_form_count() if self.is_bound else len(self.targets)

    def get_form_kwargs(self, index):
        target = self.targets[index] if index is not None and index < len(self.targets) else None
        return {"measures": self.measures, "choices": self.choices, "target": target}

    def blank(self, index: int) -> TargetForm:
        """One more row, to stand as the row number `index`."""
        form = TargetForm(prefix=self.add_prefix(index), use_required_attribute=False, **self.get_form_kwargs(None))
        self.add_fields(form, index)
        return form

    def found(self, *, sure: bool = True) -> list[Target]:
        """The targets typed, without the rows marked for removal. With `sure` False those that are right so far."""
        rows = [form for form in self.forms if sure or form.is_valid()]
        kept = [form.cleaned_data for form in rows if not form.cleaned_data.get("DELETE")]
        return [typed["target"] for typed in kept if "target" in typed]


def _choices(measures: dict[str, Measure], since: dt.date, chosen: set[str]) -> list:
    """Those that can be paid for, by what they count; of the goals those in force."""
    held = {goal.key for goal in Goal.objects.of_month(since)}
    groups: dict[object, list] = {}
    for key, measure in measures.items():
        if key in chosen or (measure.better and (measure.record != catalogue.GOAL or key in held)):
            groups.setdefault(KINDS.get(measure.record, _("Others")), []).append((key, measure.label))
    return [("", "–"), *groups.items()]


RowsOfTargets: Any = forms.formset_factory(  # to mypy the factory forgets whose class it builds on
    TargetForm, formset=TargetRows, extra=0, can_delete=True, max_num=ROWS, validate_max=True
)
