"""What late facts would change in closed months: the list, one adjustment worked through, and the decision on it."""

from __future__ import annotations

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import TemplateView

from accounts.access import EXECUTIVES, READERS, For
from kpis import goals
from kpis.books import effect, gate, records
from kpis.evidence import link
from kpis.forms.adjustments import AcceptForm, DayOfFact, RefuseForm
from kpis.models import Adjustment, Closing
from pages.formats.numbers import money, month
from pages.views import Column, FormPage, ListPage


class AdjustmentList(For, ListPage):
    roles = READERS
    title = _("Adjustments")
    columns = [
        Column(_("Manager"), sort="manager"),
        Column(_("Month"), sort="month"),
        Column(_("State")),
        Column(_("Found"), sort="found", css="hide-phone"),
        Column(_("Effect on pay"), sort="amount", css="num"),
    ]
    row_template = "kpis/adjustment_row.html"
    orderings = {
        "state": ("-state", "-found_at", "-pk"),  # waiting, refused, accepted
        "manager": ("manager__name", "-pk"),
        "month": ("month_id", "pk"),
        "found": ("found_at", "pk"),
        "amount": ("amount", "pk"),
    }
    ordering = "state"
    empty_title = _("No adjustments")
    empty_text = _(
        "When a fact is entered, changed or taken back after its month was closed, what it would change in figures and"
        " pay waits here for an executive."
    )

    def get_queryset(self):
        return Adjustment.objects.visible_to(self.request.user).select_related("manager")


class Notice(For, View):
    """For a form that is open: whether the day written there lies in a month that is closed."""

    roles = READERS

    def get(self, request):
        form = DayOfFact(request.GET)
        day = form.day(request.rules) if form.is_valid() else None
        first = day and day.replace(day=1)
        return render(request, "kpis/late_said.html", {"first": first if first and gate.is_closed(first) else None})


class OfAdjustment(For):
    roles = READERS

    @cached_property
    def adjustment(self) -> Adjustment:
        found = Adjustment.objects.visible_to(self.request.user)
        found = found.select_related("month", "manager", "decided_by")
        return get_object_or_404(found, pk=self.kwargs["pk"])


class AdjustmentPage(OfAdjustment, TemplateView):
    template_name = "kpis/adjustment.html"

    def get_context_data(self, **kwargs):
        adjustment, measures = self.adjustment, goals.measures()
        closing = get_object_or_404(Closing.objects.select_related("closed_by"), month=adjustment.month)
        tables = records.of(adjustment, closing, measures)
        link((entry.line for table in tables for entry in table.entries), self.request.user)
        return super().get_context_data(**kwargs) | {
            "adjustment": adjustment,
            "closing": closing,
            "figures": effect.figures(adjustment, measures),
            "tables": tables,
            "effect": effect.on_pay(adjustment),
        }


class Decision(OfAdjustment, FormPage):
    """`?seen=` the version of the adjustment that the reader looked at."""

    roles = EXECUTIVES

    def get_initial(self):
        return {"seen": self.request.GET.get("seen", self.adjustment.version)}

    @property
    def cancel_url(self) -> str:
        return self.adjustment.get_absolute_url()

    def get_success_url(self) -> str:
        return reverse("adjustments:detail", args=[self.object.pk])

    @property
    def decided(self) -> dict[str, object]:
        return {"by": self.request.user, "at": timezone.now()}


class Accept(Decision):
    form_class = AcceptForm
    title = _("Accept the adjustment")
    submit = _("Accept")
    success_message = _("Accepted.")

    @property
    def intro(self) -> str:
        adjustment = self.adjustment
        open_month = gate.open_month() or adjustment.month.following
        about = {"name": adjustment.manager, "month": month(adjustment.month_id), "open": month(open_month)}
        if not adjustment.amount:
            return gettext("The figures of %(name)s for %(month)s are granted as restated. Pay stays as it is.") % about
        said = gettext("%(amount)s for %(month)s is paid to %(name)s with %(open)s, the month that is open.")
        return said % {**about, "amount": money(adjustment.amount, adjustment.currency)}

    def perform(self, form):
        return self.adjustment.accept(**self.decided, **form.cleaned_data)


class Refuse(Decision):
    form_class = RefuseForm
    title = _("Refuse the adjustment")
    submit = _("Refuse")
    success_message = _("Refused.")
    intro = _("Figures and pay stay as they were granted. The manager reads the reason.")

    def perform(self, form):
        return self.adjustment.refuse(**self.decided, **form.cleaned_data)
