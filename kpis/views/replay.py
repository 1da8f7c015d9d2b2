"""The last twelve months under a plan, before anybody adopts it."""

import csv
from decimal import Decimal

from django.http import HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView

from clients.formulas import guarded
from kpis.pay import payout, replay
from kpis.pay.outcome import Case, Replay
from kpis.views.payplans import OfPlan
from pages.formats import numbers


class OfReplay(OfPlan):
    @cached_property
    def replay(self) -> Replay:
        return replay.of(self.plan, self.running, self.request.rules)


class ReplayPage(OfReplay, TemplateView):
    template_name = "kpis/replay.html"

    def get_context_data(self, **kwargs):
        found = self.replay
        return super().get_context_data(**kwargs) | {"replay": found, "chart": chart(found), "running": self.running}


def chart(found: Replay) -> dict[str, object]:
    """Bars a month, where all are paid in one currency."""
    if len(found.sums) != 1:
        return {}
    return {
        "locale": get_language(),
        "currency": found.sums[0].currency,
        "months": [numbers.month(month.first) for month in found.by_month],
        "before": [float(month.sums[0].before) for month in found.by_month],
        "after": [float(month.sums[0].after) for month in found.by_month],
        "labels": {"before": _("as paid"), "after": _("under this plan")},
        "none": "–",
    }


class ReplayFile(OfReplay, View):
    """One row for each manager and month."""

    def get(self, request, pk):
        name = f"replay-plan-{self.plan.pk}.csv"
        response = HttpResponse(
            content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
        )
        response.write("\N{BYTE ORDER MARK}")  # or else spreadsheets take UTF-8 for Latin-1
        writer = csv.writer(response)
        writer.writerow(HEADERS)
        writer.writerows([guarded(cell) for cell in _cells(case)] for case in self.replay.cases)
        return response


HEADERS = [
    "month", "manager", "name", "currency", "score_before", "score_after", "pay_before", "pay_after", "difference",
    "without_value",
]  # fmt: skip


def _cells(case: Case) -> list[str]:
    return [
        f"{case.first:%Y-%m}",
        case.manager.email,
        case.manager.name,
        case.pay.currency,
        *(_plain(payout.shown(score)) for score in (case.score_before, case.score_after)),
        *(_plain(amount) for amount in (case.pay.before, case.pay.after, case.pay.difference)),
        "; ".join(str(label) for label, _why in case.missing),
    ]


def _plain(number: Decimal | None) -> str:
    return "" if number is None else f"{number:f}"
