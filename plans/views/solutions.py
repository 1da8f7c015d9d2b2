"""A solution: its page, its lines, and the offer as a PDF."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView, View

from accounts.access import READERS, For
from activity.models import Event
from clients.views.facts import BesidePage
from plans import offer
from plans.forms.needs import LineForm, SolutionForm
from plans.models import Solution, SolutionAttachment, SolutionLine
from work.views.discussion import FilePage, SpeakPage, discussion_of


class OfSolution(For):
    """A page of one that the reader may see, `solution`."""

    roles = READERS

    @cached_property
    def solution(self) -> Solution:
        found = Solution.objects.visible_to(self.request.user).live().shown()
        people = ("submitted_by", "approved_by", "opportunity")
        return get_object_or_404(found.select_related(*people), pk=self.kwargs["pk"])


class SolutionPage(OfSolution, DetailView):
    template_name = "plans/solution_detail.html"
    context_object_name = "solution"

    def get_object(self, queryset=None):
        return self.solution

    def get_context_data(self, **kwargs):
        solution, user = self.solution, self.request.user
        lines = list(solution.lines.select_related("service"))
        may_price = solution.may_change(user)
        return super().get_context_data(**kwargs) | {
            "lines": lines,
            "sums": solution.sums(lines),
            "is_over": solution.is_over(self.today),
            "sees_margin": user.is_executive or may_price,
            "may_price": may_price,
            "may_edit": may_price and solution.state == "draft",
            "may_approve": solution.state == "submitted" and solution.may_approve(user),
            "history": list(Event.objects.about(solution).select_related("actor").order_by("-id")[:50]),
            "discussion": discussion_of(solution, "solutions"),
        }


class Offer(OfSolution, View):
    """What the client gets. Before it is approved it says that it is a draft."""

    def get(self, request, pk):
        made = offer.pdf(self.solution, company=str(request.company), at=timezone.now())
        name = f"offer-{self.solution.number}.pdf"
        return HttpResponse(
            made, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
        )


class OneSolution(BesidePage):
    """A form about one, `fact`, for those who price it. It leads back to its page."""

    model = Solution
    success_message = ""

    @cached_property
    def fact(self) -> Solution:
        found = Solution.objects.workable_by(self.request.user).live().shown()
        solution = get_object_or_404(found, pk=self.kwargs["pk"])
        if not solution.may_change(self.request.user):
            raise Http404
        return solution


class ReviseSolution(OneSolution):
    form_class = SolutionForm
    title = _("Change the solution")

    def perform(self, form):
        return self.fact.revise(**self.who_and_when, **form.cleaned_data)


class AddLine(OneSolution):
    form_class = LineForm
    title = _("Add a service")
    submit = _("Add")

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        return kwargs | {"instance": SolutionLine(solution=self.fact)}

    def get_initial(self):
        return {"quantity": 1}

    def perform(self, form):
        return self.fact.put_line(None, **self.who_and_when, **form.cleaned_data)


class ChangeLine(OneSolution):
    form_class = LineForm
    title = _("Change the line")

    @cached_property
    def line(self) -> SolutionLine:
        return get_object_or_404(self.fact.lines.select_related("service"), pk=self.kwargs["line"])

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.line}

    def perform(self, form):
        return self.fact.put_line(self.line, **self.who_and_when, **form.cleaned_data)


class CommentSolution(For, SpeakPage):
    roles = READERS
    model = Solution
    room = "solutions"


class SolutionFile(For, FilePage):
    roles = READERS
    model = SolutionAttachment
