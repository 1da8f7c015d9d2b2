"""What has to be renewed or ended soon, and what it is worth; also as dates for a calendar."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Q, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from accounts.access import READERS, For
from clients import calendars
from clients.models import Contract
from pages.views import Column, ListPage

SPANS = (30, 60, 90, 180)
MOST = 2000  # entries of one calendar


class RenewalList(For, ListPage):
    roles = READERS
    title = _("Renewals")
    template_name = "clients/renewals.html"
    columns = [
        Column(_("Client"), sort="client"),
        Column(_("Contract"), css="hide-phone"),
        Column(_("Decide by"), sort="due"),
        Column(_("Last day"), sort="end", css="hide-phone"),
        Column(_("Value"), sort="value", css="num hide-phone"),
        Column(""),
    ]
    row_template = "clients/renewal_row.html"
    orderings = {
        "due": ("due_on", "pk"),
        "client": ("client__name", "pk"),
        "end": ("ends_on", "pk"),
        "value": ("value", "pk"),
    }
    ordering = "due"
    actions_template = "clients/renewals_actions.html"
    empty_title = _("Nothing is due")
    empty_text = _("Contracts whose notice day or end comes within these days stand here until a successor is signed.")

    @property
    def within(self) -> int:
        asked = self.request.GET.get("within", "")
        return int(asked) if asked in map(str, SPANS) else 90

    def due(self, within: int):
        return Contract.objects.visible_to(self.request.user).live().to_renew(within, self.today)

    def get_queryset(self):
        return self.due(self.within).select_related("client")

    def get_rows(self, rows):
        begun = Contract.objects.live().filter(renews__in=rows).values_list("renews", "pk")
        successors = dict(begun)
        for contract in rows:
            contract.days_left = (contract.due_on - self.today).days
            contract.successor = successors.get(contract.pk)
        return rows

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"spans": self.sums(), "within": self.within}

    def sums(self) -> list[dict[str, object]]:
        """How many are due within each span, and their values, currency by currency. One query."""
        until = {days: Q(due_on__lte=self.today + dt.timedelta(days=days)) for days in SPANS}
        counts = {f"count_{days}": Count("pk", filter=within) for days, within in until.items()}
        values = {f"value_{days}": Sum("value", filter=within) for days, within in until.items()}
        found = list(
            self.due(SPANS[-1]).order_by().values("currency").annotate(**counts, **values).order_by("currency")
        )
        return [
            {
                "days": days,
                "count": sum(row[f"count_{days}"] for row in found),
                "values": [(row[f"value_{days}"], row["currency"]) for row in found if row[f"value_{days}"]],
            }
            for days in SPANS
        ]


class AllDates(For, View):
    """The dates of all running contracts that the reader sees."""

    roles = READERS

    def get(self, request):
        now = timezone.now()
        running = Contract.objects.visible_to(request.user).live().to_renew(36500, request.rules.today(now))
        found = running.select_related("client").order_by("due_on", "pk")
        return as_calendar(calendars.calendar(found[:MOST], now), "contracts.ics")


class OneDate(For, View):
    roles = READERS

    def get(self, request, pk):
        found = Contract.objects.visible_to(request.user).live().select_related("client")
        contract = get_object_or_404(found, pk=pk)
        return as_calendar(calendars.calendar([contract], timezone.now()), "contract.ics")


def as_calendar(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"},
    )
