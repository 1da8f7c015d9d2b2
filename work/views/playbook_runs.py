"""Playbooks at work: starting one for a client, how far it is, calling it off, and calling by a script."""

from __future__ import annotations

import uuid

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from accounts.access import MANAGERS, READERS, Denied, For
from clients.models import Client
from clients.views.interactions import last_contacts
from pages.views import FormPage
from work.forms.playbooks import ScriptForm, StartForm
from work.forms.tasks import CallOffForm
from work.models import Answer, Playbook, PlaybookRun
from work.models.playbook_run import plan


class OfClient(For):
    roles = MANAGERS

    @cached_property
    def client(self) -> Client:
        return get_object_or_404(Client.objects.workable_by(self.request.user), code=self.kwargs["code"])

    @property
    def cancel_url(self) -> str:
        return self.client.get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"client": self.client}


class StartPlaybook(OfClient, FormPage):
    """Shows, for the playbook and the day chosen, which tasks there would be; htmx asks for that with GET."""

    form_class = StartForm
    title = _("Start a playbook")
    submit = _("Start")
    fields_template = "work/playbook_start.html"

    def get_initial(self):
        first = Playbook.objects.adopted().giving_tasks().order_by("name", "pk").first()
        chosen = {"playbook": first and first.pk, "anchor": self.today, "reference": uuid.uuid4()}
        return chosen | {name: self.request.GET[name] for name in ("playbook", "anchor") if name in self.request.GET}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | self.preview(context["form"])

    def preview(self, form) -> dict[str, object]:
        """What is chosen so far, as tasks; nothing where that makes no sense yet."""
        chosen = form.data if form.is_bound else form.initial
        asked = StartForm({name: chosen.get(name) for name in StartForm.base_fields})
        if not asked.is_valid():
            return {"planned": None}
        playbook, anchor = asked.cleaned_data["playbook"], asked.cleaned_data["anchor"]
        running = PlaybookRun.objects.running().filter(client=self.client, playbook__key=playbook.key)
        return {"planned": plan(playbook, self.client, anchor, self.now), "again": running.exists()}

    def perform(self, form):
        given = form.cleaned_data
        key = str(given["reference"])
        return PlaybookRun.start(given["playbook"], self.client, given["anchor"], key=key, **self.who_and_when)

    success_message = "said by get_success_message"

    def get_success_message(self) -> str:
        return _t("“%(playbook)s” has begun.") % {"playbook": self.object}

    def get_success_url(self):
        return self.object.get_absolute_url()


class OfRun(For):
    @cached_property
    def run(self) -> PlaybookRun:
        found = PlaybookRun.objects.visible_to(self.request.user).with_progress()
        about = ("playbook", "client", "started_by", "contract", "case", "cancelled_by")
        return get_object_or_404(found.select_related(*about), pk=self.kwargs["pk"])


class RunPage(OfRun, DetailView):
    roles = READERS
    template_name = "work/playbook_run.html"
    context_object_name = "run"

    def get_object(self, queryset=None):
        return self.run

    def get_context_data(self, **kwargs):
        tasks = self.run.tasks.select_related("owner", "playbook_step").order_by("playbook_step__offset_days", "pk")
        shown = self.request.user
        mine = set(self.run.tasks.visible_to(shown).values_list("pk", flat=True))
        return super().get_context_data(**kwargs) | {
            "tasks": list(tasks),
            "visible": mine,
            "now": self.now,
            "may_cancel": self.run.may_cancel(shown, self.today),
        }


class CancelRun(OfRun, FormPage):
    roles = READERS
    form_class = CallOffForm
    title = _("Call the playbook off")
    submit = _("Call off")
    intro = _("Its open tasks are called off with it, whoever has them.")

    def get_form_kwargs(self):
        if not self.run.may_cancel(self.request.user, self.today):
            raise Denied
        return super().get_form_kwargs()

    def perform(self, form):
        return self.run.cancel(form.cleaned_data["reason"], **self.who_and_when)

    def get_success_url(self):
        return self.run.get_absolute_url()

    @property
    def cancel_url(self) -> str:
        return self.run.get_absolute_url()


class CallByScript(OfClient, FormPage):
    """The questions one below another; what is answered is kept with the call."""

    template_name = "work/script.html"
    form_class = ScriptForm
    submit = _("Save the call")

    @cached_property
    def script(self) -> Playbook:
        return get_object_or_404(Playbook.objects.adopted().scripts(), pk=self.kwargs["script"])

    @property
    def title(self) -> str:
        return self.script.name

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"script": self.script, "client": self.client}

    def get_initial(self):
        return {
            "started_at": self.now.replace(second=0, microsecond=0),
            "contacts": last_contacts(self.client, self.request.user),
            "reference": uuid.uuid4(),
        }

    def get_context_data(self, **kwargs):
        zone = timezone.get_current_timezone_name().replace("_", " ")
        return super().get_context_data(**kwargs) | {"script": self.script, "zone": zone}

    def perform(self, form):
        answers, talk = form.entered()
        return Answer.take(self.script, self.client, answers, **self.who_and_when, **talk)

    success_message = "said by get_success_message"

    def get_success_message(self) -> str:
        return _t("The call with %(client)s is in the book.") % {"client": self.client}

    def get_success_url(self):
        return self.object.get_absolute_url()
