"""Requests to departments: the managers' list, a department's inbox, one request, and asking for something."""

from __future__ import annotations

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView, View

from accounts.access import MANAGERS, READERS, For
from accounts.models import Role
from activity.models import Event
from clients.views.begin import Begins
from pages.views import Column, FormPage, ListPage
from work.filters.requests import InboxFilters, RequestFilters
from work.forms.requests import RequestForm
from work.models import DepartmentRequest
from work.views.discussion import discussion_of

MEMBERS: tuple[Role, ...] = (Role.DEPARTMENT_MEMBER,)
PARTIES = (*READERS, *MEMBERS)


class RequestRows(For, ListPage):
    """What the two lists share."""

    template_name = "work/request_list.html"
    ordering = "due"

    def get_queryset(self):
        return DepartmentRequest.objects.visible_to(self.request.user).shown()

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"now": timezone.now()}


class SentRequests(RequestRows):
    roles = READERS
    title = _("Requests to departments")
    filterset_class = RequestFilters
    columns = [
        Column(_("Due"), sort="due", css="hide-phone"),
        Column(_("Request")),
        Column(_("Client"), sort="client", css="hide-phone"),
        Column(_("Department"), sort="department", css="hide-phone"),
        Column(_("State")),
    ]
    row_template = "work/request_row.html"
    orderings = {
        "due": ("due_at", "pk"),
        "client": ("client__name", "due_at", "pk"),
        "department": ("department__name", "due_at", "pk"),
    }
    actions_template = "work/request_list_actions.html"
    empty_title = _("No requests are open")
    empty_text = _(
        "What you ask of marketing, logistics or another department stands here, with its day and its answer."
    )
    empty_template = "work/request_first.html"


class Inbox(RequestRows):
    roles = MEMBERS
    title = _("Requests")
    filterset_class = InboxFilters
    columns = [
        Column(_("Due"), sort="due", css="hide-phone"),
        Column(_("Request")),
        Column(_("Sent"), sort="sent", css="hide-phone"),
        Column(_("State")),
        Column("", css="hide-phone"),
    ]
    row_template = "work/inbox_row.html"
    orderings = {"due": ("due_at", "pk"), "sent": ("sent_at", "pk")}
    empty_title = _("No requests are open")
    empty_text = _("What managers ask of your department stands here, what is due first above.")


class RequestList(For, View):
    """Managers and executives see what was sent, the people of a department what came in."""

    roles = PARTIES

    def get(self, request):
        page = Inbox if request.user.role in MEMBERS else SentRequests
        return page.as_view()(request)


class OfRequest(For):
    """A page of one request, `matter`."""

    @cached_property
    def matter(self) -> DepartmentRequest:
        visible = DepartmentRequest.objects.visible_to(self.request.user).shown()
        return get_object_or_404(visible, pk=self.kwargs["pk"])

    def get_success_url(self) -> str:
        return self.matter.get_absolute_url()

    @property
    def cancel_url(self) -> str:
        return self.matter.get_absolute_url()


class RequestPage(OfRequest, DetailView):
    roles = PARTIES
    template_name = "work/request_detail.html"
    context_object_name = "matter"

    def get_object(self, queryset=None):
        return self.matter

    def get_context_data(self, **kwargs):
        matter, user = self.matter, self.request.user
        return super().get_context_data(**kwargs) | {
            "now": timezone.now(),
            "is_member": user.role == Role.DEPARTMENT_MEMBER,
            "may": may_now(matter, user),
            "history": list(Event.objects.about(matter).select_related("actor").order_by("-id")[:50]),
            "discussion": discussion_of(matter, "requests"),
        }


def may_now(matter: DepartmentRequest, user) -> dict[str, bool]:
    """Which verbs the page offers."""
    serves, asks = matter.serves(user) and matter.is_open, user.is_manager
    free, own = matter.keeper is None, matter.keeper == user
    return {
        "take": serves and free,
        "do": serves and (free or own),
        "hand": serves and not free,
        "review": asks and matter.state == "answered",
        "withdraw": asks and matter.is_open,
    }


class NewRequest(Begins, For, FormPage):
    roles = MANAGERS
    form_class = RequestForm
    fields_template = "work/request_fields.html"
    title = _("Ask a department")
    submit = _("Send")
    success_message = _("The request is sent; you are told when it is taken and answered.")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | about_form(self.request)

    def get_initial(self):
        client = self.client_named
        return {"client": client and client.code, "facts": ["name"], "case": self.request.GET.get("case")}

    def perform(self, form):
        given = dict(form.cleaned_data)
        client, department = given.pop("client"), given.pop("department")
        return DepartmentRequest.send(client, department, **self.who_and_when, **given)

    def get_success_url(self):
        return self.object.get_absolute_url()

    @property
    def cancel_url(self):
        return reverse("requests:list")


class Share(For, View):
    """What of the client just chosen can be shared, for the form that is open."""

    roles = MANAGERS

    def get(self, request):
        initial = {"client": request.GET.get("client", ""), "facts": ["name"]}
        form = RequestForm(initial=initial, **about_form(request))
        return render(request, "work/request_share.html", {"form": form})


def about_form(request) -> dict[str, object]:
    return {"by": request.user, "zone": request.rules.time_zone.replace("_", " ")}
