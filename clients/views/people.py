"""The contacts at a client."""

from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from accounts.access import MANAGERS, For
from clients.forms.facts import ContactForm
from clients.models import Client, Contact
from clients.views.facts import ChangePage, FactPage


class AddContact(FactPage):
    form_class = ContactForm
    title = _("New contact")
    notice_template = "clients/likely_contact_notice.html"
    submit = _("Add")
    success_message = _("The contact is there.")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"client": self.client}

    def perform(self, form):
        return Contact.add(self.client, **self.who_and_when, **form.cleaned_data)


class ChangeContact(ChangePage):
    model = Contact
    form_class = ContactForm
    title = _("Change the contact")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"client": self.client}


class ContactOptions(For, View):
    """The client's people who match what is typed, for the field that finds one."""

    roles = MANAGERS

    def get(self, request, code):
        client = get_object_or_404(Client.objects.workable_by(request.user), code=code)
        typed = request.GET.get("q", "")
        found = client.contacts.live().search(typed).best_first(typed)[:12]
        return render(request, "clients/contact_options.html", {"people": found})
