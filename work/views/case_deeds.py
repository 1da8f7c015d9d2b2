"""What is done with a case: its verbs, each a form of its own."""

from __future__ import annotations

from django.http import Http404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clients.views.facts import ChangePage
from work.forms.cases import CaseForm, ConfirmForm, MoveForm, ReopenForm, SolveForm, WhenForm
from work.models import Case

LATE_OF_FACT = "kpis/late_of_fact.html"  # a case counts in the month it was received in


class CaseDeed(ChangePage):
    """A page of one case; there while the case is in one of `states`."""

    model = Case
    form_class = WhenForm
    notice_template = ""
    states: tuple[str, ...] = ("open", "answered", "waiting", "solved", "confirmed")

    def get_form_kwargs(self):
        if self.fact.state not in self.states:
            raise Http404
        return super().get_form_kwargs()

    @property
    def cancel_url(self) -> str:
        return self.fact.get_absolute_url()

    def get_success_url(self) -> str:
        opened_at = self.request.htmx.current_url_abs_path if self.request.htmx else None
        return opened_at or self.fact.get_absolute_url()


class ChangeCase(CaseDeed):
    form_class = CaseForm
    notice_template = ChangePage.notice_template
    title = _("Change the case")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"by": self.request.user}


class AnswerCase(CaseDeed):
    states = ("open",)
    notice_template = LATE_OF_FACT
    submit = _("It is answered")
    success_message = _("The first answer is recorded.")

    @property
    def title(self) -> str:
        return gettext("First answer to “%(case)s”") % {"case": self.fact}

    def perform(self, form):
        return self.fact.answer(**self.who_and_when, answered_at=form.cleaned_data["when"])


class PerhapsAnswer(CaseDeed):
    """A deed that is the first answer, too, where there was none."""

    @property
    def notice_template(self) -> str:
        """Only an answer counts in figures."""
        return "" if self.fact.first_answer_at else LATE_OF_FACT


class WaitForClient(PerhapsAnswer):
    states = ("open", "answered")
    title = _("Wait for the client")
    submit = _("The client was asked")
    success_message = _("The clock stands until the client comes back.")

    @property
    def intro(self) -> str:
        if self.fact.first_answer_at:
            return gettext("The solution clock stands until the client comes back.")
        return gettext("The solution clock stands until the client comes back. Who asks has answered.")

    def perform(self, form):
        return self.fact.wait(**self.who_and_when, since=form.cleaned_data["when"])


class ResumeCase(CaseDeed):
    states = ("waiting",)
    title = _("The client came back")
    submit = _("Go on")
    success_message = _("The clock runs on.")

    def perform(self, form):
        return self.fact.resume(**self.who_and_when, until=form.cleaned_data["when"])


class SolveCase(PerhapsAnswer):
    states = ("open", "answered", "waiting")
    form_class = SolveForm
    submit = _("It is solved")
    success_message = _("The case is solved.")

    @property
    def title(self) -> str:
        return gettext("Solve “%(case)s”") % {"case": self.fact}

    @property
    def intro(self) -> str:
        return (
            "" if self.fact.first_answer_at else gettext("Nobody has answered yet: the solution is the first answer.")
        )

    def get_initial(self):
        return {"learnt": self.fact.learnt}

    def perform(self, form):
        given = form.cleaned_data
        return self.fact.solve(**self.who_and_when, learnt=given["learnt"], solved_at=given["when"])


class ConfirmCase(CaseDeed):
    states = ("solved",)
    form_class = ConfirmForm
    title = _("The client confirms")
    submit = _("It is confirmed")
    success_message = _("The client's word is recorded.")

    def perform(self, form):
        given = form.cleaned_data
        return self.fact.confirm(**self.who_and_when, who=given["who"], confirmed_at=given["when"])


class ReopenCase(CaseDeed):
    states = ("solved", "confirmed")
    form_class = ReopenForm
    title = _("Reopen the case")
    submit = _("Reopen")
    intro = _("It has the whole time to its solution again, from now on.")
    success_message = _("The case is open again.")

    def perform(self, form):
        return self.fact.reopen(**self.who_and_when, why=form.cleaned_data["why"], when=form.cleaned_data["when"])


class MoveCase(CaseDeed):
    states = ("open", "answered", "waiting")
    form_class = MoveForm
    title = _("Give the case to somebody else")
    submit = _("Give")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"by": self.request.user, "case": self.fact}

    def get_initial(self):
        return {"manager": self.fact.manager_id}

    def perform(self, form):
        return self.fact.move(form.cleaned_data["manager"], **self.who_and_when)
