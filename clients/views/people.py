"""The contacts at a client."""

from django.utils.translation import gettext_lazy as _

from clients.forms.facts import ContactForm
from clients.models import Contact
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
