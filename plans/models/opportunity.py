from __future__ import annotations

import datetime as dt
import secrets
from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Count, DecimalField, ExpressionWrapper, F, Q, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Denied
from accounts.models import Company
from clients.models import Contract
from clients.models.client import today
from clients.models.fact import Fact, FactQuerySet, believable, kept_promises, refused
from plans.models.opportunity_rows import Outcome
from plans.models.stage import Stage
from work.models.discussion import Discussed

CHANCE = Coalesce(F("own_probability"), F("stage__probability"))
MENDED = {  # what `change` may set; all else moves by a verb of its own
    *("title", "stage", "owner", "value", "currency", "own_probability", "expected_on", "next_step", "next_step_on"),
    *("competitors", "decision", "decision_on", "details"),
}
WEIGHED = ExpressionWrapper(F("value") * CHANCE / Decimal(100), DecimalField(max_digits=30, decimal_places=8))


def new_number(day: dt.date) -> str:
    """For a contract draft that has no number of its own. It is made when the form opens: sent twice, it is one."""
    return f"{day:%y%m%d}-{secrets.token_hex(3).upper()}"


class OpportunityQuerySet(FactQuerySet):
    def open(self) -> Self:
        return self.filter(outcome=Outcome.OPEN)

    def won(self) -> Self:
        return self.filter(outcome=Outcome.WON)

    def lost(self) -> Self:
        return self.filter(outcome=Outcome.LOST)

    def step_overdue(self, day: dt.date) -> Self:
        """Open, and the next step should have been done before `day`."""
        return self.open().filter(next_step_on__lt=day)

    def untold(self) -> Self:
        """Nobody was told yet that the day of the next step has passed."""
        return self.exclude(step_told_on=F("next_step_on"))

    def close_overdue(self, day: dt.date) -> Self:
        """Open, and should have been decided before `day`."""
        return self.open().filter(expected_on__lt=day)

    def weighed(self) -> Self:
        """Adds `chance`, in percent, and `weighed_value`."""
        return self.annotate(chance=CHANCE, weighed_value=WEIGHED)

    def sums(self, *by: str) -> list[dict[str, Any]]:
        """How many, their value and their weighed value, for each currency and each of `by`. Money of different
        currencies is never added."""
        rows = self.order_by().values(*by, "currency")
        summed = rows.annotate(count=Count("pk"), total=Sum("value"), weighed=Sum(WEIGHED))
        return list(summed.order_by(*by, "currency"))

    def shown(self) -> Self:
        """With what lists and pages need to be drawn."""
        return self.select_related("client", "stage", "owner").weighed()


class Opportunity(Fact, Discussed):
    """Business that may come: with whom, for how much, how likely and by when. Open until it is won or lost.

    `own_probability`, in percent, stands above that of the stage. `stage` is the last one it stood in, once decided.
    """

    class LossReason(models.TextChoices):
        COMPETITOR = "competitor", _("a competitor was chosen")
        PRICE = "price", _("the price")
        NO_BUDGET = "no_budget", _("no budget")
        NO_DECISION = "no_decision", _("no decision was made")
        NO_FIT = "no_fit", _("we do not offer what is needed")
        TIMING = "timing", _("the time was not right")
        OTHER = "other", _("other")

    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="opportunities", verbose_name=_("client"))
    title = models.CharField(_("what it is about"), max_length=200)
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="opportunities", verbose_name=_("stage"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="opportunities", verbose_name=_("manager")
    )
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=6, validators=[MinValueValidator(0)])
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    own_probability = models.PositiveSmallIntegerField(
        _("own probability in %"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    expected_on = models.DateField(_("expected close"), validators=[believable])
    next_step = models.CharField(_("next step"), max_length=300, blank=True)
    next_step_on = models.DateField(_("next step on"), null=True, blank=True, validators=[believable])
    step_told_on = models.DateField(null=True, editable=False)  # the next step's day of whose passing was told
    competitors = models.CharField(_("competitors"), max_length=300, blank=True)
    deciders = models.ManyToManyField(
        "clients.Contact", blank=True, related_name="opportunities", verbose_name=_("who decides")
    )
    decision = models.TextField(_("how they decide"), blank=True, max_length=2000)
    decision_on = models.DateField(_("they decide by"), null=True, blank=True, validators=[believable])
    details = models.TextField(_("details"), blank=True, max_length=5000)
    outcome = models.CharField(_("outcome"), max_length=4, choices=Outcome, default=Outcome.OPEN, editable=False)
    closed_on = models.DateField(_("decided on"), null=True, editable=False)
    loss_reason = models.CharField(_("lost because of"), max_length=12, choices=LossReason, blank=True, editable=False)
    loss_competitor = models.CharField(_("lost to"), max_length=200, blank=True, editable=False)
    loss_note = models.TextField(_("what we learnt"), blank=True, max_length=2000, editable=False)
    reopened = models.PositiveSmallIntegerField(_("times opened again"), default=0, editable=False)
    contract = models.ForeignKey(
        "clients.Contract",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="opportunities",
        verbose_name=_("contract"),
    )

    objects = OpportunityQuerySet.as_manager()

    class Meta:
        ordering = ["expected_on", "pk"]
        verbose_name = _("opportunity")
        verbose_name_plural = _("opportunities")
        constraints = [
            models.CheckConstraint(condition=Q(value__gte=0), name="opportunity_value_not_below_0"),
            models.CheckConstraint(
                condition=Q(own_probability=None) | Q(own_probability__range=(0, 100)),
                name="opportunity_probability_0_to_100",
            ),
            models.CheckConstraint(
                condition=Q(outcome="open", closed_on=None) | Q(outcome__in=["won", "lost"], closed_on__isnull=False),
                name="opportunity_decided_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(outcome="lost") & ~Q(loss_reason="") | ~Q(outcome="lost") & Q(loss_reason=""),
                name="opportunity_lost_for_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(loss_reason="competitor") | ~Q(loss_competitor=""),
                name="opportunity_lost_to_a_competitor",
            ),
        ]
        indexes = [
            models.Index(fields=["client", "expected_on", "id"], name="opportunity_client"),
            models.Index(
                fields=["expected_on", "id"],
                name="opportunity_open",
                condition=Q(outcome="open", trashed_at=None),
            ),
            models.Index(fields=["stage", "expected_on", "id"], name="opportunity_stage"),
            models.Index(fields=["closed_on", "id"], name="opportunity_closed", condition=Q(closed_on__isnull=False)),
            models.Index(
                fields=["next_step_on", "id"], name="opportunity_step", condition=Q(outcome="open", trashed_at=None)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("opportunities:detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.outcome == Outcome.OPEN

    @property
    def probability(self) -> int:
        """In percent, of an open one."""
        return self.stage.probability if self.own_probability is None else self.own_probability

    @property
    def weighted(self) -> Decimal:
        return self.value * self.probability / 100

    def is_step_overdue(self, day: dt.date) -> bool:
        return self.is_open and self.next_step_on is not None and self.next_step_on < day

    def is_close_overdue(self, day: dt.date) -> bool:
        return self.is_open and self.expected_on < day

    # ---- Verbs

    @classmethod
    def begin(cls, client, *, by, at: dt.datetime, deciders=(), **fields: Any) -> Opportunity:
        """A new one, in `by`'s hands where nobody is named, in the company's currency where none is."""
        fields.setdefault("owner", by)
        fields["currency"] = fields.get("currency") or Company.current().rules().currency
        with transaction.atomic():
            cls._refuse_owner(fields["owner"], client, by)
            made = cls.enter(client, by=by, at=at, verb="begun", **fields)
            made._set_deciders(deciders)
            made.stand(None, by=by, at=at)
        return made

    def change(self, *, by, at: dt.datetime, deciders=None, **fields: Any) -> Self:  # type: ignore[override]
        """What it is about, for how much and by when. The stage moves by `move`, the end by `win` and `lose`."""
        if not fields.keys() <= MENDED:
            raise Denied
        with kept_promises(type(self)):
            opportunity = self._locked(by)
            opportunity._must_be_open()
            if "owner" in fields and fields["owner"].pk != opportunity.owner_id:
                self._refuse_owner(fields["owner"], opportunity.client, by)
            if "currency" in fields and not fields["currency"]:
                fields["currency"] = Company.current().rules().currency
            opportunity._set(fields, "changed", by, at)
            if deciders is not None:
                opportunity._set_deciders(deciders)
        return opportunity

    def move(self, to: Stage, *, by, at: dt.datetime) -> Self:
        """To another stage, forwards or back."""
        with kept_promises(type(self)):
            opportunity = self._locked(by)
            opportunity._must_be_open()
            opportunity._set({"stage": to}, "moved_on", by, at)
        return opportunity

    def win(self, *, by, at: dt.datetime, closed_on: dt.date | None = None, draft: str = "") -> Self:
        """It is ours. `draft` is the number of a contract draft to be made of it, unless it has one.

        No sale is made: a sale counts in the figures at once, so it is recorded when there is one.
        """
        with kept_promises(type(self)):
            opportunity = self._locked(by)
            opportunity._must_be_open()
            if draft and opportunity.contract_id is None:
                opportunity.draft_contract(draft, by=by, at=at)
            opportunity._set({"outcome": Outcome.WON, "closed_on": closed_on or today(at)}, "won", by, at)
        return opportunity

    def lose(
        self,
        reason: str,
        *,
        by,
        at: dt.datetime,
        closed_on: dt.date | None = None,
        competitor: str = "",
        note: str = "",
    ) -> Self:
        """It is not. Where a competitor was chosen, it must be said which."""
        if reason not in self.LossReason.values:
            raise refused("reason", _("Say why it was lost."))
        if reason == self.LossReason.COMPETITOR and not competitor.strip():
            raise refused("competitor", _("Say which competitor was chosen."))
        with kept_promises(type(self)):
            opportunity = self._locked(by)
            opportunity._must_be_open()
            lost = {"loss_reason": reason, "loss_competitor": competitor.strip(), "loss_note": note}
            closed = {"outcome": Outcome.LOST, "closed_on": closed_on or today(at)}
            opportunity._set(closed | lost, "lost", by, at)
        return opportunity

    def reopen(self, *, by, at: dt.datetime, expected_on: dt.date) -> Self:
        """It was decided too early. How often that happened is counted."""
        with kept_promises(type(self)):
            opportunity = self._locked(by)
            if opportunity.is_open:
                raise ValidationError(_("This opportunity is open already."))
            if expected_on < today(at):
                raise refused("expected_on", _("This day is past; say when a decision is expected now."))
            empty = {"closed_on": None, "loss_reason": "", "loss_competitor": "", "loss_note": ""}
            again = {"outcome": Outcome.OPEN, "reopened": opportunity.reopened + 1, "expected_on": expected_on}
            opportunity._set(again | empty, "reopened", by, at)
        return opportunity

    def draft_contract(self, number: str, *, by, at: dt.datetime) -> Contract:
        """An unsigned contract with what is known of it. It counts once it is signed."""
        about = {"number": number, "title": self.title, "value": self.value, "currency": self.currency}
        contract = Contract.prepare(self.client, by=by, at=at, **about)
        self._locked(by)._set({"contract": contract}, "contract_drafted", by, at)
        self.contract = contract
        return contract

    def tell_overdue_step(self, *, at: dt.datetime) -> bool:
        """Tell its manager, once for each day. Says whether it was told now."""
        with transaction.atomic():
            late = Opportunity.objects.live().step_overdue(today(at)).untold().filter(pk=self.pk)
            if not late.update(step_told_on=F("next_step_on")):
                return False
            self._tell("step_overdue", None, at, step=self.next_step)
        return True

    def stand(self, before: Stage | None, *, by, at: dt.datetime) -> None:
        """Write down how it stands from now on."""
        self.changes.create(at=at, by=by, from_stage=before, live=self.trashed_at is None, **self._standing())

    # ---- What holds

    def stay_true(self, at: dt.datetime) -> None:
        day = today(at)
        if self.closed_on and self.closed_on > day:
            raise refused("closed_on", _("This day lies ahead; record the decision when it has been made."))
        if self.next_step_on and not self.next_step:
            raise refused("next_step", _("Say what is to be done on that day."))

    def may_go(self) -> None:
        if self.outcome == Outcome.WON:
            raise ValidationError(_("It is won; open it again before you put it into the trash."))
        if self.solutions.live().exists():  # type: ignore[attr-defined]
            raise ValidationError(_("A solution that the client accepted belongs to it; it stays."))

    def _set(self, fields: dict[str, Any], verb: str, by, at: dt.datetime) -> None:
        before, stage = self._standing(), self.stage
        super()._set(fields, verb, by, at)
        if self._standing() != before:
            self.stand(stage, by=by, at=at)

    def _place(self, trashed_at: dt.datetime | None, verb: str, by, at: dt.datetime) -> None:
        super()._place(trashed_at, verb, by, at)
        self.stand(self.stage, by=by, at=at)

    def _standing(self) -> dict[str, Any]:
        """What a forecast is made of."""
        kept = ("outcome", "probability", "value", "currency", "expected_on")
        return {"to_stage": self.stage, **{name: getattr(self, name) for name in kept}}

    def _set_deciders(self, deciders) -> None:
        if any(contact.client_id != self.client_id for contact in deciders):
            raise refused("deciders", _("Choose people who work at this client."))
        self.deciders.set(deciders)

    @staticmethod
    def _refuse_owner(owner, client, by) -> None:
        """Raise where `by` may not give it to `owner`."""
        if owner.pk not in by.line_ids:
            raise Denied
        if not (owner.is_active and owner.is_manager):
            raise refused("owner", _("%(name)s is not an active manager."), name=owner)
        if not client.may_work(owner):
            raise refused("owner", _("%(name)s does not work on %(client)s."), name=owner, client=client)

    def _must_be_open(self) -> None:
        if not self.is_open:
            sentence = _("This opportunity is %(outcome)s already; open it again to change it.")
            raise ValidationError(sentence, params={"outcome": self.get_outcome_display()})

    def _tell(self, verb: str, by, at: dt.datetime, **data: Any) -> None:
        """With what the notifications derived from it say."""
        about = {"title": self.title, "client": self.client.name, "manager": self.owner_id, "due": self.next_step_on}
        super()._tell(verb, by, at, **about, **data)
