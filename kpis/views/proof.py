"""The proof page of a figure, and the same as a file."""

import csv
from collections.abc import Iterator

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView

from accounts.models import Company
from clients.formulas import guarded
from kpis import evidence, lens
from kpis.proof import COUNTED, PAGE, Proof
from kpis.views.dashboard import OfMonth


class OfFigure(OfMonth):
    """Base of the pages of one figure. A figure that the reader may not see is not there."""

    def get_proof(self) -> Proof:
        if self.month.computed_at is None:
            raise Http404
        chosen = lens.named(self.request.user, self.kwargs["reference"], self.request.GET.get("sector", ""))
        return Proof(self.in_edition(chosen), self.month, self.kwargs["measure"])


class ProofPage(OfFigure, TemplateView):
    """`?show=` the reason whose records to list in full (default: those counted), `?from=` the place to begin at."""

    template_name = "kpis/proof.html"

    def get_context_data(self, **kwargs):
        proof = self.get_proof()
        shown = self.request.GET.get("show", COUNTED)
        if shown != COUNTED and shown not in proof.left_out:
            raise Http404
        start = self.get_start()
        groups = proof.groups(shown, start)
        evidence.link((line for group in groups for line in group.lines), self.request.user)
        main = next(group for group in groups if group.key == shown)
        return super().get_context_data(**kwargs) | {
            "proof": proof,
            "edition": self.edition,
            "month": self.month,
            "is_stale": self.is_stale,
            "comparison": Company.Comparison(self.month.basis["profit_comparison"]).label,
            "before_url": proof.row.proof_of("profit_before"),
            "main": main,
            "others": [group for group in groups if group is not main and group.key != COUNTED],
            "start": start,
            "last": start + len(main.lines),
            "page_before": max(start - PAGE, 0) + 1 if start else None,
            "page_after": start + PAGE + 1 if start + PAGE < main.size else None,
        }

    def get_start(self) -> int:
        place = self.request.GET.get("from", "")
        return max(int(place) - 1, 0) if place.isdecimal() and len(place) < 10 else 0


class ProofFile(OfFigure, View):
    """All lines of the proof, counted and left out, as CSV."""

    def get(self, request, first, reference, measure):
        proof = self.get_proof()
        name = f"{first:%Y-%m}-{reference}-{measure}.csv"
        response = HttpResponse(
            content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
        )
        response.write("\N{BYTE ORDER MARK}")  # or else spreadsheets take UTF-8 for Latin-1
        csv.writer(response).writerows(
            [guarded("" if cell is None else str(cell)) for cell in row] for row in _rows(proof)
        )
        return response


def _rows(proof: Proof) -> Iterator[list[object]]:
    yield [_("Counted"), _("Reason"), _("Row"), *(column.label for column in proof.columns)]
    for reason, entries in {COUNTED: proof.counted, **proof.left_out}.items():
        counted = reason == COUNTED
        for line in proof.lines(entries):
            values = [line.values.get(column.key, "") for column in proof.columns]
            yield [_("yes") if counted else _("no"), "" if counted else proof.label(reason), line.row, *values]
