"""What clients came with: the list, and recording a case."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import MANAGERS, READERS, For
from accounts.models.cover import standing_in_for
from clients.models import Responsibility
from clients.views.begin import Begins
from pages.views import Column, FormPage, ListPage
from work.filters.cases import CaseFilters
from work.forms.cases import NewCaseForm
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
        Column(_("Due"), sort="due", css="hide-phone"),
        Column(_("Manager"), css="hide-phone"),
        Column(""),
    ]
    row_template = "work/case_row.html"
    orderings = {
        "received": ("received_at", "pk"),
        "client": ("client__name", "received_at", "pk"),
        "due": ("due_at", "pk"),
    }
    ordering = "-received"
    actions_template = "work/case_list_actions.html"
    empty_title = _("No cases yet")
    empty_text = _("Questions, problems, needs, suggestions and complaints of your clients stand here, newest first.")
    empty_template = "work/case_list_actions.html"

    def get_queryset(self):
        return Case.objects.visible_to(self.request.user).live().select_related("client", "manager")

    def get_rows(self, rows):
        now = timezone.now()
        today = self.request.rules.today(now)
        held = Responsibility.objects.on(today).filter(client__in=[case.client_id for case in rows])
        managers = {span.client_id: span.manager for span in held.select_related("manager")}
        standing_in = standing_in_for([manager.pk for manager in managers.values()], today)
        for case in rows:
            responsible = managers.get(case.client_id)
            case.stands_in = standing_in.get(responsible.pk) if responsible and not case.manager else None
            case.whose = case.manager or case.stands_in or responsible
            case.responsible = responsible
        return rows

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"now": timezone.now()}


class NewCase(Begins, For, FormPage):
    roles = MANAGERS
    form_class = NewCaseForm
    title = _("New case")
    submit = _("Record")
    notice_template = "kpis/late_notice.html"
    success_message = _("The case is recorded.")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"by": self.request.user}

    def get_initial(self):
        reference = new_reference(self.today)
        received_at = self.now.replace(second=0, microsecond=0)
        return {"client": self.client_named, "received_at": received_at, "reference": reference}

    def perform(self, form):
        entered = dict(form.cleaned_data)
        return Case.receive(entered.pop("client"), **self.who_and_when, **entered)

    def get_success_url(self):
        opened_at = self.request.htmx.current_url_abs_path if self.request.htmx else None
        return opened_at or self.object.get_absolute_url()

    @property
    def cancel_url(self):
        return reverse("cases:list")
