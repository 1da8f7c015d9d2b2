"""Contracts from the draft to the end."""

import datetime as dt

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.access import READERS, For
from clients.filters_of_facts import ContractFilters
from clients.forms.contracts import ContractForm, SignForm, TerminateForm
from clients.models import Contract, Signature
from clients.views.facts import ChangePage, FactPage, SideBySidePage
from pages.views import Column, ListPage

STATES = {
    "draft": _("draft"),
    "ahead": _("signed, ahead"),
    "in_force": _("in force"),
    "ended": _("ended"),
    "renewed": _("renewed"),
}


def say_standing(contract: Contract, today: dt.date) -> Contract:
    """Give the contract, read `with_renewal`, where it stands on `today`, as a key and in words."""
    contract.stands = contract.state(today)
    if contract.stands == "ended" and contract.is_renewed:
        contract.stands = "renewed"
    contract.stands_in_words = STATES[contract.stands]
    return contract


class ContractList(For, ListPage):
    roles = READERS
    title = _("Contracts")
    filterset_class = ContractFilters
    columns = [
        Column(_("Client"), sort="client"),
        Column(_("Contract"), sort="number", css="hide-phone"),
        Column(_("State")),
        Column(_("Starts"), sort="start", css="hide-phone"),
        Column(_("Ends"), sort="end", css="hide-phone"),
        Column(_("Notice by"), css="hide-phone"),
        Column(_("Value"), sort="value", css="num hide-phone"),
        Column(""),
    ]
    row_template = "clients/contract_row.html"
    orderings = {
        "number": ("number", "pk"),
        "client": ("client__name", "pk"),
        "start": ("starts_on", "pk"),
        "end": ("last_day", "pk"),
        "value": ("value", "pk"),
    }
    ordering = "-start"
    actions_template = "clients/contract_list_actions.html"
    empty_title = _("No contracts yet")
    empty_text = _(
        "Drafts, running and ended contracts of your clients stand here. One is prepared on the client's page."
    )
    empty_template = "clients/go_to_clients.html"

    def get_queryset(self):
        return (
            Contract.objects.visible_to(self.request.user)
            .live()
            .with_last_day()
            .with_renewal()
            .select_related("client")
        )

    def get_rows(self, rows):
        today = self.today
        for contract in rows:
            say_standing(contract, today)
            contract.days_left = (contract.last_on - today).days if contract.last_on and contract.signed_on else None
        return rows


class PrepareContract(FactPage):
    form_class = ContractForm
    notice_template = ""  # a draft moves no figure
    title = _("New contract")
    intro = _("A contract is a draft until it is signed; only a signed one keeps the client active.")
    submit = _("Prepare")
    success_message = _("The draft is there. Prepare its document, or sign it when both sides have.")

    def get_initial(self):
        return {"currency": self.request.rules.currency}

    def perform(self, form):
        return Contract.prepare(self.client, **self.who_and_when, **form.cleaned_data)

    def get_success_url(self):
        return self.object.get_absolute_url()


class ChangeContract(SideBySidePage):
    model = Contract
    form_class = ContractForm
    title = _("Change the contract")

    def perform(self, form):
        return self.fact.change(**self.who_and_when, **Contract.in_currency(form.cleaned_data))


class SignContract(ChangePage):
    model = Contract
    form_class = SignForm
    submit = _("It is signed")
    success_message = _("The contract is signed.")

    @property
    def title(self) -> str:
        return gettext("Sign %(contract)s") % {"contract": self.fact}

    def get_form_kwargs(self):
        if self.fact.signed_on:
            raise Http404
        return super().get_form_kwargs()

    def get_initial(self):
        starts_on = self.fact.starts_on or self.today
        return {"signed_on": self.today, "starts_on": starts_on, "ends_on": self.fact.ends_on}

    @transaction.atomic
    def perform(self, form):
        signed = dict(form.cleaned_data)
        signers, copy = signed.pop("signers"), signed.pop("copy")
        contract = self.fact.sign(**self.who_and_when, **signed)
        if copy:
            Signature.keep_copy(contract, copy, signers, **self.who_and_when)
        return contract


class TerminateContract(ChangePage):
    model = Contract
    form_class = TerminateForm
    intro = _(
        "It stays in force up to and including this day. Without another contract or purchases the client is lost then."
    )
    submit = _("Terminate")
    success_message = _("The contract ends on that day.")

    @property
    def title(self) -> str:
        return gettext("Terminate %(contract)s") % {"contract": self.fact}

    def get_form_kwargs(self):
        if not self.fact.signed_on:
            raise Http404
        return super().get_form_kwargs()

    def get_initial(self):
        about = {"ended_because": self.fact.ended_because, "ended_note": self.fact.ended_note}
        return {"terminated_on": self.fact.terminated_on or self.today} | about

    def perform(self, form):
        return self.fact.terminate(**self.who_and_when, **form.cleaned_data)
