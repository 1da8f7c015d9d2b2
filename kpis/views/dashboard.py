"""The month's dashboard: the company, a team or one manager; and how it stays up to date."""

import datetime as dt

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views import View
from django.views.generic import TemplateView

from accounts.access import READERS, For
from accounts.models import Level, User
from activity.models import Job
from clients.models import Client
from kpis import catalogue, formulas, freshness, goals, lens, rolling, trend
from kpis.models import Edition, Month, Standing
from kpis.overview import COLUMNS, Overview, months_back


class OfMonth(For):
    """Base of the pages of one month. A month that has not begun has no page."""

    roles = READERS

    @cached_property
    def running(self) -> dt.date:
        return self.today.replace(day=1)

    @cached_property
    def month(self) -> Month:
        """The month as kept, or a blank one that waits to be computed."""
        first = self.kwargs["first"]
        if first > self.running:
            raise Http404
        return Month.objects.filter(first=first).first() or Month(first=first)

    @property
    def edition(self) -> str:
        """What the reader asks for: the facts of today (`?edition=current`), or what the month shows. The same, where
        it is not closed."""
        asked = self.request.GET.get("edition") == Edition.CURRENT
        return Edition.CURRENT.value if asked and self.month.is_closed else ""

    def in_edition(self, chosen: lens.Lens) -> lens.Lens:
        return chosen.restated if self.edition else chosen

    @cached_property
    def is_stale(self) -> bool:
        if self.month.computed_at is None:
            return True
        return freshness.is_stale(self.month, now=self.now, rules=self.request.rules)


class Newest(For, View):
    """The newest month that has figures."""

    roles = READERS

    def get(self, request):
        running = request.rules.today(timezone.now()).replace(day=1)
        computed = Month.objects.filter(computed_at__isnull=False, first__lte=running)
        return redirect("kpis:month", computed.values_list("first", flat=True).first() or running)


class Dashboard(OfMonth, TemplateView):
    """`?line=` a senior's team, `?sector=` one sector, `?sort=` a column, `?from=` the line to begin at,
    `?rolling=12` the table's rates over twelve months. With `reference` one row of the table."""

    template_name = "kpis/month.html"

    def get_lens(self) -> lens.Lens:
        user, sector = self.request.user, self.request.GET.get("sector", "")
        if reference := self.kwargs.get("reference"):
            return lens.named(user, reference, sector)
        line = self.request.GET.get("line", "")
        return lens.first_look(user, get_object_or_404(self.seniors, pk=line) if line.isdecimal() else None, sector)

    @property
    def seniors(self):
        """Those whose teams the reader may choose."""
        return User.objects.visible_to(self.request.user).filter(level=Level.SENIOR)

    def get_context_data(self, **kwargs):
        chosen = self.in_edition(self.get_lens())
        by_year = self.request.GET.get("rolling") == str(rolling.MONTHS)
        sort, begin = (self.request.GET.get(name, "") for name in ("sort", "from"))
        overview = Overview(chosen, self.month.first, sort, by_year=by_year, begin=begin)
        if self.month.computed_at and overview.headline is None and "reference" in self.kwargs:
            raise Http404
        if self.month.is_closed and not self.edition:
            overview.set_beside_restated()
        return super().get_context_data(**kwargs) | {
            "month": self.month,
            "lens": chosen,
            "overview": overview,
            "by_year": by_year,
            "edition": self.edition,
            "rolling_rows": overview.rolling_rows if by_year else {},
            "rolling_total": overview.rolling if by_year else {},
            "columns": [catalogue.MEASURES[key] for key in COLUMNS if key != "pending" or not self.month.over],
            "measures": catalogue.MEASURES.values(),
            "trend_columns": [catalogue.MEASURES[key] for key in trend.COLUMNS],
            "goals": goals.shown_in(overview.headline) if overview.headline else [],
            "lost_reasons": [catalogue.MEASURES[f"lost_{reason}"] for reason in Standing.LostReason],
            "base_formula": overview.headline and formulas.worked("closing", overview.headline),
            "closing_url": overview.headline and overview.headline.proof_of("closing"),
            "chart": trend.chart(overview.trend),
            "is_stale": self.is_stale,
            "seniors": [] if self.request.user.is_manager and not self.request.user.is_senior else list(self.seniors),
            "sectors": self.sectors(),
            **self.neighbours(),
        }

    def sectors(self) -> list[str]:
        clients = Client.objects.visible_to(self.request.user).exclude(sector="").order_by("sector")
        return list(clients.values_list("sector", flat=True).distinct())

    def neighbours(self) -> dict[str, object]:
        """The months to go to from here."""
        before, first = months_back(self.month.first, 2)
        after = self.month.following
        kept = Month.objects.filter(computed_at__isnull=False, first__lte=self.running)
        return {
            "earlier": before,
            "later": after if after <= self.running else None,
            "months": list(kept.values_list("first", flat=True)[:36]),
            "here": reverse("kpis:month", args=[first]),
        }


class Freshness(OfMonth, View):
    """The line that says how old the figures are. It asks again while a worker computes, and tells the page when
    there are newer figures than those `seen`."""

    def get(self, request, first):
        response = render(request, "kpis/_freshness.html", {"month": self.month, "is_stale": self.is_stale})
        computed = self.month.computed_at
        if computed and computed.isoformat() != request.GET.get("seen", ""):
            response["HX-Trigger"] = "figures-changed"
        return response


class Compute(OfMonth, View):
    """Ask a worker for the figures of a month that has none yet."""

    def post(self, request, first):
        if self.month.computed_at is None:
            Job.leave("kpis.refresh_month", month=catalogue.month_key(first))
        if request.htmx:
            return HttpResponse(status=204)
        return redirect("kpis:month", first)
