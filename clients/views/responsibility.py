"""Handing a client over, and putting its team together."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from clients.forms.clients import TeamForm, TransferForm, present
from clients.models import Client
from clients.views.facts import FactPage
from pages.formats.numbers import day


class OverClient(FactPage):
    """A form for executives, and for the senior over the client's present manager."""

    roles = (Role.KEY_MANAGER, Role.EXECUTIVE)

    @cached_property
    def client(self) -> Client:
        found = get_object_or_404(Client.objects.visible_to(self.request.user), code=self.kwargs["code"])
        if not found.may_transfer(self.request.user, self.now):
            raise Http404
        return found


class TransferClient(OverClient):
    form_class = TransferForm
    template_name = "clients/transfer_form.html"
    title = _("Transfer the client")
    submit = _("Transfer")

    @property
    def intro(self) -> str:
        holder = self.client.held_by(self.today)
        held = (
            _now("%(manager)s is responsible for %(client)s now.")
            if holder
            else _now("Nobody is responsible for %(client)s.")
        )
        effect = _now("From the day below on the client's sales, profit and new business count for the new manager.")
        return " ".join([held % {"manager": holder, "client": self.client}, effect, self.grace()])

    def grace(self) -> str:
        """Who answers for a loss after the hand-over, in words (section 3 of the KPI rules)."""
        days = self.request.rules.handover_grace_days
        if not days:
            return _now("Whoever is responsible on the first day of a month answers for a loss in it.")
        return _now("Whoever was responsible %(days)d days before a month began answers for a loss in it.") % {
            "days": days
        }

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"by": self.request.user, "client": self.client}

    def get_initial(self):
        return {"on": self.today, "shown": present(self.client)}

    def get_context_data(self, **kwargs):
        spans = self.client.responsibilities.select_related("manager")
        return super().get_context_data(**kwargs) | {"spans": spans}

    def perform(self, form):
        return self.client.transfer(form.cleaned_data["to"], form.cleaned_data["on"], **self.who_and_when)

    def get_success_message(self):
        said = {"manager": self.object.manager, "client": self.client, "day": day(self.object.since)}
        return _now("%(manager)s is responsible for %(client)s from %(day)s.") % said

    def get_success_url(self):
        """The client, where it is still to be seen by who gave it away."""
        visible = Client.objects.visible_to(self.request.user).contains(self.client)
        return self.client.get_absolute_url() if visible else reverse("clients:list")


class ClientTeam(FactPage):
    """Who works on the client beside the responsible manager, and a form to add someone."""

    roles = (Role.KEY_MANAGER,)
    form_class = TeamForm
    template_name = "clients/team_form.html"
    title = _("Team")
    submit = _("Add")
    success_message = _("The team has one more.")
    intro = _("A team member sees the client and works on it. The figures stay the responsible manager's.")

    @cached_property
    def client(self) -> Client:
        found = get_object_or_404(Client.objects.workable_by(self.request.user), code=self.kwargs["code"])
        if not found.may_staff(self.request.user, self.now):
            raise Http404
        return found

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"by": self.request.user, "client": self.client}

    def get_context_data(self, **kwargs):
        members = self.client.team.filter(until=None).select_related("user").order_by("user__name", "pk")
        holder = self.client.held_by(self.today)
        return super().get_context_data(**kwargs) | {"members": members, "responsible": holder}

    def perform(self, form):
        return self.client.add_team_member(form.cleaned_data["user"], **self.who_and_when)

    def get_success_url(self):
        return reverse("clients:team", args=[self.client.code])


class EndTeamMember(ClientTeam):
    http_method_names = ["post"]

    def post(self, request, code, pk):
        member = get_object_or_404(self.client.team.filter(until=None), pk=pk)
        self.client.end_team_member(member, **self.who_and_when)
        messages.success(request, _("%(user)s is no longer on the team.") % {"user": member.user})
        return HttpResponseRedirect(self.get_success_url())
