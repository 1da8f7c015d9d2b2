"""Templates, the versions of a contract's text, and the links to sign them."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View

from accounts.access import READERS, For
from clients.forms.contracts import PrepareDocumentForm, SendForm, TakeDocumentForm, TemplateForm
from clients.models import Contract, ContractDocument, ContractTemplate, Signature, SigningLink
from clients.models.signing_link import LASTS
from clients.paper import compare
from clients.paper.fields import FIELDS
from clients.views.contract_deeds import Deed, OnContract
from pages import documents
from pages.views import ConfirmPage, FormPage

TEMPLATES = 200


class TemplateList(For, TemplateView):
    roles = READERS
    template_name = "clients/contract_templates.html"

    def get_context_data(self, **kwargs):
        offered = ContractTemplate.objects.visible_to(self.request.user).offered().select_related("kept_by")
        return super().get_context_data(**kwargs) | {
            "templates": list(offered[:TEMPLATES]),
            "fields": FIELDS,
            "may_keep": ContractTemplate.may_keep(self.request.user),
        }


class Keeper(For):
    """For who may offer templates; for others the page is not there."""

    roles = READERS
    cancel_url = success_url = reverse_lazy("contracts:templates")

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not ContractTemplate.may_keep(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def template(self) -> ContractTemplate:
        found = ContractTemplate.objects.visible_to(self.request.user).offered()
        return get_object_or_404(found, pk=self.kwargs["pk"])


class KeepTemplate(Keeper, FormPage):
    form_class = TemplateForm
    title = _("New template")
    submit = _("Check and keep")
    success_message = _("The template can be used.")

    def perform(self, form):
        given = form.cleaned_data
        return ContractTemplate.keep(given["name"], given["file"], **self.who_and_when)


class RetireTemplate(Keeper, ConfirmPage):
    title = _("Take the template out of use")
    intro = _("It is offered no longer. What was prepared from it stays.")
    submit = _("Take out of use")
    success_message = _("The template is out of use.")

    def get(self, request, *args, **kwargs):
        self.template  # noqa: B018  # 404 where there is none
        return super().get(request, *args, **kwargs)

    def perform(self, form):
        self.template.retire(**self.who_and_when)


class TemplateFile(For, View):
    roles = READERS

    def get(self, request, pk):
        template = get_object_or_404(ContractTemplate.objects.visible_to(request.user), pk=pk)
        return documents.download(template.file, f"{template.name}.docx")


class PrepareDocument(OnContract):
    form_class = PrepareDocumentForm
    title = _("Prepare the document")
    intro = _("The template is filled in with the client's data, as a DOCX to work on and a PDF to sign.")
    submit = _("Prepare")
    success_message = _("The document is there.")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"client": self.client}

    @transaction.atomic
    def perform(self, form):
        return ContractDocument.prepare(self.fact, **self.who_and_when, **form.cleaned_data)


class TakeDocument(OnContract):
    form_class = TakeDocumentForm
    title = _("Upload a new version")
    intro = _("A DOCX that was worked on outside, by us or by the client. Links to sign an older version end.")
    submit = _("Upload")
    success_message = _("The new version is there.")

    def perform(self, form):
        given = form.cleaned_data
        return ContractDocument.take(self.fact, given["file"].read(), note=given["note"], **self.who_and_when)


class DocumentFile(For, View):
    """A version's DOCX or PDF, to take along."""

    roles = READERS
    kind = "pdf"

    def get(self, request, pk):
        found = ContractDocument.objects.visible_to(request.user).select_related("contract")
        document = get_object_or_404(found, pk=pk)
        return documents.download(getattr(document, self.kind), f"{document}.{self.kind}")


class CopyFile(For, View):
    roles = READERS

    def get(self, request, pk):
        signature = get_object_or_404(Signature.objects.visible_to(request.user).exclude(copy=""), pk=pk)
        return documents.download(signature.copy, signature.copy_name)


class Compare(For, TemplateView):
    """Two versions side by side; without a choice the last two."""

    roles = READERS
    template_name = "clients/contract_compare.html"

    def get_context_data(self, **kwargs):
        found = Contract.objects.visible_to(self.request.user).live().select_related("client")
        contract = get_object_or_404(found, pk=self.kwargs["pk"])
        versions = {document.version: document for document in contract.documents.defer("text")}
        newest = max(versions, default=0)
        before, after = self.chosen("from", newest - 1, versions), self.chosen("to", newest, versions)
        texts = dict(contract.documents.filter(version__in=[before, after]).values_list("version", "text"))
        return super().get_context_data(**kwargs) | {
            "contract": contract,
            "versions": list(versions.values()),
            "before": versions.get(before),
            "after": versions.get(after),
            "rows": compare.rows(texts.get(before, ""), texts.get(after, "")) if len(texts) == 2 else [],
        }

    def chosen(self, name: str, otherwise: int, versions) -> int:
        asked = self.request.GET.get(name, "")
        return int(asked) if asked.isdecimal() and int(asked) in versions else otherwise


class Send(OnContract):
    """Makes the link, and has it mailed or shows it once: it is kept nowhere."""

    form_class = SendForm
    title = _("Link to sign")
    submit = _("Make the link")
    address = ""

    @cached_property
    def document(self) -> ContractDocument:
        workable = Contract.objects.workable_by(self.request.user).live()
        found = ContractDocument.objects.filter(contract__in=workable)
        return get_object_or_404(found.select_related("contract__client"), pk=self.kwargs["pk"])

    @cached_property
    def fact(self) -> Contract:
        return self.document.contract

    @property
    def intro(self):
        return _("It opens version %(version)s for whoever has it, works once, and ends after %(days)s days.") % {
            "version": self.document.version,
            "days": LASTS.days,
        }

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"client": self.client}

    def perform(self, form):
        given = form.cleaned_data
        whom = {"contact": given["contact"], "email": given["email"], **self.who_and_when}
        if given["by_mail"]:
            return SigningLink.make_by_mail(self.document, **whom)
        link, token = SigningLink.make(self.document, **whom)
        self.address = settings.BASE_URL + reverse("signing:sign", args=[token])
        return link

    @property
    def success_message(self):
        return "" if self.address else _("The link goes out by e-mail. When it has, this page says so.")

    def done(self):
        if not self.address:
            return super().done()
        about = {"contract": self.fact, "link": self.object, "address": self.address, "in_dialog": self.in_dialog}
        name = "clients/signing_link_dialog.html" if self.in_dialog else "clients/signing_link.html"
        response = render(self.request, name, about)
        response["Cache-Control"] = "no-store"
        return response


class Withdraw(Deed):
    said = _("The link works no longer.")

    def get_contract(self):
        workable = Contract.objects.workable_by(self.request.user).live()
        found = SigningLink.objects.filter(document__contract__in=workable)
        self.link = get_object_or_404(found.select_related("document__contract"), pk=self.kwargs["pk"])
        return self.link.document.contract

    def perform(self, **who_and_when):
        self.link.withdraw(**who_and_when)
