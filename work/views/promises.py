"""What was promised to clients: the list, one promise with its history, recording one and what became of it."""

from __future__ import annotations

from django.forms import Form
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from accounts.access import READERS, For
from activity.models import Event
from clients.views.begin import Begins
from clients.views.facts import ChangePage, FactPage
from pages.views import Column, ListPage
from work.filters.promises import PromiseFilters
from work.forms.promises import KINDS, BrokenForm, KeptForm, NewDateForm, NewPromiseForm, PromiseForm
from work.models import Promise
from work.models.promise import new_reference


class PromiseList(For, ListPage):
    roles = READERS
    title = _("Promises")
    filterset_class = PromiseFilters
    columns = [
        Column(_("Due"), sort="due", css="hide-phone"),
        Column(_("Promise")),
        Column(_("Client"), sort="client", css="hide-phone"),
        Column(_("State")),
        Column(_("Promised by"), css="hide-phone"),
        Column(""),
    ]
    row_template = "work/promise_row.html"
    orderings = {"due": ("due_on", "pk"), "client": ("client__name", "due_on", "pk")}
    ordering = "due"
    actions_template = "work/promise_list_actions.html"
    empty_title = _("No promises to keep")
    empty_text = _("What you promise a client, in a talk, a case or a contract, stands here until it is kept.")
    empty_template = "work/promise_list_actions.html"

    def get_queryset(self):
        return Promise.objects.visible_to(self.request.user).live().shown()


class PromiseDetail(For, DetailView):
    roles = READERS
    template_name = "work/promise_detail.html"

    def get_object(self, queryset=None):
        found = Promise.objects.visible_to(self.request.user).live().shown()
        return get_object_or_404(found, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        history = list(Event.objects.about(self.object).select_related("actor").order_by("pk"))
        for event in history:
            event.moved = [parse_date(day) for day in event.data.get("changed", {}).get("due_on", [])]
        may_change = self.object.may_change(self.request.user)
        return super().get_context_data(**kwargs) | {"history": history, "may_change": may_change}


class NewPromise(Begins, FactPage):
    sources = KINDS
    form_class = NewPromiseForm
    title = _("New promise")
    submit = _("Record")
    success_message = _("The promise is recorded.")
    notice_template = ""
    client = None  # is chosen in the form

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"by": self.request.user}

    def get_initial(self):
        about = {"client": self.client_named, "manager": self.request.user.pk, **self.about}
        return {"made_on": self.today, "reference": new_reference(), **about}

    def perform(self, form):
        entered = form.entered()
        return Promise.make(entered.pop("client"), **self.who_and_when, **entered)

    def get_success_url(self):
        return (self.request.htmx.current_url_abs_path if self.request.htmx else None) or reverse("promises:list")

    @property
    def cancel_url(self):
        return reverse("promises:list")


class OnePromise(ChangePage):
    """A form on one promise."""

    model = Promise
    notice_template = ""

    @property
    def intro(self) -> str:
        return f"“{self.fact}”, {self.fact.client}"

    @property
    def cancel_url(self):
        return self.fact.get_absolute_url()


class ChangePromise(OnePromise):
    form_class = PromiseForm
    title = _("Mend the words")

    def perform(self, form):
        return self.fact.change(**self.who_and_when, **form.entered())


class KeepPromise(OnePromise):
    form_class = KeptForm
    title = _("Kept")
    submit = _("It is kept")
    success_message = _("The promise is kept.")

    def get_initial(self):
        return {"kept_on": self.today}

    def perform(self, form):
        return self.fact.keep(**self.who_and_when, **form.cleaned_data)


class BreakPromise(OnePromise):
    form_class = BrokenForm
    title = _("Give the promise up")
    submit = _("It will not be kept")
    success_message = _("The promise is given up.")

    def get_initial(self):
        return {"broken_on": self.today}

    def perform(self, form):
        return self.fact.break_off(form.cleaned_data.pop("reason"), **self.who_and_when, **form.cleaned_data)


class AgreeNewDate(OnePromise):
    form_class = NewDateForm
    title = _("New day agreed with the client")
    submit = _("It is agreed")
    success_message = _("The new day is on record.")

    def perform(self, form):
        return self.fact.agree_new_date(*form.cleaned_data.values(), **self.who_and_when)


class ReopenPromise(OnePromise):
    template_name = "pages/confirm.html"
    dialog_template_name = "pages/confirm_dialog.html"
    form_class = Form
    title = _("Open the promise again")
    submit = _("It was marked by mistake")
    success_message = _("The promise is open again.")

    def perform(self, form):
        return self.fact.reopen(**self.who_and_when)
