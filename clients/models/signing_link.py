from __future__ import annotations

import base64
import datetime as dt
import hashlib
import secrets

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.access import Denied
from activity.models import Job, record
from clients.models.contact import Contact
from clients.models.contract import Contract
from clients.models.contract_document import ContractDocument
from clients.models.signature import Signature

LASTS = dt.timedelta(days=14)
MAIL = "clients.mail_signing_link"


class SigningLinkQuerySet(models.QuerySet["SigningLink"]):
    def visible_to(self, user) -> SigningLinkQuerySet:
        return self.filter(document__contract__in=Contract.objects.visible_to(user).live())

    def open(self, at: dt.datetime) -> SigningLinkQuerySet:
        """Can be used: not used, not withdrawn, not expired, and its contract neither signed nor in the trash."""
        contract = {"document__contract__signed_on": None, "document__contract__trashed_at": None}
        return self.filter(used_at=None, withdrawn_at=None, expires_at__gt=at, **contract)


class SigningLink(models.Model):
    """A way for one person at the client to sign one version of a contract, once. The link itself is kept nowhere.

    One that goes by mail is made of `seed` and the program's secret key when the mail is sent, so that neither the row
    nor the job tells it, and a mail that is tried again has the same one. Once sent, the seed is forgotten.
    """

    document = models.ForeignKey(ContractDocument, models.PROTECT, related_name="links", verbose_name=_("document"))
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, related_name="+", verbose_name=_("contact"))
    email = models.EmailField(_("e-mail"))
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("ends"))
    used_at = models.DateTimeField(_("used"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    seed = models.CharField(max_length=43, blank=True, editable=False)
    mailed_at = models.DateTimeField(_("mailed"), null=True, editable=False)

    objects = SigningLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("signing link")
        verbose_name_plural = _("signing links")
        constraints = [
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(withdrawn_at=None), name="signing_link_used_or_withdrawn"
            ),
            models.CheckConstraint(
                condition=Q(seed="") | Q(used_at=None, withdrawn_at=None, mailed_at=None),
                name="signing_link_seed_forgotten",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document}: {self.email}"

    @classmethod
    def make(
        cls, document: ContractDocument, *, contact: Contact | None, email: str, by, at: dt.datetime
    ) -> tuple[SigningLink, str]:
        """A link for the newest version, and its token, which nobody can find out again later."""
        token = secrets.token_urlsafe(32)
        return cls._make(document, by, at, contact=contact, email=email, token_hash=hashed(token)), token

    @classmethod
    def make_by_mail(
        cls, document: ContractDocument, *, contact: Contact | None, email: str, by, at: dt.datetime
    ) -> SigningLink:
        """A link that nobody but its receiver gets to see: a worker mails it."""
        seed = secrets.token_urlsafe(32)
        with transaction.atomic():
            fields = {"contact": contact, "email": email, "seed": seed, "token_hash": hashed(grown(seed))}
            link = cls._make(document, by, at, **fields)
            Job.leave(MAIL, key=link.mail_key, due_at=at, link=link.pk)
        return link

    @classmethod
    def _make(cls, document: ContractDocument, by, at: dt.datetime, **fields) -> SigningLink:
        with transaction.atomic():
            contract = document.contract._locked(by)
            contract.refuse_signing()
            if contract.starts_on is None:
                raise ValidationError(_("Say first from which day on the contract is in force."))
            if not document.is_newest:
                raise ValidationError(_("There is a newer version; only the newest can be signed."))
            link = cls.objects.create(document=document, made_by=by, made_at=at, expires_at=at + LASTS, **fields)
            link._tell("sent_to_sign", by, at)
        return link

    @property
    def mail_key(self) -> str:
        """The key of the job that mails it."""
        return f"{MAIL} {self.pk}"

    @property
    def token(self) -> str:
        """Of one that is still to be mailed."""
        return grown(self.seed)

    def mailed(self, *, at: dt.datetime) -> None:
        """It is on its way to its receiver; from now on nobody here can make it again."""
        with transaction.atomic():
            waiting = SigningLink.objects.filter(pk=self.pk).exclude(seed="")
            if waiting.update(seed="", mailed_at=at, token_hash=hashed(self.token)):
                self._tell("link_mailed", None, at)

    @classmethod
    def find(cls, token: str, at: dt.datetime) -> SigningLink | None:
        """The link, where it can be used; used, expired and never made look the same."""
        found = cls.objects.open(at).filter(token_hash=hashed(token))
        return found.select_related("document__contract__client", "contact").first()

    def sign(self, name: str, *, at: dt.datetime, address: str | None, user_agent: str) -> Signature | None:
        """Sign with a typed name; the contract counts as signed on the company's day. None where somebody, or the
        same person in another window, was faster."""
        with transaction.atomic():
            contract = Contract.objects.select_for_update(of=("self",), no_key=True).get(pk=self.document.contract_id)
            link = SigningLink.objects.open(at).select_for_update(of=("self",)).filter(pk=self.pk).first()
            if link is None or contract.lacks_approval or contract.starts_on is None:
                return None
            link.used_at, link.seed = at, ""
            link.save(update_fields=["used_at", "seed"])
            signed_on = contract.sign_by_link(name, at=at)
            signature = Signature.objects.create(
                contract=contract,
                document=self.document,
                link=link,
                signers=name,
                signed_on=signed_on,
                at=at,
                address=address,
                user_agent=user_agent[:500],
                sha256=self.document.sha256,
            )
            for other in contract.open_links():
                other.put_out(by=None, at=at)
        return signature

    def withdraw(self, *, by, at: dt.datetime) -> None:
        """It can no longer be used."""
        with transaction.atomic():
            contract = self.document.contract._locked(by)
            link = SigningLink.objects.open(at).select_for_update(of=("self",)).filter(pk=self.pk).first()
            if link is None:
                raise ValidationError(_("This link is used or over already."))
            if not contract.may_change(by):
                raise Denied
            link.put_out(by=by, at=at)

    def put_out(self, *, by, at: dt.datetime) -> None:
        self.withdrawn_at, self.seed = at, ""
        self.save(update_fields=["withdrawn_at", "seed"])
        self._tell("link_withdrawn", by, at)

    def _tell(self, verb: str, by, at: dt.datetime) -> None:
        contract = self.document.contract
        about = {"number": contract.number, "version": self.document.version, "email": self.email}
        record(f"contract.{verb}", contract, by=by, at=at, client_id=contract.client_id, **about)


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def grown(seed: str) -> str:
    """The token of a link that goes by mail."""
    mac = salted_hmac("clients.signing_link", seed, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(mac).decode().rstrip("=")
