"""A plan with its targets."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import Level, Role
from kpis.models import PayPlan
from kpis.models.wholemonths import following
from kpis.pay.forms.fields import MonthField, people
from kpis.pay.forms.rows import RowsOfTargets
from pages.forms import Form

ONE = "one"


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
        self.initial = {"since": since.isoformat(), **(_plan_typed(plan) if plan else {}), **self.initial}
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
