"""What is done with a contract on its page: renew, amend, index, approve, note."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from accounts.access import MANAGERS, READERS, For
from clients import terms
from clients.forms.contracts import ContractForm, CopyForm, IndexationForm, NoteForm, ReasonForm
from clients.models import Approval, Contract, ContractNote, Indexation, Signature
from clients.views.facts import BesidePage
from pages.views import FormPage


class OnContract(BesidePage):
    """A form beside a contract; it leads back to the contract's page."""

    model = Contract

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        kwargs.pop("instance", None)  # the form is about something new
        return kwargs


class NextContract(OnContract):
    form_class = ContractForm
    submit = _("Prepare")
    success_message = _("The draft is there. Prepare its document, or sign it when both sides have.")

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()

    def get_form_kwargs(self):
        if not self.fact.signed_on:
            raise Http404
        return super().get_form_kwargs()


class Renew(NextContract):
    intro = _("The new contract begins the day after this one's last. It counts from its signature on.")

    @property
    def title(self) -> str:
        return gettext("Renew %(contract)s") % {"contract": self.fact}

    def get_initial(self):
        old = self.fact
        starts_on, ends_on = terms.following_term(old.starts_on, old.ends_on) if old.ends_on else (self.today, None)
        steps = old.indexations.values_list("from_on", "percent")
        value = None if old.value is None else terms.indexed(old.value, steps, old.ends_on or self.today)
        kept = {name: getattr(old, name) for name in ("title", "currency", "notice_days", "auto_renews")}
        return kept | {"starts_on": starts_on, "ends_on": ends_on, "value": value and value.quantize(terms.CENT)}

    def perform(self, form):
        return self.fact.renew(**self.who_and_when, **form.cleaned_data)


class Amend(NextContract):
    intro = _("An amendment has its own days and signature; its value is what it adds to the contract.")

    @property
    def title(self) -> str:
        return gettext("Amend %(contract)s") % {"contract": self.fact}

    def get_initial(self):
        old = self.fact
        starts_on = max(self.today, old.starts_on)
        return {"title": old.title, "currency": old.currency, "starts_on": starts_on, "ends_on": old.ends_on}

    def perform(self, form):
        return self.fact.amend(**self.who_and_when, **form.cleaned_data)


class AgreeIndexation(OnContract):
    form_class = IndexationForm
    title = _("Price indexation")
    intro = _("From this day on the contract's price is so much higher; with a minus, lower.")

    def perform(self, form):
        return Indexation.agree(self.fact, **self.who_and_when, **form.cleaned_data)


class WriteNote(OnContract):
    form_class = NoteForm
    title = _("Negotiation note")

    def perform(self, form):
        return ContractNote.write(self.fact, **self.who_and_when, **form.cleaned_data)


class KeepCopy(OnContract):
    form_class = CopyForm
    title = _("Add the signed copy")
    intro = _("Its SHA-256 is kept beside it, so that a later change can be told.")
    success_message = _("The signed copy is kept.")

    def get_form_kwargs(self):
        if not self.fact.signed_on:
            raise Http404
        return super().get_form_kwargs()

    def perform(self, form):
        given = form.cleaned_data
        return Signature.keep_copy(self.fact, given["copy"], given["signers"], **self.who_and_when)


class Deed(For, View):
    """A button. What the verb refuses is said on the contract's page."""

    roles = MANAGERS
    said = ""

    def post(self, request, pk):
        contract = self.get_contract()
        try:
            self.perform(by=request.user, at=timezone.now())
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            messages.success(request, self.said)
        return HttpResponseRedirect(contract.get_absolute_url())

    def get_contract(self) -> Contract:
        raise NotImplementedError

    def perform(self, **who_and_when) -> None:
        raise NotImplementedError


class AskApproval(Deed):
    said = _("The senior above is asked.")

    def get_contract(self):
        found = Contract.objects.workable_by(self.request.user).live()
        self.contract = get_object_or_404(found, pk=self.kwargs["pk"])
        return self.contract

    def perform(self, **who_and_when):
        Approval.ask(self.contract, **who_and_when)


class OneApproval:
    """The request that the URL names, where the reader may decide on it."""

    @cached_property
    def approval(self) -> Approval:
        seen = Contract.objects.visible_to(self.request.user).live()
        found = Approval.objects.filter(contract__in=seen).select_related("contract")
        approval = get_object_or_404(found, pk=self.kwargs["pk"])
        if not approval.may_decide(self.request.user):
            raise Http404
        return approval


class Approve(OneApproval, Deed):
    roles = READERS
    said = _("Approved.")

    def get_contract(self):
        return self.approval.contract

    def perform(self, **who_and_when):
        self.approval.approve(**who_and_when)


class Refuse(For, OneApproval, FormPage):
    roles = READERS
    form_class = ReasonForm
    title = _("Refuse the approval")
    submit = _("Refuse")
    success_message = _("Refused.")

    def get(self, request, *args, **kwargs):
        self.approval  # noqa: B018  # 404 where it is not theirs to decide
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        self.approval  # noqa: B018
        return super().post(request, *args, **kwargs)

    def perform(self, form):
        self.approval.refuse(form.cleaned_data["reason"], **self.who_and_when)

    @property
    def cancel_url(self) -> str:
        return self.approval.contract.get_absolute_url()

    def get_success_url(self) -> str:
        return self.cancel_url


class DropIndexation(Deed):
    said = _("The indexation is taken back.")

    def get_contract(self):
        found = Indexation.objects.filter(contract__in=Contract.objects.workable_by(self.request.user).live())
        self.indexation = get_object_or_404(found.select_related("contract"), pk=self.kwargs["pk"])
        return self.indexation.contract

    def perform(self, **who_and_when):
        self.indexation.drop(**who_and_when)
