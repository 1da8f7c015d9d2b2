"""Company goals: the list, one goal's months, and one value with what stands behind it."""

from __future__ import annotations

import contextlib
import datetime as dt

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import TemplateView

from accounts.access import EXECUTIVES, READERS, For
from accounts.models import Role, User
from kpis import goalbook
from kpis.forms.goals import EndForm, GoalForm, NewGoalForm, ValueForm
from kpis.forms.months import MonthField
from kpis.models import Goal, GoalValue
from kpis.overview import months_back
from pages import documents, keyset
from pages.views import Column, FormPage, ListPage


class OfGoals(For):
    @cached_property
    def running(self) -> dt.date:
        return self.today.replace(day=1)

    @cached_property
    def goal(self) -> Goal:
        goals = Goal.objects.visible_to(self.request.user).select_related("manager")
        return get_object_or_404(goals, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        goal = self.goal if "pk" in self.kwargs else None
        return super().get_context_data(**kwargs) | {"goal": goal}


class GoalList(OfGoals, ListPage):
    roles = READERS
    title = _("Goals")
    orderings = {"name": ("name", "pk")}
    ordering = "name"
    row_template = "kpis/goal_row.html"
    actions_template = empty_template = "kpis/goal_list_actions.html"
    empty_title = _("No goals yet")
    empty_text = _(
        "A goal is a measure of the company's own, such as the result of a survey. Executives set it; its value is"
        " entered every month and can be part of a pay plan."
    )

    @property
    def columns(self) -> list[Column]:
        months = [Column(date_format(first, "M Y"), css="num") for first in months_back(self.running, 2)]
        about = [Column(label, css="hide-phone") for label in (_("For"), _("Unit"), _("Direction"))]
        return [Column(_("Name"), sort="name"), *about, *months]

    def get_queryset(self):
        return Goal.objects.visible_to(self.request.user).select_related("manager")

    def get_rows(self, rows):
        entered = goalbook.progress(rows, self.request.user, months_back(self.running, 2))
        for goal in rows:
            goal.entered, goal.has_ended = entered[goal.pk], bool(goal.until and goal.until <= self.running)
        return rows


class GoalPage(OfGoals, TemplateView):
    """`?to=` the last of the twelve months shown; people page by key."""

    roles = READERS
    template_name = "kpis/goal.html"

    def get_context_data(self, **kwargs):
        user, months = self.request.user, self.months()
        people = goalbook.people(self.goal, user)
        page = keyset.page(people, ("name", "pk"), 50, **{n: self.request.GET.get(n, "") for n in ("after", "before")})
        return super().get_context_data(**kwargs) | {
            "months": months,
            "page": page,
            "lines": goalbook.lines(self.goal, page.rows, months, user),
            "currency": self.request.rules.currency,
            "earlier": months[-1] if months and self.goal.since < months[-1] else None,
            "has_ended": bool(self.goal.until and self.goal.until <= self.running),
        }

    def months(self) -> list[dt.date]:
        """The months in which the goal holds, newest first."""
        last = self.running
        with contextlib.suppress(ValidationError):  # what is no month is the running one
            last = min(last, MonthField().clean(self.request.GET.get("to", "")))
        return [first for first in reversed(months_back(last)) if self.goal.holds_in(first)]


class SetGoal(OfGoals, FormPage):
    roles = EXECUTIVES
    form_class = NewGoalForm
    title = _("New goal")
    submit = _("Set the goal")
    cancel_url = reverse_lazy("goals:list")

    def get_initial(self):
        return {"since": self.running}

    def perform(self, form):
        return Goal.set(**self.who_and_when, **form.cleaned_data)

    def get_success_url(self):
        return reverse("goals:detail", args=[self.object.pk])


class OnGoal(OfGoals, FormPage):
    """Base of the forms on one goal."""

    roles = EXECUTIVES

    @property
    def cancel_url(self) -> str:
        return reverse("goals:detail", args=[self.kwargs["pk"]])

    def get_success_url(self) -> str:
        return self.cancel_url


class ChangeGoal(OnGoal):
    form_class = GoalForm
    title = _("Change the goal")
    intro = _("Its name and definition. Unit and direction stay once there is a value.")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.goal}

    def perform(self, form):
        return self.goal.change(**self.who_and_when, **form.cleaned_data)


class EndGoal(OnGoal):
    form_class = EndForm
    title = _("End the goal")
    intro = _("Its values stay. From that month on it is no longer measured.")
    submit = _("End it")

    def perform(self, form):
        return self.goal.end(form.cleaned_data["on"], **self.who_and_when)


class OfValue(OfGoals):
    """Base of the pages of one manager's one month."""

    @cached_property
    def manager(self) -> User:
        return get_object_or_404(User.objects.visible_to(self.request.user).managers(), pk=self.kwargs["manager"])

    @cached_property
    def values(self) -> list[GoalValue]:
        """Everything entered for it, the newest first."""
        found = self.goal.values.filter(manager=self.manager, first=self.kwargs["first"])
        return list(found.select_related("goal", "entered_by").order_by("-entered_at", "-pk"))

    @property
    def in_force(self) -> GoalValue | None:
        return next((value for value in self.values if value.replaced_at is None), None)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "manager": self.manager,
            "first": self.kwargs["first"],
            "value": self.in_force,
            "former": [value for value in self.values if value.replaced_at],
        }


class ValuePage(OfValue, TemplateView):
    roles = READERS
    template_name = "kpis/goal_value.html"

    def get_context_data(self, **kwargs):
        (line,) = goalbook.lines(self.goal, [self.manager], [self.kwargs["first"]], self.request.user)
        return super().get_context_data(**kwargs) | {"place": line.places[0]}


class EnterValue(OfValue, FormPage):
    """For executives, and seniors above the manager."""

    roles = (Role.KEY_MANAGER, Role.EXECUTIVE)
    template_name = "kpis/goal_enter.html"
    form_class = ValueForm
    title = _("Enter a value")

    def get_form_kwargs(self):
        if not self.goal.may_enter(self.request.user, self.manager):
            raise Http404
        currency = self.request.rules.currency
        return super().get_form_kwargs() | {"goal": self.goal, "former": self.in_force, "currency": currency}

    def perform(self, form):
        return self.goal.enter(
            self.manager,
            self.kwargs["first"],
            by=self.request.user,
            at=self.now,
            rules=self.request.rules,
            **form.cleaned_data,
        )

    @property
    def cancel_url(self) -> str:
        return reverse("goals:detail", args=[self.goal.pk])

    def get_success_url(self) -> str:
        return self.cancel_url


class Evidence(For, View):
    """The file behind a value, also of a replaced one, for whoever may see the value."""

    roles = READERS

    def get(self, request, pk):
        values = GoalValue.objects.visible_to(request.user).select_related("goal", "manager")
        value = get_object_or_404(values.exclude(evidence=""), pk=pk)
        return documents.download(value.evidence, value.file_name)
