"""What the pages that record and mend a client's facts have in common."""

from __future__ import annotations

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.access import MANAGERS, For
from activity.models import Event
from clients.models import Client, Fact
from pages.forms import ModelForm
from pages.views import FormPage


class FactPage(For, FormPage):
    """A form on a client's facts, for those who work on the client. Leads back to where it was opened."""

    roles = MANAGERS
    template_name = "clients/fact_form.html"
    notice_template = "kpis/late_notice.html"  # where its day lies in a month that is closed
    success_message = _("Saved.")

    @cached_property
    def client(self) -> Client:
        return get_object_or_404(Client.objects.workable_by(self.request.user), code=self.kwargs["code"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"client": self.client}

    @property
    def cancel_url(self) -> str:
        return self.client.get_absolute_url()

    def get_success_url(self) -> str:
        opened_at = self.request.htmx.current_url_abs_path if self.request.htmx else None
        return opened_at or self.client.get_absolute_url()


class ChangePage(FactPage):
    """A form on one fact, `fact`, of the kind `model`."""

    model: type[Fact]

    @cached_property
    def fact(self):
        found = self.model._default_manager.workable_by(self.request.user).live().select_related("client")
        return get_object_or_404(found, pk=self.kwargs["pk"])

    @cached_property
    def client(self) -> Client:
        return self.fact.client

    def get_form_kwargs(self):
        fact = self.fact  # 404 before anything is done where it is not to be worked on
        about = {"instance": fact} if issubclass(self.form_class, ModelForm) else {}
        return super().get_form_kwargs() | about

    def perform(self, form):
        return self.fact.change(**self.who_and_when, **form.cleaned_data)


class BesidePage(ChangePage):
    """A form beside the page of its own that the fact has: it leads back there."""

    notice_template = ""

    @property
    def cancel_url(self) -> str:
        return self.fact.get_absolute_url()

    def get_success_url(self) -> str:
        return self.fact.get_absolute_url()


class SideBySidePage(ChangePage):
    """A form that two people may have open at once (pages/edits.py): the second to save sees both versions."""

    notice_template = "pages/edits.html"

    @cached_property
    def fact(self):
        found = self.model._default_manager.workable_by(self.request.user).live().select_related("client")
        if self.request.method == "POST":  # what the form compares with stays so until it is saved
            found = found.select_for_update(of=("self",), no_key=True)
        return get_object_or_404(found, pk=self.kwargs["pk"])

    @property
    def last_change(self) -> Event | None:
        return Event.objects.about(self.fact).select_related("actor").first()

    @transaction.atomic
    def post(self, request, *args, **kwargs):
        return super().post(request, *args, **kwargs)
