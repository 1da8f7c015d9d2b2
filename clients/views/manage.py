"""Starting a client and describing it."""

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from accounts.access import READERS
from clients.forms.clients import ClientForm, NewClientForm
from clients.models import Client
from clients.views.facts import FactPage


class StartClient(FactPage):
    roles = READERS
    form_class = NewClientForm
    title = _("New client")
    notice_template = "clients/likely_client_notice.html"
    submit = _("Create")
    success_message = _("The client is there.")
    client = None  # not yet
    cancel_url = reverse_lazy("clients:list")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"by": self.request.user}

    def perform(self, form):
        return Client.start(**self.who_and_when, **form.cleaned_data)

    def get_success_url(self):
        return self.object.get_absolute_url()


class ChangeClient(FactPage):
    form_class = ClientForm
    title = _("Change the client")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"by": self.request.user, "instance": self.client}

    def perform(self, form):
        return self.client.change(**self.who_and_when, **form.cleaned_data)
