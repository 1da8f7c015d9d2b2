"""Pay of a month: the list of all whom the reader may see, and one manager's statement."""

import csv
from decimal import Decimal

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.views import View
from django.views.generic import TemplateView

from accounts.access import EXECUTIVES, READERS, For
from accounts.models import User
from clients.formulas import guarded
from kpis.models import Adjustment, Closing, Figure, Month, Question
from kpis.overview import months_back
from kpis.pay import document, payroll, register, restated, statement, waterfall, words
from kpis.pay.statement import PayStatement
from kpis.views.dashboard import OfMonth


class Newest(For, View):
    """The newest month that has figures: a manager's own statement, for who leads others the list."""

    roles = READERS

    def get(self, request):
        running = request.rules.today(timezone.now()).replace(day=1)
        computed = Month.objects.filter(computed_at__isnull=False, first__lte=running)
        newest = computed.values_list("first", flat=True).first() or running
        if request.user.is_executive or request.user.is_senior:
            return redirect("pay:month", newest)
        return redirect("pay:statement", newest, request.user.pk)


class OfPay(OfMonth):
    """Base of the pages of one month's pay."""

    @cached_property
    def closing(self) -> Closing | None:
        return Closing.objects.filter(month=self.month).select_related("closed_by").first()

    def neighbours(self) -> dict[str, object]:
        kept = Month.objects.filter(computed_at__isnull=False, first__lte=self.running)
        return {
            "month": self.month,
            "closing": self.closing,
            "is_stale": self.is_stale,
            "earlier": months_back(self.month.first, 2)[0],
            "later": self.month.following if self.month.following <= self.running else None,
            "months": list(kept.values_list("first", flat=True)[:36]),
        }


class MonthList(OfPay, TemplateView):
    """`?sort=` a column, `?from=` the line to begin at. The sums are always those of all lines."""

    template_name = "kpis/pay_month.html"

    def get_context_data(self, **kwargs):
        ends = self.request.rules.midnight(self.month.following)
        sort, begin = (self.request.GET.get(name, "") for name in ("sort", "from"))
        found = payroll.of_month(self.month, self.request.user, ends, sort, begin)
        return super().get_context_data(**kwargs) | {"payroll": found, "sums": found.sums, **self.neighbours()}


class Sums(OfPay, TemplateView):
    """The list's last lines with everybody's pay worked out, which takes a large company a few seconds."""

    template_name = "kpis/pay_sums.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"sums": payroll.sums(self.month, self.request.user)}


class PayrollFile(OfPay, View):
    """The whole month for the program that pays, as CSV. Executives only."""

    roles = EXECUTIVES

    def get(self, request, first):
        name = f"payroll-{first:%Y-%m}-{self.month.state}.csv"
        response = HttpResponse(
            content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
        )
        response.write("\N{BYTE ORDER MARK}")  # or else spreadsheets take UTF-8 for Latin-1
        rows = register.rows(payroll.everybody(self.month, request.user, request.GET.get("sort", payroll.NAME)))
        csv.writer(response).writerows([guarded(cell) for cell in row] for row in rows)
        return response


class OfStatement(OfPay):
    """Base of the pages of one manager's pay."""

    @cached_property
    def manager(self) -> User:
        return get_object_or_404(payroll.people(self.request.user), pk=self.kwargs["manager"])

    @cached_property
    def statement(self) -> PayStatement | None:
        """None where no pay terms hold in the month."""
        return statement.of(self.month, [self.manager]).get(self.manager.pk)

    def get_statement(self) -> PayStatement:
        if self.statement is None:
            raise Http404
        return self.statement


class StatementPage(OfStatement, TemplateView):
    """Of a closed month also restated: `?edition=current`."""

    template_name = "kpis/pay_statement.html"

    def restated(self) -> PayStatement | None:
        """What the frozen plan would pay for what the facts say today."""
        card = restated.of(self.month, [self.manager.pk], self.edition).get(self.manager.pk)
        return statement.worked_out(card) if card else None

    def get_context_data(self, **kwargs):
        found = self.restated() if self.edition else self.statement
        questions = self.questions() if found else []
        lines = {line.measure.key for line in found.lines} if found else set()
        return super().get_context_data(**kwargs) | {
            "manager": self.manager,
            "edition": self.edition,
            "statement": found,
            "notes": words.notes(found) if found else [],
            "waterfall": waterfall.steps(found) if found else [],
            "chart": waterfall.chart(found) if found else {},
            "questions": questions,
            "elsewhere": [question for question in questions if question.measure not in lines],
            "pending": self.pending() if found else None,
            "adjustments": Adjustment.objects.paid(self.manager, self.month) if found else [],
            **self.neighbours(),
        }

    def questions(self) -> list[Question]:
        """All that was asked about this statement, oldest first."""
        asked = Question.objects.filter(month=self.month, manager=self.manager).order_by("asked_at", "pk")
        return list(asked.select_related("manager").prefetch_related("remarks__by"))

    def pending(self) -> Decimal | None:
        """How many clients a running month counts as kept that are still open."""
        if self.month.over:
            return None
        figures = Figure.objects.current().filter(month=self.month, manager=self.manager, measure="pending")
        return figures.values_list("value", flat=True).first()


class StatementDocument(OfStatement, View):
    """The statement as a PDF."""

    def get(self, request, first, manager):
        made = document.pdf(
            self.get_statement(),
            self.closing,
            Adjustment.objects.paid(self.manager, self.month),
            company=str(request.company),
            at=self.now,
        )
        name = f"pay-{first:%Y-%m}-{self.manager.pk}.pdf"
        return HttpResponse(
            made, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
        )
