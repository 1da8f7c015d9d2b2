from __future__ import annotations

import datetime as dt
import hashlib

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Company
from activity.models import record
from clients.models.contact import Contact
from clients.models.contract import Contract
from clients.models.contract_template import ContractTemplate
from clients.models.fact import kept_promises
from clients.paper import docx


class ContractDocumentQuerySet(models.QuerySet["ContractDocument"]):
    def visible_to(self, user) -> ContractDocumentQuerySet:
        return self.filter(contract__in=Contract.objects.visible_to(user).live())


class ContractDocument(models.Model):
    """One version of a contract's text, as DOCX and as the PDF made of it. It stays as it is: the database refuses a
    change. `sha256` is the PDF's, which is what gets signed."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="documents", verbose_name=_("contract"))
    version = models.PositiveSmallIntegerField(_("version"))
    template = models.ForeignKey(
        ContractTemplate, models.PROTECT, null=True, related_name="+", verbose_name=_("template")
    )
    docx = models.FileField(_("DOCX"), upload_to="contracts/%Y/%m/", max_length=200)
    pdf = models.FileField(_("PDF"), upload_to="contracts/%Y/%m/", max_length=200)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    text = models.TextField(_("text"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made"))

    objects = ContractDocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-version"]
        verbose_name = _("contract document")
        verbose_name_plural = _("contract documents")
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "version"],
                name="contract_document_version",
                violation_error_message=_("Somebody added a version at this moment. Look, then try again."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract} v{self.version}"

    @classmethod
    def prepare(
        cls,
        contract: Contract,
        template: ContractTemplate,
        contact: Contact | None = None,
        *,
        by,
        at: dt.datetime,
        note: str = "",
    ) -> ContractDocument:
        """The next version: the template with the contract's and the client's data filled in."""
        from clients.paper.fields import values_of

        with template.file.open("rb") as file:
            blank = file.read()
        with kept_promises(cls):
            contract = contract._locked(by)
            today = Company.current().rules().today(at)
            filled = docx.fill(blank, values_of(contract, contact, contract.client.held_by(today), today))
            return cls._add(contract, filled, by, at, note=note, template=template)

    @classmethod
    def take(cls, contract: Contract, content: bytes, *, by, at: dt.datetime, note: str = "") -> ContractDocument:
        """The next version: a DOCX that was edited outside, by us or by the client."""
        with kept_promises(cls):
            return cls._add(contract._locked(by), content, by, at, note=note)

    @classmethod
    def _add(cls, contract: Contract, content: bytes, by, at: dt.datetime, **fields) -> ContractDocument:
        from clients.paper.pdf import pdf

        if contract.signed_on:
            raise ValidationError(_("This contract is signed; its text changes by an amendment only."))
        last = contract.documents.order_by("-version").first()
        version = last.version + 1 if last else 1
        found = docx.blocks(content)
        if not found:
            raise ValidationError(_("The document is empty."))
        made = pdf(found, contract, version, company=str(Company.current()), at=at)
        document = cls.objects.create(
            contract=contract,
            version=version,
            docx=ContentFile(content, f"v{version}.docx"),
            pdf=ContentFile(made, f"v{version}.pdf"),
            sha256=hashlib.sha256(made).hexdigest(),
            text=docx.text_of(found),
            made_by=by,
            made_at=at,
            **fields,
        )
        for link in contract.open_links():
            link.put_out(by=by, at=at)
        told = {"number": contract.number, "version": version, "sha256": document.sha256}
        record("contract.document_made", contract, by=by, at=at, client_id=contract.client_id, **told)
        return document

    @property
    def is_newest(self) -> bool:
        return not ContractDocument.objects.filter(contract=self.contract_id, version__gt=self.version).exists()
