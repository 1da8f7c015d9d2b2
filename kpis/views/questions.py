"""Questions on the lines of a statement: asked where they arise, answered by those above, all on record."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views import View

from accounts.access import MANAGERS, READERS, For
from kpis import goals
from kpis.models import Question
from kpis.pay.asking import AnswerForm, QuestionFilters, QuestionForm
from kpis.pay.statement import PayLine
from kpis.views.pay import OfStatement
from pages.formats.numbers import month
from pages.views import Column, FormPage, ListPage


class Ask(OfStatement, FormPage):
    """The manager concerned asks about one line of the own statement."""

    roles = MANAGERS
    form_class = QuestionForm
    submit = _("Ask")
    success_message = _("Your question stands at the line. Those above you see that it waits for an answer.")
    stays = True

    @cached_property
    def line(self) -> PayLine:
        """404 where the statement has no such line, or is not the reader's own, or nothing was computed yet."""
        if self.manager == self.request.user and not self.month._state.adding:
            for line in self.get_statement().lines:
                if line.measure.key == self.kwargs["measure"]:
                    return line
        raise Http404

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"line": self.line}

    @property
    def title(self) -> str:
        said = {"line": self.line.measure.label, "month": month(self.month.first)}
        return gettext("Ask about %(line)s in %(month)s") % said

    def perform(self, form):
        text, asked = form.cleaned_data["text"], self.line.measure.key
        return Question.ask(self.month, self.manager, asked, text, **self.who_and_when)

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()

    @property
    def cancel_url(self) -> str:
        return reverse("pay:statement", args=[self.month.first, self.manager.pk])


class OfQuestion(For):
    roles = READERS

    @cached_property
    def question(self) -> Question:
        visible = Question.objects.visible_to(self.request.user).select_related("manager")
        return get_object_or_404(visible, pk=self.kwargs["pk"])


class Answer(OfQuestion, FormPage):
    """Another word on a question: of the manager, or of one above."""

    form_class = AnswerForm
    template_name = "kpis/question_answer.html"
    dialog_template_name = "kpis/question_answer_dialog.html"
    submit = _("Send")
    success_message = _("Your answer stands at the line.")
    stays = True

    @property
    def title(self) -> str:
        measures = goals.measures()
        said = {"line": measures[self.question.measure].label, "month": month(self.question.month_id)}
        return gettext("%(line)s in %(month)s") % said

    def get_context_data(self, **kwargs):
        spoken = self.question.remarks.select_related("by")
        return super().get_context_data(**kwargs) | {"question": self.question, "remarks": spoken}

    def perform(self, form):
        self.question.remark(form.cleaned_data["text"], **self.who_and_when)

    def get_success_url(self) -> str:
        return self.question.get_absolute_url()

    @property
    def cancel_url(self) -> str:
        return self.question.get_absolute_url()


class Settle(OfQuestion, View):
    def post(self, request, pk):
        try:
            self.question.settle(by=request.user, at=timezone.now())
        except ValidationError as refusal:
            messages.error(request, refusal.message)
        return redirect(self.question.get_absolute_url())


class QuestionList(For, ListPage):
    """Those the reader may see; by default the open ones."""

    roles = READERS
    title = _("Questions about pay")
    filterset_class = QuestionFilters
    columns = [
        Column(_("Manager"), sort="manager"),
        Column(_("Line")),
        Column(_("Asked"), sort="asked"),
        Column(_("State")),
    ]
    row_template = "kpis/question_row.html"
    orderings = {"manager": ("manager__name", "pk"), "asked": ("asked_at", "pk")}
    ordering = "asked"
    empty_title = _("No questions here")
    empty_text = _("What managers ask about a line of their pay stands here until it is settled.")

    def get_queryset(self):
        return Question.objects.visible_to(self.request.user).with_last_by().select_related("manager")

    def get_rows(self, rows):
        measures = goals.measures()
        for question in rows:
            question.label = measures[question.measure].label
        return rows
