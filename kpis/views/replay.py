"""The last twelve months under a plan, before anybody adopts it.

A small company gets it at once; in a large one a worker does it, and the page shows the newest that the reader began.
"""

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_vary_headers
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView

from activity.models import Run
from activity.progress import FINISHED
from kpis import stretch
from kpis.pay import replay, replayfile, runs, summary
from kpis.pay.outcome import Replay
from kpis.pay.summary import Summary
from kpis.views.payplans import OfPlan
from pages.formats import numbers


class OfReplay(OfPlan):
    @cached_property
    def run(self) -> Run | None:
        """None where it is worked out at once, or nobody began it yet."""
        return runs.of_plan(self.plan, self.request.user) if self.is_long else None

    @cached_property
    def is_long(self) -> bool:
        return replay.is_long()

    def worked_out(self) -> Replay:
        return replay.of(self.plan, self.running, self.request.rules)


class ReplayPage(OfReplay, TemplateView):
    """`?from=` the manager to begin at. While a worker is at it, htmx gets the part that moves, and the whole page
    once it is finished."""

    @property
    def is_under_way(self) -> bool:
        return bool(self.run and self.run.state not in FINISHED)

    def get_template_names(self):
        asks_again = self.request.htmx and self.is_under_way
        return ["kpis/replay_progress.html" if asks_again else "kpis/replay.html"]

    def get_context_data(self, **kwargs):
        found = self.summary()
        place = stretch.asked(self.request.GET.get("from", ""), len(found.by_manager) if found else 0)
        return super().get_context_data(**kwargs) | {
            "run": self.run,
            "is_long": self.is_long,
            "under_way": self.is_under_way,
            "changed": bool(found and self.run and self.run.result["terms"] != runs.terms(self.plan)),
            "replay": found,
            "stretch": place,
            "shown": place.of(found.by_manager) if found else [],
            "chart": chart(found) if found else {},
            "running": self.running,
        }

    def summary(self) -> Summary | None:
        if not self.is_long:
            return summary.of(self.worked_out())
        done = self.run and self.run.state == Run.State.DONE
        return summary.from_json(self.run.result["outcome"]) if done else None

    def render_to_response(self, context, **kwargs):
        response = super().render_to_response(context, **kwargs)
        patch_vary_headers(response, ["HX-Request"])
        if self.request.htmx and not self.is_under_way:
            response["HX-Refresh"] = "true"
        return response


def chart(found: Summary) -> dict[str, object]:
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


class BeginReplay(OfReplay, View):
    def post(self, request, pk):
        if self.is_long:
            runs.begin(self.plan, by=request.user)
        return redirect("payplans:replay", pk)


class ReplayFile(OfReplay, View):
    """One row for each manager and month."""

    def get(self, request, pk):
        name = f"replay-plan-{self.plan.pk}.csv"
        if self.is_long:
            if not self.run or not self.run.output or self.run.state != Run.State.DONE:
                raise Http404
            return FileResponse(self.run.output.open("rb"), as_attachment=True, filename=name)
        response = HttpResponse(
            content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
        )
        replayfile.write(response, self.worked_out())
        return response
