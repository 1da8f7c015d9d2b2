"""Needs: the list, one of them with its solutions, noting, analysing and dropping one."""

from __future__ import annotations

import datetime as dt

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from accounts.access import READERS, For
from activity.models import Event
from clients.views.begin import Begins
from clients.views.facts import BesidePage, FactPage
from pages.forms import Form
from pages.views import Column, ListPage
from plans.filters.needs import NeedFilters
from plans.forms.needs import SOURCES, AnalysisForm, NeedForm, NewNeedForm, ReasonForm, SolutionForm
from plans.models import Need, NeedAttachment, Solution
from work.views.discussion import FilePage, SpeakPage, discussion_of

VALID = dt.timedelta(days=30)  # for as long an offer stands, unless one says otherwise


class NeedList(For, ListPage):
    roles = READERS
    template_name = "plans/deal_list.html"
    title = _("Needs")
    filterset_class = NeedFilters
    columns = [
        Column(_("Heard"), sort="heard", css="hide-phone"),
        Column(_("Need")),
        Column(_("Client"), sort="client", css="hide-phone"),
        Column(_("State"), sort="state"),
    ]
    row_template = "plans/need_row.html"
    orderings = {
        "heard": ("heard_on", "pk"),
        "client": ("client__name", "heard_on", "pk"),
        "state": ("state", "heard_on", "pk"),
    }
    ordering = "-heard"
    actions_template = "plans/need_list_actions.html"
    empty_title = _("No needs are open")
    empty_text = _("What clients need, heard in a talk or a case, stands here until a solution meets it.")
    empty_template = "plans/need_new.html"

    def get_queryset(self):
        return Need.objects.visible_to(self.request.user).live().shown()


class NeedPage(For, DetailView):
    roles = READERS
    template_name = "plans/need_detail.html"
    context_object_name = "need"

    def get_object(self, queryset=None):
        found = Need.objects.visible_to(self.request.user).live().shown().select_related("recorded_by", "analysed_by")
        return get_object_or_404(found, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        need = self.object
        return super().get_context_data(**kwargs) | {
            "may_work": need.may_change(self.request.user),
            "solutions": list(need.solutions.live().select_related("owner").order_by("pk")),
            "history": list(Event.objects.about(need).select_related("actor").order_by("-id")[:50]),
            "discussion": discussion_of(need, "needs"),
        }


class NewNeed(Begins, FactPage):
    sources = SOURCES
    form_class = NewNeedForm
    notice_template = ""
    title = _("New need")
    submit = _("Note")
    success_message = _("The need is noted.")
    client = None  # is chosen in the form

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"by": self.request.user}

    def get_initial(self):
        about = {**self.about, "title": self.source.subject[:200]} if self.source else {}
        return {"client": self.client_named, "heard_on": self.today, **about}

    def perform(self, form):
        given = dict(form.cleaned_data)
        return Need.note(given.pop("client"), **self.who_and_when, **given)

    def get_success_url(self):
        return self.object.get_absolute_url()

    @property
    def cancel_url(self):
        return reverse("needs:list")


class OneNeed(BesidePage):
    """A form about one, `fact`, that leads back to its page."""

    model = Need


class ChangeNeed(OneNeed):
    form_class = NeedForm
    title = _("Change the need")


class Analyse(OneNeed):
    form_class = AnalysisForm
    title = _("Analyse the need")
    success_message = _("The analysis is kept. Build a solution next.")

    def get_initial(self):
        return {"analysis": self.fact.analysis}

    def perform(self, form):
        return self.fact.analyse(form.cleaned_data["analysis"], **self.who_and_when)


class Drop(OneNeed):
    form_class = ReasonForm
    title = _("Do not pursue it")
    submit = _("Close the need")

    def perform(self, form):
        return self.fact.drop(form.cleaned_data["reason"], **self.who_and_when)


class Reopen(OneNeed):
    template_name = "pages/confirm.html"
    dialog_template_name = "pages/confirm_dialog.html"
    form_class = Form
    success_message = _("The need is open again.")
    title = _("Open the need again")
    intro = _("It stands among the open ones again.")
    submit = _("Open again")

    def perform(self, form):
        return self.fact.reopen(**self.who_and_when)


class DraftSolution(OneNeed):
    form_class = SolutionForm
    title = _("New solution")
    submit = _("Begin the draft")
    success_message = _("Add the services next.")

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        return kwargs | {"instance": Solution(client=self.client)}

    def get_initial(self):
        about = {"title": self.fact.title, "discount": 0, "currency": self.request.rules.currency}
        return about | {"valid_until": self.today + VALID}

    def perform(self, form):
        return Solution.draft(self.fact, **self.who_and_when, **form.cleaned_data)

    def get_success_url(self):
        return self.object.get_absolute_url()


class CommentNeed(For, SpeakPage):
    roles = READERS
    model = Need
    room = "needs"


class NeedFile(For, FilePage):
    roles = READERS
    model = NeedAttachment
