"""Meetings, calls, e-mails and notes: the list, logging one from any page, mending one, and the trash with Undo."""

from __future__ import annotations

import datetime as dt
import json

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView, View

from accounts.access import MANAGERS, READERS, For
from clients import following_up
from clients.filters import InteractionFilters
from clients.forms.interactions import InteractionForm, colleagues
from clients.models import Client, Interaction
from clients.quickline.filling import Filled, as_form, fill, last_talk, put_before
from clients.views.trash import say
from pages.views import Column, FormPage, ListPage, asked_for, saved


def shown(user):
    """What lists and pages of interactions need to be drawn."""
    found = Interaction.objects.visible_to(user).live()
    return found.select_related("client", "manager").prefetch_related("contacts", "joint_managers")


class InteractionList(For, ListPage):
    roles = READERS
    title = _("Meetings and calls")
    filterset_class = InteractionFilters
    columns = [
        Column(_("When"), sort="date"),
        Column(_("What")),
        Column(_("Client"), sort="client"),
        Column(_("People"), css="hide-phone"),
        Column(_("Manager"), css="hide-phone"),
        Column(_("Status")),
    ]
    row_template = "clients/interaction_row.html"
    orderings = {"date": ("started_at", "pk"), "client": ("client__name", "started_at", "pk")}
    ordering = "-date"
    actions_template = "clients/interaction_list_actions.html"
    empty_title = _("No talks yet")
    empty_text = _("Meetings, calls, e-mails and notes with your clients stand here, newest first.")
    empty_template = "clients/interaction_first.html"

    def get_queryset(self):
        return shown(self.request.user)


class InteractionDetail(For, DetailView):
    roles = READERS
    template_name = "clients/interaction_detail.html"

    def get_object(self, queryset=None):
        return get_object_or_404(shown(self.request.user), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"may_change": self.object.may_change(self.request.user)}


class InteractionEntry(For, FormPage):
    """What logging and mending share."""

    roles = MANAGERS
    form_class = InteractionForm
    fields_template = "clients/interaction_fields.html"
    notice_template = "kpis/late_notice.html"
    stays = True

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"by": self.request.user, "now": self.now}

    def get_context_data(self, **kwargs):
        zone = timezone.get_current_timezone_name()
        return super().get_context_data(**kwargs) | {"zone": zone.replace("_", " ")}

    def get_success_url(self):
        return reverse("interactions:list")


class LogInteraction(InteractionEntry):
    title = _("Log a talk")

    def get_initial(self):
        user = self.request.user
        more = {"manager": user.pk, "reference": Interaction._meta.get_field("reference").get_default()}
        return usual(self.request.GET, page_client(self.request), user, self.now) | more | {"as_task": True}

    def post(self, request):
        """A line that has not been shown as filled fields yet is shown so first, also without JavaScript."""
        if request.POST.get("line", "").strip() in ("", request.POST.get("understood", "")):
            return super().post(request)
        filled = filled_for(request, self.now)
        form = self.form_class(by=request.user, now=self.now, initial=filled.values)
        return self.render_to_response(self.get_context_data(form=form, filled=filled))

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | shown_back(self.request, context["form"], context.get("filled"), self.now)

    def perform(self, form):
        entered = form.entered()
        return following_up.log(entered.pop("client"), **self.who_and_when, **entered)

    def get_success_message(self):
        said = _t("%(kind)s with %(client)s is in the book.") % {
            "kind": self.object.get_kind_display().capitalize(),
            "client": self.object.client,
        }
        return format_html('{} <a href="{}">{}</a>', said, self.object.get_absolute_url(), _t("Open"))

    success_message = "said by get_success_message"


class EditInteraction(InteractionEntry):
    title = _("Change")
    success_message = _("Saved.")

    @cached_property
    def interaction(self) -> Interaction:
        found = get_object_or_404(shown(self.request.user), pk=self.kwargs["pk"])
        found._guard(self.request.user)
        return found

    def get_initial(self):
        status = self.request.GET.get("status")
        return {"client": self.interaction.client.code} | ({"status": status} if status else {})

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.interaction}

    def perform(self, form):
        entered = form.entered()
        entered.pop("reference", None)
        return self.interaction.change(**self.who_and_when, **entered)

    def get_success_url(self):
        return self.interaction.get_absolute_url()


class UnderstandLine(For, View):
    """The open form below its one line, filled with what the line says. Nothing is saved."""

    roles = MANAGERS

    def post(self, request):
        now = timezone.now()
        filled = filled_for(request, now)
        form = InteractionForm(by=request.user, now=now, initial=filled.values)
        return render(request, "clients/interaction_below.html", shown_back(request, form, filled, now))


class InteractionPeople(For, View):
    """The people of the client just chosen, for the form that is open."""

    roles = MANAGERS

    def get(self, request):
        client, now = page_client(request), timezone.now()
        initial = {"client": client and client.code, "contacts": last_contacts(client, request.user)}
        form = InteractionForm(by=request.user, now=now, initial=initial)
        context = {"form": form, "last": last_talk(client, request.user)}
        return render(request, "clients/interaction_people.html", context)


class TrashInteraction(For, View):
    roles = MANAGERS

    def post(self, request, pk):
        found = get_object_or_404(shown(request.user), pk=pk)
        found.trash(by=request.user, at=timezone.now())
        undo = reverse("interactions:restore", args=[found.pk])
        say(request, found, _("Moved to the trash."), extra_tags=undo)
        return HttpResponseRedirect(reverse("interactions:list"))


class RestoreInteraction(For, View):
    roles = MANAGERS

    def post(self, request, pk):
        found = get_object_or_404(Interaction.objects.visible_to(request.user).trashed(), pk=pk)
        found.restore(by=request.user, at=timezone.now())
        say(request, found, _("Taken out of the trash again."))
        return saved(request) if request.htmx else HttpResponseRedirect(found.get_absolute_url())


def page_client(request) -> Client | None:
    """The client that the address names, if the reader works on it."""
    code = asked_for(request, "client")
    return Client.objects.workable_by(request.user).filter(code=code).first() if code else None


def usual(asked, client: Client | None, user, now: dt.datetime) -> dict[str, object]:
    """What holds where nothing is said: a call, held now, with those who were there last; or as the address asks."""
    planned = asked.get("status") == Interaction.Status.PLANNED
    minute = now.replace(second=0, microsecond=0)
    return {
        "client": client and client.code,
        "contacts": last_contacts(client, user),
        "kind": asked.get("kind") if asked.get("kind") in Interaction.Kind.values else Interaction.Kind.CALL.value,
        "status": (Interaction.Status.PLANNED if planned else Interaction.Status.HELD).value,
        "started_at": minute.replace(minute=0) + dt.timedelta(hours=1) if planned else minute,
    }


def filled_for(request, now: dt.datetime) -> Filled:
    return fill(
        request.POST,
        by=request.user,
        now=timezone.localtime(now),
        page_client=page_client(request),
        usual=lambda client: usual(request.GET, client, request.user, now),
        colleagues=lambda client: colleagues(request.user, client, Interaction()),
    )


def shown_back(request, form: InteractionForm, filled: Filled | None, now: dt.datetime) -> dict[str, object]:
    """What the part of the form below the line is drawn with."""
    if filled:
        put, understood = filled.put, filled.values["line"].strip()
    elif form.is_bound:
        put, understood = put_before(request.POST.get("put", "")), request.POST.get("understood", "")
    else:
        put, understood = as_form(usual(request.GET, form.chosen_client(), request.user, now)), ""
    return {
        "form": form,
        "found": filled and filled.found,
        "put": json.dumps(put),
        "understood": understood,
        "last": last_talk(form.chosen_client(), request.user),
        "zone": timezone.get_current_timezone_name().replace("_", " "),
    }


def last_contacts(client: Client | None, user) -> list[int]:
    """Whom `user` met at the client's last held talk: most often the same people again."""
    last = last_talk(client, user)
    return list(last.contacts.live().values_list("pk", flat=True)) if last else []
