from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.db.models import Exists, ExpressionWrapper, F, Func, OuterRef, Q
from django.db.models.functions import Coalesce, Least
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import Company
from accounts.models.company import CompanyRules
from activity.models import record
from clients.models.fact import LATEST, Fact, FactQuerySet, believable, kept_promises, refused
from clients.models.search import SearchQuerySet, search_index, search_key

if TYPE_CHECKING:
    from clients.models.signing_link import SigningLink


class ContractQuerySet(SearchQuerySet, FactQuerySet):  # type: ignore[override]  # two managers of one kind
    """Where a contract stands on a day: a draft until it is signed, then ahead, in force, ended."""

    def with_last_day(self) -> ContractQuerySet:
        """Adds `last_day`, the last one in force; none is open-ended."""
        return self.annotate(last_day=Least("ends_on", "terminated_on"))

    def drafts(self) -> ContractQuerySet:
        return self.filter(signed_on=None)

    def ahead(self, day: dt.date) -> ContractQuerySet:
        return self.filter(signed_on__isnull=False, starts_on__gt=day)

    def in_force(self, day: dt.date) -> ContractQuerySet:
        signed = self.with_last_day().filter(signed_on__isnull=False, starts_on__lte=day)
        return signed.filter(Q(last_day=None) | Q(last_day__gte=day))

    def ended(self, day: dt.date) -> ContractQuerySet:
        return self.with_last_day().filter(signed_on__isnull=False, last_day__lt=day)

    def with_renewal(self) -> ContractQuerySet:
        """Adds `is_renewed`: a signed contract follows it."""
        return self.annotate(is_renewed=Exists(Contract.objects.successors()))

    def successors(self) -> ContractQuerySet:
        """For a subquery: the signed contracts that follow the outer one."""
        return self.live().filter(renews=OuterRef("pk"), signed_on__isnull=False)

    def with_due_on(self) -> ContractQuerySet:
        """Adds `due_on`, the last day to give notice; without notice the last day in force."""
        notice = Func(
            F("ends_on"),
            Coalesce(F("notice_days"), 0),
            template="(%(expressions)s)",
            arg_joiner=" - ",
            output_field=models.DateField(),
        )
        return self.annotate(due_on=notice)

    def to_renew(self, within: int, day: dt.date) -> ContractQuerySet:
        """Signed and running to an end, with neither a signed successor nor a termination, and to be decided upon
        within `within` days of `day`; also those whose notice day has passed. Amendments follow their contract."""
        running = self.filter(signed_on__isnull=False, terminated_on=None, amends=None, ends_on__gte=day)
        due = running.with_due_on().filter(due_on__lte=day + dt.timedelta(days=within))
        return due.exclude(Exists(Contract.objects.successors()))

    def ending_within(self, days: int, day: dt.date) -> ContractQuerySet:
        """Signed, not ended by `day`, and to end within `days` days of it."""
        span = (day, day + dt.timedelta(days=days))
        return self.with_last_day().filter(signed_on__isnull=False, last_day__range=span)

    def notice_within(self, days: int, day: dt.date) -> ContractQuerySet:
        """Those whose last day to give notice is `day` or one of the next `days`."""
        notice_by = ExpressionWrapper(F("ends_on") - F("notice_days"), models.DateField())
        return self.annotate(notice_on=notice_by).filter(notice_on__range=(day, day + dt.timedelta(days=days)))


class Ending(models.TextChoices):
    """Why a contract was ended before its time."""

    COMPETITOR = "competitor", _("the client goes to a competitor")
    PRICE = "price", _("price")
    SERVICE = "service", _("our service")
    NO_NEED = "no_need", _("no longer needed")
    CLOSED_DOWN = "closed_down", _("the client closes down")
    BREACH = "breach", _("a breach of the contract")
    OURS = "ours", _("we end it")
    REPLACED = "replaced", _("another contract replaces it")
    OTHER = "other", _("other")


class Contract(Fact):
    """A contract. Signed and begun it keeps its client active up to the earlier of `ends_on` and `terminated_on`,
    each the last day in force; without either it is open-ended."""

    number = models.CharField(
        _("number"), max_length=60, unique=True, error_messages={"unique": _("Another contract has this number.")}
    )
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="contracts", verbose_name=_("client"))
    title = models.CharField(_("title"), max_length=300, blank=True)
    search_key = search_key("title", "number", "")
    signed_on = models.DateField(_("signed on"), null=True, blank=True, validators=[believable])
    starts_on = models.DateField(_("starts on"), null=True, blank=True, validators=[believable])
    ends_on = models.DateField(
        _("ends on"), null=True, blank=True, validators=[believable], help_text=_("The last day in force.")
    )
    terminated_on = models.DateField(
        _("terminated on"), null=True, blank=True, validators=[believable], help_text=_("The last day in force.")
    )
    value = models.DecimalField(
        _("value"), max_digits=20, decimal_places=6, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    auto_renews = models.BooleanField(_("renews by itself"), default=False)
    notice_days = models.PositiveSmallIntegerField(_("notice in days"), null=True, blank=True)
    renews = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="renewed_by", verbose_name=_("renews")
    )
    amends = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="amended_by", verbose_name=_("amends")
    )
    ended_because = models.CharField(
        _("reason of the end"), max_length=20, blank=True, db_default="", default="", choices=Ending, editable=False
    )
    ended_note = models.TextField(_("about the end"), blank=True, db_default="", default="", editable=False)

    objects = ContractQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                name="contract_ends_after_start",
                violation_error_message=_("The end lies before the start."),
            ),
            models.CheckConstraint(
                condition=Q(signed_on=None) | Q(starts_on__isnull=False),
                name="contract_signed_has_start",
                violation_error_message=_("A signed contract needs the day it starts on."),
            ),
            models.UniqueConstraint(
                fields=["renews"],
                condition=Q(trashed_at=None),
                name="contract_renewed_once",
                violation_error_message=_("This contract has a successor already."),
            ),
            models.CheckConstraint(
                condition=Q(renews=None) | ~Q(renews=F("id")), name="contract_does_not_renew_itself"
            ),
            models.CheckConstraint(
                condition=Q(amends=None) | ~Q(amends=F("id")), name="contract_does_not_amend_itself"
            ),
        ]
        indexes = [
            models.Index(fields=["client", "starts_on"], name="contract_client"),
            search_index("contract_search"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("contracts:detail", args=[self.pk])

    @property
    def last_on(self) -> dt.date | None:
        """The last day in force; None is open-ended."""
        return min(filter(None, (self.ends_on, self.terminated_on)), default=None)

    @property
    def notice_by(self) -> dt.date | None:
        """The last day to give notice."""
        if self.ends_on and self.notice_days is not None:
            return self.ends_on - dt.timedelta(days=self.notice_days)
        return None

    def state(self, day: dt.date) -> str:
        """Where it stands on `day`: one of the words of ContractQuerySet."""
        if self.signed_on is None or self.starts_on is None:
            return "draft"
        if self.last_on and self.last_on < day:
            return "ended"
        return "ahead" if self.starts_on > day else "in_force"

    @classmethod
    def prepare(cls, client, *, by, at: dt.datetime, **fields) -> Contract:
        """A draft; signing makes it count. The currency is the company's where none is named."""
        return cls.enter(client, by=by, at=at, verb="prepared", **cls.in_currency(fields))

    def sign(self, *, signed_on: dt.date, starts_on: dt.date, by, at: dt.datetime, **fields) -> Contract:
        with transaction.atomic():
            contract = self._locked(by)
            contract.refuse_signing()
            return contract.change(by=by, at=at, verb="signed", signed_on=signed_on, starts_on=starts_on, **fields)

    def sign_by_link(self, signer: str, *, at: dt.datetime) -> dt.date:
        """The client has signed; `self` is the locked row. Nobody of ours does it, so the event names the signer."""
        self.refuse_signing()
        self.signed_on = Company.current().rules().today(at)
        self.save(update_fields=["signed_on"])
        about = {"number": self.number, "client": str(self.client), "signer": signer}
        record("contract.signed_by_client", self, by=None, at=at, client_id=self.client_id, **about)
        return self.signed_on

    def refuse_signing(self) -> None:
        """Raise ValidationError where it is signed, or still waits for a senior."""
        if self.signed_on:
            raise ValidationError(_("This contract is signed already."))
        if self.lacks_approval:
            raise ValidationError(_("Its value needs the approval of the senior above first: ask for it."))

    @property
    def needs_approval(self) -> bool:
        """Its value is above the company's, or in another currency, in which it cannot be compared."""
        company = Company.current()
        if company.approval_above is None or self.value is None:
            return False
        return self.currency != company.rules().currency or self.value > company.approval_above

    @property
    def lacks_approval(self) -> bool:
        """Somebody above has to approve of it as it is now, and has not."""
        if not self.needs_approval:
            return False
        last = self.approvals.order_by("-pk").first()
        return last is None or not last.covers(self)

    def terminate(
        self, *, terminated_on: dt.date, by, at: dt.datetime, ended_because: str = "", ended_note: str = ""
    ) -> Contract:
        """End a signed contract before its time; `terminated_on` is the last day in force."""
        with transaction.atomic():
            contract = self._locked(by)
            if not contract.signed_on:
                raise ValidationError(_("Only a signed contract can be terminated; put a draft into the trash."))
            about = {"ended_because": ended_because, "ended_note": ended_note}
            return contract.change(by=by, at=at, verb="terminated", terminated_on=terminated_on, **about)

    def renew(self, *, by, at: dt.datetime, **fields) -> Contract:
        """A draft that follows this contract, from the day after its last one."""
        with kept_promises(Contract):
            contract = self._locked(by)
            if not contract.signed_on or contract.ends_on is None:
                raise ValidationError(_("Only a signed contract with an end can be renewed."))
            if contract.terminated_on:
                raise ValidationError(_("A terminated contract is not renewed; prepare a new one."))
            if contract.renewed_by.live().exists():
                raise ValidationError(_("This contract has a successor already."))
            return Contract.prepare(contract.client, by=by, at=at, renews=contract, **fields)

    def amend(self, *, by, at: dt.datetime, **fields) -> Contract:
        """A draft that changes this contract from some day on. Its value is what it adds."""
        with transaction.atomic():
            contract = self._locked(by)
            if not contract.signed_on:
                raise ValidationError(_("A draft is simply changed; only a signed contract is amended."))
            if contract.amends_id:
                raise ValidationError(_("This is an amendment itself: amend the contract that it belongs to."))
            return Contract.prepare(contract.client, by=by, at=at, amends=contract, **fields)

    def may_go(self) -> None:
        if self.renewed_by.live().exists() or self.amended_by.live().exists():
            raise ValidationError(_("A successor or an amendment belongs to this contract: put that away first."))

    def open_links(self) -> list[SigningLink]:
        """The signing links that could be used, were they not over by now."""
        from clients.models.signing_link import SigningLink

        return list(SigningLink.objects.filter(document__contract=self, used_at=None, withdrawn_at=None))

    @property
    def next_step(self) -> str:
        """What the task that comes from it is called."""
        return _t("Renew or end contract %(number)s") % {"number": self.number}

    @property
    def next_step_on(self) -> dt.date | None:
        return self.notice_by or self.ends_on

    def reach(self, rules: CompanyRules) -> tuple[dt.date, dt.date] | None:
        if self.signed_on is None or self.starts_on is None:
            return None
        return self.starts_on, self.last_on or LATEST

    def stay_true(self, at: dt.datetime) -> None:
        """Its days follow one another."""
        if self.signed_on and not self.starts_on:
            raise refused("starts_on", _("A signed contract needs the day it starts on."))
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise refused("ends_on", _("The end lies before the start."))
        if self.terminated_on and self.starts_on and self.terminated_on < self.starts_on:
            raise refused("terminated_on", _("The contract starts later; it cannot be terminated before."))
        if self.terminated_on and self.ends_on and self.terminated_on > self.ends_on:
            raise refused("terminated_on", _("The contract ends by itself before that day."))

    @staticmethod
    def in_currency(fields: dict) -> dict:
        """A value without a currency is in the company's."""
        if fields.get("value") is not None and not fields.get("currency"):
            fields = fields | {"currency": Company.current().rules().currency}
        return fields

    def key(self) -> dict[str, Any]:
        return {"number": self.number}

    def _tell(self, verb: str, by, at: dt.datetime, **data) -> None:
        super()._tell(verb, by, at, **data)
        if data.get("changed"):  # what was sent to be signed may no longer say what the contract says
            for link in self.open_links():
                link.put_out(by=by, at=at)
