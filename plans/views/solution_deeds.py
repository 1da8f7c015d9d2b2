"""What becomes of a solution: submitted, approved, offered, accepted or refused."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from accounts.access import MANAGERS, READERS
from pages.views import FormPage, saved
from plans.forms.needs import AcceptForm, ReasonForm
from plans.models import Solution
from plans.models.opportunity import new_number
from plans.views.solutions import OfSolution, OneSolution


class Deed(OfSolution, View):
    """A verb that needs no words: one button. Who may is the verb's own check."""

    roles = MANAGERS
    verb = ""
    said = ""

    def post(self, request, pk, **kwargs):
        try:
            self.perform({"by": request.user, "at": timezone.now()})
            if self.said:
                messages.success(request, self.said)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        return saved(request) if request.htmx else HttpResponseRedirect(self.solution.get_absolute_url())

    def perform(self, who_and_when):
        return getattr(self.solution, self.verb)(**who_and_when)


class TakeLine(Deed):
    def perform(self, who_and_when):
        line = get_object_or_404(self.solution.lines.select_related("service"), pk=self.kwargs["line"])
        self.solution.take_line(line, **who_and_when)


class Submit(Deed):
    def perform(self, who_and_when):
        done = self.solution.submit(**who_and_when)
        if done.state == Solution.State.APPROVED:
            messages.success(self.request, _("It is within your limits, and approved: offer it."))
        else:
            messages.success(self.request, _("It waits for the approval of who leads you."))


class Approve(Deed):
    roles = READERS
    verb = "approve"
    said = _("Approved; it can be offered.")


class OfferIt(Deed):
    verb = "offer"
    said = _("It counts as offered from now. Send the client the PDF.")


class Redraft(Deed):
    verb = "redraft"
    said = _("It is a draft again.")


class SendBack(OfSolution, FormPage):
    form_class = ReasonForm
    title = _("Send the solution back")
    submit = _("Send back")
    success_message = _("It is a draft again, and its manager is told.")

    @cached_property
    def solution(self) -> Solution:
        solution = super().solution
        if not solution.may_approve(self.request.user):
            raise Http404
        return solution

    def get_form_kwargs(self):
        self.solution  # noqa: B018  # 404 where it is not to be approved
        return super().get_form_kwargs()

    def perform(self, form):
        self.solution.send_back(form.cleaned_data["reason"], **self.who_and_when)

    @property
    def cancel_url(self) -> str:
        return self.solution.get_absolute_url()

    def get_success_url(self) -> str:
        return self.solution.get_absolute_url()


class Accept(OneSolution):
    form_class = AcceptForm
    title = _("The client accepts")
    intro = _("The need is met. An opportunity gets this value and an unsigned contract; nothing counts as sold yet.")
    submit = _("Accepted")
    success_message = _("Accepted. The contract draft waits to be signed.")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"solution": self.fact}

    def get_initial(self):
        return {"number": new_number(self.today)}

    def perform(self, form):
        return self.fact.accept(**self.who_and_when, **form.cleaned_data)

    def get_success_url(self):
        return self.object.opportunity.get_absolute_url()


class Refuse(OneSolution):
    form_class = ReasonForm
    title = _("The client refuses")
    submit = _("Refused")

    def perform(self, form):
        return self.fact.refuse(form.cleaned_data["reason"], **self.who_and_when)
