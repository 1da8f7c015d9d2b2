"""Tasks: the list with what can be done to many at once, giving them, one task's page, and its verbs."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import DetailView, View

from accounts.access import MANAGERS, READERS, Denied, For
from activity.models import Event
from clients.models import Contract, Interaction
from clients.views.begin import Begins
from pages.views import Column, FormPage, ListPage, saved
from work.filters.tasks import TaskFilters
from work.forms.tasks import CallOffForm, NewTaskForm, ReasonForm, ReassignForm, SelectedForm, TaskForm, hands
from work.models import Case, Task, TaskAttachment
from work.views.discussion import FilePage, SpeakPage, discussion_of

MOST_AT_ONCE = 500
SOURCES = {"interaction": Interaction, "case": Case, "contract": Contract}


def shown(user):
    """What lists and pages of tasks need to be drawn."""
    return Task.objects.visible_to(user).select_related("client", "owner", "given_by")


class TaskList(For, ListPage):
    roles = READERS
    title = _("Tasks")
    filterset_class = TaskFilters
    list_template_name = "work/task_list_rows.html"
    columns = [
        Column(_("Task")),
        Column(_("Client"), sort="client", css="hide-phone"),
        Column(_("Due"), sort="due", css="hide-phone"),
        Column(_("By whom"), sort="owner", css="hide-phone"),
        Column(_("State")),
    ]
    row_template = "work/task_row.html"
    orderings = {
        "due": ("due_at", "pk"),
        "client": ("client__name", "due_at", "pk"),
        "owner": ("owner__name", "due_at", "pk"),
        "newest": ("-pk",),
    }
    ordering = "due"
    actions_template = "work/task_list_actions.html"
    empty_title = _("No tasks here")
    empty_text = _("What you have to do, and what you gave to others, stands here until it is done.")
    empty_template = "work/task_list_actions.html"

    def get_template_names(self) -> list[str]:
        only_list = self.request.htmx and self.request.htmx.target == "list"
        return [self.list_template_name if only_list else "work/task_list.html"]

    def get_queryset(self):
        checked = Count("steps", filter=Q(steps__done_at__isnull=False))
        return shown(self.request.user).annotate(steps_done=checked, steps_all=Count("steps"))

    def get_context_data(self, **kwargs):
        leads = self.request.user.is_senior
        return super().get_context_data(**kwargs) | {
            "now": timezone.now(),
            "hands": hands(self.request.user) if leads else [],
            "may_select": leads,
            "list_template": self.list_template_name,
        }


class Selected(For, View):
    """One deed for all the tasks that are ticked, or that match the list's filters: all of them, or none."""

    roles = MANAGERS

    def post(self, request):
        form = SelectedForm(request.POST, by=request.user)
        if not form.is_valid():
            return self.refuse(next(iter(form.errors.values()))[0])
        chosen = self.chosen(form.cleaned_data)
        if len(chosen) > MOST_AT_ONCE:
            said = _t("More than %(most)d tasks match; narrow the list first. Nothing was changed.")
            return self.refuse(said % {"most": MOST_AT_ONCE})
        try:
            with transaction.atomic():
                for task in chosen:
                    self.do(task, form.cleaned_data)
        except ValidationError as refusal:
            return self.refuse(_t("%(why)s Nothing was changed.") % {"why": " ".join(refusal.messages)})
        done = ngettext("%(count)d task changed.", "%(count)d tasks changed.", len(chosen))
        messages.success(request, done % {"count": len(chosen)})
        return self.answer()

    def chosen(self, given) -> list[Task]:
        if not given["all"]:
            return list(given["task"])
        matching = TaskFilters(self.request.GET, queryset=shown(self.request.user), request=self.request)
        return list(matching.qs[: MOST_AT_ONCE + 1]) if matching.is_valid() else []

    def do(self, task: Task, given) -> None:
        who_and_when = {"by": self.request.user, "at": timezone.now()}
        if given["deed"] == "reassign":
            task.reassign(given["to"], **who_and_when)
        elif given["deed"] == "cancel":
            task.cancel("", **who_and_when)
        else:
            task.approve(**who_and_when)

    def refuse(self, sentence: str):
        messages.error(self.request, sentence)
        return self.answer()

    def answer(self):
        if self.request.htmx:
            return saved(self.request)
        query = self.request.GET.urlencode()
        return HttpResponseRedirect(reverse("tasks:list") + (f"?{query}" if query else ""))


class TaskEntry(For, FormPage):
    """What giving and changing share."""

    roles = MANAGERS
    fields_template = "work/task_fields.html"

    def get_form_kwargs(self):
        zone = self.request.rules.time_zone.replace("_", " ")
        return super().get_form_kwargs() | {"by": self.request.user, "zone": zone}

    def get_success_url(self) -> str:
        return (self.request.htmx.current_url_abs_path if self.request.htmx else None) or reverse("tasks:list")

    @property
    def cancel_url(self) -> str:
        return reverse("tasks:list")


class NewTask(Begins, TaskEntry):
    sources = SOURCES
    intro = ""
    form_class = NewTaskForm
    title = _("New task")
    submit = _("Give")
    stays = True
    success_message = "said by get_success_message"

    def get_initial(self):
        client, asked = self.client_named, self.request.GET
        owner = asked.get("owner") if asked.get("owner", "").isdecimal() else self.request.user.pk
        step = getattr(self.source, "next_step", "")
        return {
            "client": client and client.code,
            "owners": [owner],
            "title": [step] if step else [],
            "due_on": getattr(self.source, "next_step_on", None) if step else None,
        }

    def perform(self, form):
        given = dict(form.cleaned_data)
        if self.source:
            given[self.source._meta.model_name] = self.source
        owners, titles, steps = given.pop("owners"), given.pop("title"), given.pop("checklist")
        with transaction.atomic():
            return [
                task
                for title in titles
                for task in Task.assign(owners, title=title, steps=steps, **given, **self.who_and_when)
            ]

    def get_success_message(self) -> str:
        given = ngettext("%(count)d task given.", "%(count)d tasks given.", len(self.object))
        return given % {"count": len(self.object)}


class OfTask:
    """A page of one task."""

    @cached_property
    def task(self) -> Task:
        found = shown(self.request.user).select_related("reviewed_by", "playbook_run__playbook")
        return get_object_or_404(found, pk=self.kwargs["pk"])

    def get_success_url(self) -> str:
        return self.task.get_absolute_url()

    @property
    def cancel_url(self) -> str:
        return self.task.get_absolute_url()


class TaskPage(For, OfTask, DetailView):
    roles = READERS
    template_name = "work/task_detail.html"
    context_object_name = "task"

    def get_object(self, queryset=None):
        return self.task

    def get_context_data(self, **kwargs):
        task, user = self.task, self.request.user
        return super().get_context_data(**kwargs) | {
            "now": timezone.now(),
            "steps": list(task.steps.select_related("done_by")),
            "sources": [about for about in (task.playbook_run, task.interaction, task.case, task.contract) if about],
            "history": list(Event.objects.about(task).select_related("actor").order_by("-id")[:50]),
            "discussion": discussion_of(task, "tasks"),
            "may": may_now(task, user),
        }


def may_now(task: Task, user) -> dict[str, bool]:
    """Which verbs the page offers."""
    state, does, leads = Task.State, task.may_do(user), task.may_lead(user)
    begun = task.state in (state.IN_WORK, state.RETURNED)
    return {
        "accept": does and task.state == state.ASSIGNED,
        "begin": does and task.state in (state.ASSIGNED, state.ACCEPTED, state.RETURNED),
        "hand_in": does and (begun or task.state in (state.ASSIGNED, state.ACCEPTED)),
        "decline": does and not task.is_own and (begun or task.state in (state.ASSIGNED, state.ACCEPTED)),
        "review": leads and task.owner_id != user.pk and task.state == state.HANDED_IN,
        "lead": leads and task.is_open,
        "tick": (does or leads) and task.is_open,
    }


class ChangeTask(OfTask, TaskEntry):
    form_class = TaskForm
    title = _("Change the task")
    success_message = _("Saved.")

    def get_form_kwargs(self):
        if not (self.task.may_lead(self.request.user) and self.task.is_open):
            raise Denied
        return super().get_form_kwargs() | {"instance": self.task}

    @transaction.atomic
    def perform(self, form):
        given = dict(form.cleaned_data)
        steps = given.pop("checklist")
        self.task.write_steps(steps, **self.who_and_when)
        return self.task.change(**given, **self.who_and_when)


class TaskDeed(For, OfTask, View):
    """A verb that needs no words: one button."""

    roles = READERS
    verb = ""
    said = _("Done.")

    def post(self, request, pk):
        try:
            getattr(self.task, self.verb)(by=request.user, at=timezone.now())
            messages.success(request, str(self.said) % {"title": self.task})
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        return saved(request) if request.htmx else HttpResponseRedirect(self.task.get_absolute_url())


class TickStep(For, OfTask, View):
    roles = READERS

    def post(self, request, pk, step):
        found = get_object_or_404(self.task.steps, pk=step)
        self.task.tick(found, found.done_at is None, by=request.user, at=timezone.now())
        return saved(request) if request.htmx else HttpResponseRedirect(self.task.get_absolute_url())


class TaskReason(OfTask, TaskEntry):
    """A verb that wants a reason."""

    roles = READERS
    form_class = ReasonForm
    fields_template = ""
    verb = ""
    stays = True
    success_message = _("Done.")

    def get_form_kwargs(self):
        kwargs = super(TaskEntry, self).get_form_kwargs()
        may = may_now(self.task, self.request.user)
        if not may[{"decline": "decline", "give_back": "review", "cancel": "lead"}[self.verb]]:
            raise Denied
        return kwargs

    def perform(self, form):
        return getattr(self.task, self.verb)(form.cleaned_data["reason"], **self.who_and_when)


class Decline(TaskReason):
    verb = "decline"
    title = _("Hand the task back")
    submit = _("Hand back")
    intro = _("Who gave it to you gives it to somebody else, or talks with you.")


class GiveBack(TaskReason):
    verb = "give_back"
    title = _("Return the task")
    submit = _("Return")
    intro = _("Say what is missing, so that it can be done at once.")


class CallOff(TaskReason):
    verb = "cancel"
    form_class = CallOffForm
    title = _("Call the task off")
    submit = _("Call off")


class Reassign(OfTask, TaskEntry):
    roles = READERS
    form_class = ReassignForm
    fields_template = ""
    title = _("Give the task to somebody else")
    submit = _("Give")
    stays = True

    def get_form_kwargs(self):
        if not may_now(self.task, self.request.user)["lead"]:
            raise Denied
        return super(TaskEntry, self).get_form_kwargs() | {"by": self.request.user}

    def perform(self, form):
        return self.task.reassign(form.cleaned_data["to"], **self.who_and_when)

    success_message = "said by get_success_message"

    def get_success_message(self) -> str:
        return _t("%(name)s has the task now.") % {"name": self.object.owner}


class CommentTask(For, SpeakPage):
    roles = READERS
    model, room = Task, "tasks"


class TaskFile(For, FilePage):
    roles = READERS
    model = TaskAttachment
