"""Playbooks: the list, one version of one, and how seniors and executives write them."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View

from accounts.access import READERS, For
from accounts.models import Role
from pages.views import Column, ConfirmPage, FormPage, ListPage
from work import playbook_examples
from work.filters.playbooks import PlaybookFilters
from work.forms.playbooks import NewPlaybookForm, PlaybookForm, rows_of
from work.models import Playbook, PlaybookRun
from work.models.playbook import may_write

RUNS = 20


class PlaybookList(For, ListPage):
    roles = READERS
    title = _("Playbooks")
    filterset_class = PlaybookFilters
    columns = [
        Column(_("Playbook"), sort="name"),
        Column(_("Purpose"), sort="purpose", css="hide-phone"),
        Column(_("Starts"), css="hide-phone"),
        Column(_("State")),
        Column(_("Running"), css="num"),
    ]
    row_template = "work/playbook_row.html"
    orderings = {"name": ("name", "-version", "pk"), "purpose": ("purpose", "name", "pk")}
    ordering = "name"
    actions_template = "work/playbook_list_actions.html"
    empty_title = _("No playbooks yet")
    empty_text = _("How a client is welcomed, a contract renewed, a complaint answered: written once, used every time.")
    empty_template = "work/playbook_first.html"

    def get_queryset(self):
        return Playbook.objects.visible_to(self.request.user)

    def get_rows(self, rows):
        runs = PlaybookRun.objects.visible_to(self.request.user).running().filter(playbook__in=rows).order_by()
        running = dict(runs.values_list("playbook").annotate(Count("pk")))
        for row in rows:
            row.running = running.get(row.pk, 0)
        return rows

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"may_write": may_write(self.request.user)}


class Writing(For):
    """For those who may write playbooks: of the managers, the seniors."""

    roles = (Role.KEY_MANAGER, Role.EXECUTIVE)

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not may_write(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class NewPlaybook(Writing, FormPage):
    form_class = NewPlaybookForm
    title = _("New playbook")
    submit = _("Write it")
    cancel_url = reverse_lazy("playbooks:list")

    def perform(self, form):
        return Playbook.draft(**form.cleaned_data, **self.who_and_when)

    def get_success_url(self):
        return reverse("playbooks:edit", args=[self.object.pk])


class TakeExamples(Writing, View):
    """The examples as drafts, for a company that has none."""

    def post(self, request):
        if Playbook.objects.exists():
            messages.error(request, _t("There are playbooks already; the examples are for a company without any."))
        else:
            playbook_examples.take(**self.who_and_when)
            messages.success(request, _t("Six drafts to read, change and put into force."))
        return HttpResponseRedirect(reverse("playbooks:list"))


class OfPlaybook(For):
    """Of the version that the address names."""

    @cached_property
    def playbook(self) -> Playbook:
        found = Playbook.objects.visible_to(self.request.user).select_related("made_by", "adopted_by")
        return get_object_or_404(found, pk=self.kwargs["pk"])

    @property
    def cancel_url(self) -> str:
        return self.playbook.get_absolute_url()

    def get_success_url(self):
        return (self.object or self.playbook).get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"playbook": self.playbook}


class PlaybookPage(OfPlaybook, TemplateView):
    roles = READERS
    template_name = "work/playbook_detail.html"

    def get_context_data(self, **kwargs):
        user, playbook = self.request.user, self.playbook
        runs = PlaybookRun.objects.visible_to(user).filter(playbook=playbook).with_progress()
        versions = playbook.versions().visible_to(user).select_related("adopted_by").order_by("-version")
        return super().get_context_data(**kwargs) | {
            "steps": list(playbook.steps.all()),
            "questions": list(playbook.questions.all()),
            "versions": list(versions),
            "runs": list(runs.select_related("client", "playbook")[:RUNS]),
            "may_write": may_write(user),
        }


class EditPlaybook(OfPlaybook, Writing, FormPage):
    """The form with its rows. The button “more” asks for further blank rows and saves nothing."""

    template_name = "work/playbook_form.html"
    dialog_template_name = template_name  # htmx takes the rows out of the page
    form_class = PlaybookForm
    title = _("Write the draft")
    submit = _("Save the draft")

    def get_form_kwargs(self):
        if not self.playbook.is_draft:
            raise Http404
        return super().get_form_kwargs() | {"instance": self.playbook}

    def post(self, request, *args, **kwargs):
        if "more" not in request.POST:
            return super().post(request, *args, **kwargs)
        request.POST = request.POST.copy()
        rows_of(self.playbook).more(request.POST)
        return self.render_to_response(self.get_context_data())

    def perform(self, form):
        return self.playbook.write(**form.entered, **self.who_and_when)


class CopyPlaybook(OfPlaybook, Writing, View):
    """The next version, to be written."""

    def post(self, request, pk):
        if draft := self.playbook.versions().filter(state=Playbook.State.DRAFT).first():
            messages.info(request, _t("The next version is being written already; here it is."))
        else:
            draft = self.playbook.copy(**self.who_and_when)
        return HttpResponseRedirect(reverse("playbooks:edit", args=[draft.pk]))


class AdoptPlaybook(OfPlaybook, Writing, ConfirmPage):
    title = _("Put into force")
    submit = _("Put into force")
    intro = _("From now on this version is begun. It is never changed any more, only followed by the next one.")

    def perform(self, form):
        return self.playbook.adopt(**self.who_and_when)


class RetirePlaybook(OfPlaybook, Writing, ConfirmPage):
    title = _("Take out of force")
    submit = _("Take out of force")
    intro = _("It is no longer begun, by hand or by itself. What is begun goes on.")
    danger = True

    def perform(self, form):
        return self.playbook.retire(**self.who_and_when)


class DiscardPlaybook(OfPlaybook, Writing, ConfirmPage):
    title = _("Discard the draft")
    submit = _("Discard")
    intro = _("The draft goes, with all it says.")
    danger = True

    def perform(self, form):
        self.playbook.discard(**self.who_and_when)

    def get_success_url(self):
        return reverse("playbooks:list")
