"""What clients came with: the list, recording a case, answering and solving it."""

from __future__ import annotations

from decimal import Decimal

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.access import MANAGERS, READERS, For
from clients.models import Client, Responsibility
from clients.views.facts import ChangePage
from pages.formats.numbers import number
from pages.views import Column, FormPage, ListPage
from work.filters import CaseFilters
from work.forms.cases import CaseForm, NewCaseForm, WhenForm
from work.models import Case
from work.models.case import new_reference


class CaseList(For, ListPage):
    roles = READERS
    title = _("Cases")
    filterset_class = CaseFilters
    columns = [
        Column(_("Received"), sort="received", css="hide-phone"),
        Column(_("Case")),
        Column(_("Client"), sort="client", css="hide-phone"),
        Column(_("State")),
        Column(_("First answer"), css="hide-phone"),
        Column(_("Manager"), css="hide-phone"),
        Column(""),
    ]
    row_template = "work/case_row.html"
    orderings = {"received": ("received_at", "pk"), "client": ("client__name", "received_at", "pk")}
    ordering = "-received"
    actions_template = "work/case_list_actions.html"
    empty_title = _("No cases yet")
    empty_text = _("Questions, problems, needs, suggestions and complaints of your clients stand here, newest first.")
    empty_template = "work/case_list_actions.html"

    def get_queryset(self):
        return Case.objects.visible_to(self.request.user).live().select_related("client", "manager")

    def get_rows(self, rows):
        now = timezone.now()
        clients = [case.client_id for case in rows]
        held = Responsibility.objects.on(self.request.rules.today(now)).filter(client__in=clients)
        managers = {span.client_id: span.manager for span in held.select_related("manager")}
        for case in rows:
            case.whose = case.manager or managers.get(case.client_id)
            case.waited = in_words(case.hours_to_answer(now))
        return rows


def in_words(hours: float) -> str:
    """Hours as long as one thinks in them, then days."""
    if hours < 48:
        return gettext("%(hours)s h") % {"hours": number(Decimal(hours), 1)}
    days = round(hours / 24)
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}


class NewCase(For, FormPage):
    roles = MANAGERS
    form_class = NewCaseForm
    title = _("New case")
    submit = _("Record")
    success_message = _("The case is recorded.")

    @cached_property
    def now(self):
        return timezone.now()

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"by": self.request.user}

    def get_initial(self):
        workable = Client.objects.workable_by(self.request.user)
        client = workable.filter(code=self.request.GET.get("client", "")).first()
        reference = new_reference(self.request.rules.today(self.now))
        return {"client": client, "received_at": self.now.replace(second=0, microsecond=0), "reference": reference}

    def perform(self, form):
        entered = dict(form.cleaned_data)
        return Case.receive(entered.pop("client"), by=self.request.user, at=self.now, **entered)

    def get_success_url(self):
        return (self.request.htmx.current_url_abs_path if self.request.htmx else None) or reverse("cases:list")

    @property
    def cancel_url(self):
        return reverse("cases:list")


class ChangeCase(ChangePage):
    model = Case
    form_class = CaseForm
    title = _("Change the case")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"by": self.request.user}


class AnswerCase(ChangePage):
    model = Case
    form_class = WhenForm
    submit = _("It is answered")
    success_message = _("The first answer is recorded.")

    @property
    def title(self) -> str:
        return gettext("First answer to “%(case)s”") % {"case": self.fact}

    def get_form_kwargs(self):
        if self.fact.first_answer_at:
            raise Http404
        return super().get_form_kwargs()

    def perform(self, form):
        return self.fact.answer(**self.who_and_when, answered_at=form.cleaned_data["when"])


class SolveCase(ChangePage):
    model = Case
    form_class = WhenForm
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

    def get_form_kwargs(self):
        if self.fact.solved_at:
            raise Http404
        return super().get_form_kwargs()

    def perform(self, form):
        return self.fact.solve(**self.who_and_when, solved_at=form.cleaned_data["when"])
