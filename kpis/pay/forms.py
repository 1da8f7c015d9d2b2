"""What executives type: pay plans with their targets, months, pay terms. 95 is typed where 0.95 is kept."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import Level, Role, User
from clients.forms.fields import AmountField, CurrencyField
from kpis import catalogue, goals
from kpis.catalogue import Measure
from kpis.models import Books, PayPlan, Target
from kpis.models.wholemonths import following
from kpis.overview import months_back
from pages.formats import numbers
from pages.forms import Form, SearchField

AHEAD, BACK = 24, 12  # months that may be chosen, from the running one
ROWS = 20  # targets that a plan may have
HUNDRED = Decimal(100)
ONE = "one"
KINDS = {  # what is counted, for the groups of measures to choose from
    "client": _("Clients"),
    "sale": _("Sales"),
    "interaction": _("Talks"),
    "case": _("Cases"),
    "contact": _("Contacts"),
    "survey": _("Survey answers"),
    "contract": _("Contracts"),
    "goal": _("Company goals"),
}


class MonthField(forms.TypedChoiceField):
    """One of the months that are not closed. Its value is the month's first day."""

    def __init__(self, **kwargs):
        super().__init__(coerce=dt.date.fromisoformat, empty_value=None, **kwargs)

    def offer(self, running: dt.date, chosen: dt.date | None = None) -> None:
        """From the first open month, or a year back, until two years ahead; and what was chosen before."""
        closed = Books.objects.values_list("closed_through", flat=True).first()
        first = following(closed) if closed else months_back(running, BACK + 1)[0]
        months = {month for month in months_back(_ahead(running), AHEAD + BACK + 1) if month >= first}
        months |= {chosen} if chosen else set()
        self.choices = [(f"{month:%Y-%m-%d}", numbers.month(month)) for month in sorted(months)]


def _ahead(running: dt.date) -> dt.date:
    return running.replace(year=running.year + AHEAD // 12)


class PercentField(AmountField):
    """Typed in percent, kept as a fraction."""

    def prepare_value(self, value):
        return super().prepare_value(value * HUNDRED if isinstance(value, Decimal) else value)

    def clean(self, value):
        found = super().clean(value)
        return found / HUNDRED if found is not None else None

    def has_changed(self, initial, data):
        return super().has_changed(initial * HUNDRED if isinstance(initial, Decimal) else initial, data)


def people() -> SearchField:
    """One of the managers who may sign in, found by typing."""
    managers = User.objects.active().managers()
    return SearchField(managers, url=reverse_lazy("payplans:people"), key="email", label=_("Manager"))


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
        typed = super().clean()
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
    held = {goal.key for goal in goals.Goal.objects.of_month(since)}
    groups: dict[object, list] = {}
    for key, measure in measures.items():
        if key in chosen or (measure.better and (measure.record != catalogue.GOAL or key in held)):
            groups.setdefault(KINDS.get(measure.record, _("Others")), []).append((key, measure.label))
    return [("", "–"), *groups.items()]


RowsOfTargets = forms.formset_factory(
    TargetForm, formset=TargetRows, extra=0, can_delete=True, max_num=ROWS, validate_max=True
)


class PlanForm(Form):
    """A plan with the rows of its targets, `rows`: right only where all of them are."""

    name = forms.CharField(label=_("Name"), max_length=200)
    whom = forms.ChoiceField(label=_("For whom"))
    manager = people()
    since = MonthField(label=_("From"))

    def __init__(self, *args, running: dt.date, plan: PayPlan | None = None, blank: int = 1, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["manager"].required = False
        self.fields["whom"].choices = WHOM
        self.fields["since"].offer(running, plan and plan.since)
        since = plan.since if plan else following(running)
        self.initial = (_plan_typed(plan) if plan else {"since": since.isoformat()}) | self.initial
        targets = list(plan.targets.all()) if plan else []
        self.rows = RowsOfTargets(self.data if self.is_bound else None, targets=targets, since=since)
        self.rows.extra = blank

    def is_valid(self):
        return all([super().is_valid(), self.rows.is_valid()])

    def clean(self):
        typed = super().clean()
        if typed.get("whom") == ONE and not typed.get("manager") and "manager" not in self.errors:
            self.add_error("manager", _("Say whom this plan is for."))
        return typed

    @cached_property
    def plan_fields(self) -> dict[str, object]:
        """What the verbs take."""
        typed = self.cleaned_data
        role, _, level = typed["whom"].partition(" ")
        one = typed["whom"] == ONE
        whom = {
            "role": "" if one else role,
            "level": "" if one else level,
            "manager": typed["manager"] if one else None,
        }
        return {"name": typed["name"], "since": typed["since"], "targets": self.rows.found(), **whom}


WHOM = [
    (f"{Role.KEY_MANAGER} ", _("All key account managers")),
    (f"{Role.KEY_MANAGER} {Level.SENIOR}", _("Senior key account managers")),
    (f"{Role.KEY_MANAGER} {Level.JUNIOR}", _("Junior key account managers")),
    (f"{Role.ACCOUNT_MANAGER} ", _("Account managers")),
    (ONE, _("One manager")),
]


def _plan_typed(plan: PayPlan) -> dict[str, object]:
    whom = ONE if plan.manager_id else f"{plan.role} {plan.level}"
    return {"name": plan.name, "whom": whom, "manager": plan.manager, "since": plan.since.isoformat()}


class MonthForm(Form):
    """One month: from which a copy begins, or in which something no longer holds."""

    on = MonthField(label=_("From"))

    def __init__(self, *args, running: dt.date, label, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].label = label
        self.fields["on"].offer(running)
        self.initial.setdefault("on", following(running).isoformat())


class TermsForm(Form):
    """New pay terms of a manager."""

    manager = people()
    since = MonthField(label=_("From"))
    base = AmountField(label=_("Base pay a month"), max_digits=18, decimal_places=2)
    variable = AmountField(label=_("Variable pay at target a month"), max_digits=18, decimal_places=2)
    currency = CurrencyField(required=True, help_text=" ")

    def __init__(self, *args, running: dt.date, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["since"].offer(running)
        self.initial.setdefault("since", following(running).isoformat())
