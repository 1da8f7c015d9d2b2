"""The map of the people at a client, and what is entered on it."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from accounts.access import READERS, For
from clients.forms.relationships import AcquaintanceForm, LeaveForm, StandingForm
from clients.models import Client, Contact
from clients.relationship_map import map_of
from clients.views.facts import ChangePage


class ClientMap(For, TemplateView):
    roles = READERS
    template_name = "clients/map.html"

    def get_context_data(self, code, **kwargs):
        client = get_object_or_404(Client.objects.visible_to(self.request.user), code=code)
        found = map_of(client, self.request.rules, timezone.now())
        about = {"client": client, "map": found, "may_work": self.request.user.is_manager}
        return super().get_context_data(**kwargs) | about


class OnTheMap(ChangePage):
    """A form on one contact, which leads back to the map."""

    model = Contact
    notice_template = ""

    @property
    def cancel_url(self) -> str:
        return reverse("clients:map", args=[self.client.code])

    def get_success_url(self) -> str:
        return self.cancel_url


class ChangeStanding(OnTheMap):
    form_class = StandingForm

    @property
    def title(self):
        return _now("What we know of %(name)s") % {"name": self.fact}

    def perform(self, form):
        return self.fact.judge(**self.who_and_when, **form.cleaned_data)


class ChangeAcquaintance(OnTheMap):
    form_class = AcquaintanceForm

    @property
    def title(self):
        return _now("Who of us knows %(name)s") % {"name": self.fact}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"contact": self.fact, "by": self.request.user}

    def get_initial(self):
        return {"user": self.request.user}

    def perform(self, form):
        said = form.cleaned_data
        self.fact.meet(said["user"], said["strength"], said["note"], **self.who_and_when)


class LeaveClient(OnTheMap):
    form_class = LeaveForm
    success_message = _("Saved.")

    @property
    def title(self):
        return _now("%(name)s leaves") % {"name": self.fact}

    def get_initial(self):
        return {"left_on": self.fact.left_on or self.today, "left_for": self.fact.left_for}

    def perform(self, form):
        return self.fact.leave(form.cleaned_data["left_on"], form.cleaned_data["left_for"], **self.who_and_when)
