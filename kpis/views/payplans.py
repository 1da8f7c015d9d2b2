"""Pay plans: the list, one plan, and what executives do with them."""

import datetime as dt

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import TemplateView

from accounts.access import EXECUTIVES, READERS, For
from accounts.models import User
from kpis import goals
from kpis.models import Month, PayPlan
from kpis.pay import plans, targets
from kpis.pay.filters import PlanFilters
from kpis.pay.forms.plans import PlanForm
from kpis.pay.forms.rows import ROWS, RowsOfTargets
from kpis.pay.forms.terms import MonthForm
from pages.formats import numbers
from pages.views import Column, ConfirmPage, FormPage, ListPage, asked_for


class OfPlans(For):
    """Base of these pages: the clock, the month that runs, and who does what when."""

    @cached_property
    def running(self) -> dt.date:
        return self.today.replace(day=1)

    @cached_property
    def coverage(self) -> plans.Coverage:
        return plans.coverage(Month(first=self.running), self.request.rules)

    def shown(self, found) -> dict[str, object]:
        """Targets in words, as a chart and as a table."""
        lines = targets.shown(found, goals.measures(), self.request.rules.currency)
        return {"targets": lines, "chart": targets.chart(lines), "points": targets.POINTS}


class PlanList(OfPlans, ListPage):
    roles = READERS
    template_name = "kpis/payplans.html"
    title = _("Pay plans")
    filterset_class = PlanFilters
    columns = [
        Column(_("Plan"), sort="name"),
        Column(_("For whom")),
        Column(_("From"), sort="since"),
        Column(_("Until"), css="hide-phone"),
        Column(_("State")),
        Column(_("This month for"), css="hide-phone"),
    ]
    row_template = "kpis/payplan_row.html"
    orderings = {"name": ("name", "since", "pk"), "since": ("since", "name", "pk")}
    ordering = "-since"
    actions_template = "kpis/payplans_actions.html"
    empty_title = _("No pay plan yet")
    empty_text = _("A plan says for which measures a role or a manager is paid, and how much each weighs.")
    empty_template = "kpis/payplans_actions.html"

    def get_queryset(self):
        return PayPlan.objects.visible_to(self.request.user).select_related("manager")

    def get_rows(self, rows):
        executive = self.request.user.is_executive
        for row in rows:
            row.people = self.coverage.by_plan.get(row.pk, []) if executive else []
        return rows

    def get_context_data(self, **kwargs):
        running = {"running": self.running}
        if self.request.user.is_executive:
            running["coverage"] = self.coverage
        return super().get_context_data(**kwargs) | running


class OfPlan(OfPlans):
    """Of the plan that the URL names, among those that the reader may see."""

    roles = EXECUTIVES

    @cached_property
    def plan(self) -> PayPlan:
        found = PayPlan.objects.visible_to(self.request.user)
        found = found.select_related("manager", "made_by", "adopted_by", "follows")
        return get_object_or_404(found, pk=self.kwargs["pk"])

    @property
    def cancel_url(self) -> str:
        return reverse("payplans:detail", args=[self.plan.pk])

    def get_success_url(self):
        return reverse("payplans:detail", args=[(self.object or self.plan).pk])

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"plan": self.plan}


class PlanPage(OfPlan, TemplateView):
    roles = READERS
    template_name = "kpis/payplan.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        versions = PayPlan.objects.visible_to(user).alike(self.plan).select_related("adopted_by")
        return super().get_context_data(**kwargs) | {
            **self.shown(self.plan.targets.all()),
            "versions": versions.order_by("-since", "-pk"),
            "people": self.people() if user.is_executive else [],
            "running": self.running,
        }

    def people(self) -> list[User]:
        """For whom the plan holds in the running month; a draft, would hold."""
        if self.plan.is_draft:
            return plans.would_cover(self.plan, Month(first=self.running), self.request.rules)
        return self.coverage.by_plan.get(self.plan.pk, [])


class PlanFormPage(OfPlans, FormPage):
    """The form with its rows. The button “more” asks for further blank rows and saves nothing."""

    roles = EXECUTIVES
    template_name = "kpis/payplan_form.html"
    form_class = PlanForm
    plan = None
    submit = _("Save the draft")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"running": self.running, "plan": self.plan, "blank": self.blank}

    @property
    def blank(self) -> int:
        return 1 if self.plan else 3

    def post(self, request, *args, **kwargs):
        if "more" not in request.POST:
            return super().post(request, *args, **kwargs)
        request.POST = request.POST.copy()
        request.POST["t-TOTAL_FORMS"] = str(_count(request.POST) + 3)
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        rows = context["form"].rows
        found = rows.found(sure=False) if rows.is_bound else rows.targets
        return context | self.shown(found) | {"plan": self.plan, "rows": rows, "kinds": kinds(rows, self.request.rules)}


def kinds(rows, rules) -> dict[str, dict[str, object]]:
    """For the fields of a row: the unit of each measure, and whether less of it is better."""
    units = {"rate": "%", "money": rules.currency}
    return {key: {"unit": units.get(m.unit, ""), "less": m.better < 0} for key, m in rows.measures.items()}


def _count(data) -> int:
    typed = data.get("t-TOTAL_FORMS", "")
    return int(typed) if typed.isdecimal() and len(typed) < 4 else 0


class NewPlan(PlanFormPage):
    title = _("New pay plan")
    cancel_url = reverse_lazy("payplans:list")

    def perform(self, form):
        return PayPlan.draft(**self.who_and_when, **form.plan_fields)

    def get_success_url(self):
        return reverse("payplans:detail", args=[self.object.pk])


class EditPlan(OfPlan, PlanFormPage):
    title = _("Change the draft")

    def get(self, request, *args, **kwargs):
        if not self.plan.is_draft:
            raise Http404
        return super().get(request, *args, **kwargs)

    def perform(self, form):
        return self.plan.edit(**self.who_and_when, **form.plan_fields)


class Row(OfPlans, View):
    """One more blank row, for htmx."""

    roles = EXECUTIVES

    def get(self, request):
        index = _count(request.GET)
        row = RowsOfTargets(since=self.running).blank(index) if index < ROWS else None
        return render(request, "kpis/payplan_more.html", {"row": row, "count": index + 1})


class Curves(OfPlans, View):
    """What the rows typed so far pay, for the form while one edits. Nothing is kept."""

    roles = EXECUTIVES

    def post(self, request):
        rows = RowsOfTargets(request.POST, since=self.running)
        return render(request, "kpis/payplan_curves.html", self.shown(rows.found(sure=False)))


class CopyPlan(OfPlan, FormPage):
    title = _("Copy this plan")
    intro = _("A draft for the same people with all targets. It pays nobody until it is put into force.")
    submit = _("Make the draft")
    form_class = MonthForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"running": self.running, "label": _("From")}

    def perform(self, form):
        return self.plan.copy(form.cleaned_data["on"], **self.who_and_when)


class EndPlan(OfPlan, FormPage):
    title = _("End this plan")
    intro = _("Who has no other plan is then paid at target, and the statement says so.")
    submit = _("End it")
    form_class = MonthForm

    def get_form_kwargs(self):
        label = _("First month in which it no longer holds")
        return super().get_form_kwargs() | {"running": self.running, "label": label}

    def perform(self, form):
        return self.plan.end(form.cleaned_data["on"], **self.who_and_when)


class AdoptPlan(OfPlan, ConfirmPage):
    title = _("Put the plan into force")
    submit = _("Put into force")

    @property
    def intro(self) -> str:
        said = {"plan": self.plan.name, "since": numbers.month(self.plan.since)}
        never = _("“%(plan)s” then holds from %(since)s on and is never changed, only followed by the next version.")
        return " ".join([str(never % said), *self.former()])

    def former(self) -> list[str]:
        """What becomes of the plan before, in a sentence."""
        former, reaches = plans.gives_way(self.plan)
        if former is None:
            return []
        said = {
            "plan": former,
            "since": numbers.month(self.plan.since),
            "until": former.until and numbers.month(former.until),
        }
        if reaches:
            return [_("“%(plan)s” ends where it begins.") % said]
        return [
            _("“%(plan)s” ended before %(until)s: from then until %(since)s these people have no plan of their own.")
            % said
        ]

    def perform(self, form):
        return self.plan.adopt(**self.who_and_when)


class DiscardPlan(OfPlan, ConfirmPage):
    title = _("Discard the draft")
    intro = _("The draft and its targets go; the audit log keeps what they were.")
    submit = _("Discard")
    danger = True
    success_url = reverse_lazy("payplans:list")

    def perform(self, form):
        self.plan.discard(**self.who_and_when)

    def get_success_url(self):
        return str(self.success_url)


class People(For, View):
    """The managers who match what is typed, for the field that finds one."""

    roles = EXECUTIVES

    def get(self, request):
        typed = asked_for(request, "q").strip()
        found = User.objects.active().managers().filter(name__icontains=typed).order_by("name", "pk")[:12]
        return render(request, "kpis/payplan_people.html", {"people": found})
