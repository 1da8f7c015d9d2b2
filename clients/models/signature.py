from __future__ import annotations

import datetime as dt
import hashlib

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activity.models import record
from clients.models.contract import Contract
from clients.models.contract_document import ContractDocument


class SignatureQuerySet(models.QuerySet["Signature"]):
    def visible_to(self, user) -> SignatureQuerySet:
        return self.filter(contract__in=Contract.objects.visible_to(user).live())


class Signature(models.Model):
    """Proof that a contract was signed: by the client's link (typed name, instant, address, browser, and the hash of
    what was signed), or on paper (the copy with its own hash). The database refuses a change."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="signatures", verbose_name=_("contract"))
    document = models.ForeignKey(
        ContractDocument, models.PROTECT, null=True, related_name="signatures", verbose_name=_("document")
    )
    link = models.OneToOneField(
        "clients.SigningLink", models.PROTECT, null=True, related_name="signature", verbose_name=_("link")
    )
    signers = models.CharField(_("signed by"), max_length=300)
    signed_on = models.DateField(_("signed on"))
    at = models.DateTimeField(_("recorded"))
    address = models.GenericIPAddressField(_("address"), null=True)
    user_agent = models.CharField(_("browser"), max_length=500, blank=True)
    sha256 = models.CharField(_("SHA-256 of what was signed"), max_length=64)
    copy = models.FileField(_("signed copy"), upload_to="contracts/%Y/%m/", max_length=200, blank=True)
    copy_name = models.CharField(max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("recorded by")
    )

    objects = SignatureQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = [
            models.CheckConstraint(
                condition=Q(link__isnull=False, recorded_by=None, copy="")
                | (Q(link=None, recorded_by__isnull=False) & ~Q(copy="")),
                name="signature_by_link_or_copy",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract}: {self.signers}"

    @classmethod
    def keep_copy(cls, contract: Contract, upload, signers: str, *, by, at: dt.datetime) -> Signature:
        """Keep the copy that was signed on paper, of a contract that is signed; its hash tells a later change."""
        with transaction.atomic():
            contract = contract._locked(by)
            if not contract.signed_on:
                raise ValidationError(_("This contract is not signed yet."))
            content = upload.read()
            upload.seek(0)
            signature = cls.objects.create(
                contract=contract,
                document=contract.documents.first(),
                signers=signers,
                signed_on=contract.signed_on,
                at=at,
                sha256=hashlib.sha256(content).hexdigest(),
                copy=upload,
                copy_name=upload.name[-200:],
                recorded_by=by,
            )
            told = {"number": contract.number, "signers": signers, "sha256": signature.sha256}
            record("contract.copy_kept", contract, by=by, at=at, client_id=contract.client_id, **told)
        return signature
