from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Denied
from accounts.models import Company
from clients.models import Service
from clients.models.client import today
from clients.models.fact import Fact, FactQuerySet, believable, refused
from plans.models.need import Need
from plans.models.opportunity import Opportunity
from plans.models.stage import Stage
from work.models.discussion import Attachment, Comment, Discussed

FREE_DISCOUNT = Decimal(10)
"""Percent that a senior may give without asking."""
LEAST_MARGIN = Decimal("0.20")
"""Below this share of the price a senior asks, too."""

LARGEST = Decimal(10) ** 12  # of one line: their sum still is a value that a contract can have


def new_number(day: dt.date) -> str:
    return f"S-{day:%y%m%d}-{secrets.token_hex(3).upper()}"


class SolutionQuerySet(FactQuerySet):
    def to_approve(self, user) -> Self:
        """What waits for this person's approval: that of the people whose nearest active lead this is."""
        return self.filter(state=Solution.State.SUBMITTED, submitted_by__in=user.led_ids)

    def shown(self) -> Self:
        return self.select_related("client", "need", "owner")


@dataclass(frozen=True)
class Sums:
    """What all lines come to. `margin_rate` is a fraction of the total; None where that is 0."""

    gross: Decimal
    discount: Decimal
    total: Decimal
    cost: Decimal

    @property
    def margin(self) -> Decimal:
        return self.total - self.cost

    @property
    def margin_rate(self) -> Decimal | None:
        return self.margin / self.total if self.total else None


class Solution(Fact, Discussed):
    """What we would do about a need: services in some quantity, at a price and a cost each, with a discount.

    A draft is submitted; within the limits above a senior's own passes, all else waits for who leads the submitter.
    What is approved is offered, then accepted or refused. Whoever works on the client sees the prices; what it costs
    us, and the margin, only who made it, who is responsible for the client, the seniors above, and executives.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("waits for approval")
        APPROVED = "approved", _("approved")
        OFFERED = "offered", _("offered")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")

    number = models.CharField(_("number"), max_length=40, unique=True)
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="solutions", verbose_name=_("client"))
    need = models.ForeignKey(Need, models.PROTECT, related_name="solutions", verbose_name=_("need"))
    title = models.CharField(_("title"), max_length=200)
    words = models.TextField(_("what we propose"), blank=True, max_length=5000)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="solutions", verbose_name=_("manager")
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    discount = models.DecimalField(
        _("discount in %"),
        max_digits=5,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    valid_until = models.DateField(_("valid until"), validators=[believable])
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved"), null=True, editable=False)
    offered_at = models.DateTimeField(_("offered"), null=True, editable=False)
    answered_on = models.DateField(_("answered on"), null=True, editable=False)
    reason = models.TextField(_("reason"), max_length=1000, blank=True, editable=False)
    opportunity = models.ForeignKey(
        Opportunity,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="solutions",
        verbose_name=_("opportunity"),
    )

    objects = SolutionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("solution")
        verbose_name_plural = _("solutions")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "submitted", "approved", "offered", "accepted", "refused"]),
                name="solution_state_is_known",
            ),
            models.CheckConstraint(condition=Q(discount__range=(0, 100)), name="solution_discount_0_to_100"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "submitted"]) | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="solution_approved_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(opportunity__isnull=False), name="solution_accepted_has_opportunity"
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(reason=""), name="solution_refused_for_a_reason"),
        ]
        indexes = [
            models.Index(fields=["client", "-id"], name="solution_client"),
            models.Index(fields=["submitted_by"], name="solution_submitted", condition=Q(state="submitted")),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("solutions:detail", args=[self.pk])

    # ---- Money and who sees it

    def sums(self, lines: Iterable[SolutionLine] | None = None) -> Sums:
        lines = list(self.lines.all() if lines is None else lines)
        gross = sum((line.amount for line in lines), Decimal(0))
        cost = sum((line.cost_amount for line in lines), Decimal(0))
        off = gross * self.discount / 100
        return Sums(gross, off, gross - off, cost)

    def sees_margin(self, user) -> bool:
        """Who made it, who is responsible for the client, the seniors above them, and executives."""
        return self.client.shows_margin_to(user, self.owner_id)

    def may_change(self, user) -> bool:
        """Who sees what it costs prices it: its maker or the responsible manager, who leads one of them, and who
        stands in for one of them; as long as they work on the client."""
        return self.client.may_price(user, self.owner_id)

    def may_approve(self, user) -> bool:
        """A senior above who submitted it, or, where no senior is above any more, the executive it has gone up to."""
        if self.submitted_by_id is None or self.submitted_by_id == user.pk:
            return False
        if user.is_senior:
            return self.submitted_by_id in user.line_ids
        return user.is_executive and self.submitted_by_id in user.led_ids

    def asks_for_approval(self, submitter) -> bool:
        """Anybody but a senior always asks; a senior above FREE_DISCOUNT or below LEAST_MARGIN."""
        rate = self.sums().margin_rate
        return not submitter.is_senior or self.discount > FREE_DISCOUNT or rate is None or rate < LEAST_MARGIN

    def is_over(self, day: dt.date) -> bool:
        """Its validity has passed without an answer."""
        return self.state in ANSWERABLE and self.valid_until < day

    # ---- Verbs

    @classmethod
    def draft(cls, need: Need, *, by, at: dt.datetime, **fields: Any) -> Solution:
        fields["currency"] = fields.get("currency") or Company.current().rules().currency
        fields.setdefault("number", new_number(today(at)))
        with transaction.atomic():
            need = need._open(by)
            return cls.enter(need.client, by=by, at=at, verb="drafted", need=need, owner=by, **fields)

    def revise(self, *, by, at: dt.datetime, **fields: Any) -> Self:
        """Change a draft."""
        with transaction.atomic():
            solution = self._in((State.DRAFT,), by)
            if "currency" in fields and not fields["currency"]:
                fields["currency"] = Company.current().rules().currency
            return solution.change(by=by, at=at, verb="revised", **fields)

    def put_line(
        self, line: SolutionLine | None, *, service: Service, quantity, price, cost, by, at: dt.datetime
    ) -> SolutionLine:
        """Add a line to the draft, or change `line` of it. An empty price is the catalogue's."""
        with transaction.atomic():
            solution = self._in((State.DRAFT,), by)
            row = solution.lines.filter(pk=line.pk).first() if line else SolutionLine(solution=solution)
            if row is None:
                raise ValidationError(_("Somebody has taken this line out meanwhile."))
            if row.service_id != service.pk:
                service.refuse_retired()
            row.service, row.quantity, row.cost = service, quantity, cost
            row.price = solution.list_price(service, today(at)) if price is None else price
            if max(row.amount, row.cost_amount) >= LARGEST:
                raise refused("quantity", _("This line is too large; check the quantity and the price."))
            row.save()
            told = {"service": service.code, "quantity": str(quantity)}
            solution._tell("line_changed" if line else "line_added", by, at, **told)
        return row

    def take_line(self, line: SolutionLine, *, by, at: dt.datetime) -> None:
        with transaction.atomic():
            solution = self._in((State.DRAFT,), by)
            gone, _rows = solution.lines.filter(pk=line.pk).delete()
            if gone:
                solution._tell("line_removed", by, at, service=line.service.code)

    def list_price(self, service: Service, on: dt.date) -> Decimal:
        """The catalogue's price on that day."""
        held = service.price_on(on)
        if held is None or held.price is None or held.currency != self.currency:
            sentence = _("The catalogue has no price of this service in %(currency)s; write one.")
            raise refused("price", sentence, currency=self.currency)
        return held.price

    def submit(self, *, by, at: dt.datetime) -> Self:
        """Ready to be offered: at once, or after the approval of who leads `by`."""
        with transaction.atomic():
            solution = self._in((State.DRAFT,), by)
            if not solution.lines.exists():
                raise ValidationError(_("Add at least one service first."))
            solution._refuse_past(today(at))
            said = {"submitted_by": by, "submitted_at": at, "reason": ""}
            if solution.asks_for_approval(by):
                return solution.change(by=by, at=at, verb="submitted", state=State.SUBMITTED, **said)
            passed = {"approved_by": by, "approved_at": at}
            return solution.change(by=by, at=at, verb="passed", state=State.APPROVED, **said, **passed)

    def approve(self, *, by, at: dt.datetime) -> None:
        with transaction.atomic():
            solution = self._to_judge(by)
            solution.state, solution.approved_by, solution.approved_at = State.APPROVED, by, at
            solution.save()
            solution._tell("approved", by, at, submitter=solution.submitted_by_id)

    def send_back(self, reason: str, *, by, at: dt.datetime) -> None:
        """Not like this: it is a draft again."""
        if not reason.strip():
            raise refused("reason", _("Say what must be different."))
        with transaction.atomic():
            solution = self._to_judge(by)
            solution.state, solution.reason = State.DRAFT, reason
            solution.save()
            solution._tell("sent_back", by, at, submitter=solution.submitted_by_id, reason=reason)

    def offer(self, *, by, at: dt.datetime) -> Self:
        """It goes to the client."""
        with transaction.atomic():
            solution = self._in((State.APPROVED,), by)
            solution._refuse_past(today(at))
            return solution.change(by=by, at=at, verb="offered_to_client", state=State.OFFERED, offered_at=at)

    def accept(
        self, *, by, at: dt.datetime, opportunity: Opportunity | None = None, won: bool = False, number: str = ""
    ) -> Self:
        """The client says yes. The need is met; an opportunity, the one named or a new one, gets the value and a
        contract draft with `number`, and is won where all is settled."""
        with transaction.atomic():
            solution = self._in((State.OFFERED,), by)
            opportunity = solution._opportunity(opportunity, by, at)
            if opportunity.contract_id is None:
                opportunity.draft_contract(number or solution.number, by=by, at=at)
            if won:
                opportunity.win(by=by, at=at)
            if solution.need.is_open:
                solution.need.meet(by=by, at=at)
            yes = {"opportunity": opportunity, "answered_on": today(at)}
            return solution.change(by=by, at=at, verb="accepted", state=State.ACCEPTED, **yes)

    def refuse(self, reason: str, *, by, at: dt.datetime) -> Self:
        """The client says no."""
        if not reason.strip():
            raise refused("reason", _("Say why the client refused; the next offer can be better."))
        with transaction.atomic():
            solution = self._in((State.OFFERED,), by)
            no = {"reason": reason, "answered_on": today(at)}
            return solution.change(by=by, at=at, verb="refused", state=State.REFUSED, **no)

    def redraft(self, *, by, at: dt.datetime) -> Self:
        """Make a draft of it again, to be approved anew: before the approval, after it, or after a refusal."""
        with transaction.atomic():
            solution = self._in((State.SUBMITTED, State.APPROVED, State.OFFERED, State.REFUSED), by)
            empty = dict.fromkeys(("approved_by", "approved_at", "offered_at", "answered_on"))
            return solution.change(by=by, at=at, verb="redrafted", state=State.DRAFT, **empty)

    # ---- What holds

    def stay_true(self, at: dt.datetime) -> None:
        if self.need.client_id != self.client_id:
            raise Denied
        if self.need.trashed_at:
            raise ValidationError(_("Its need is in the trash; take that out first."))

    def may_go(self) -> None:
        if self.state not in (State.DRAFT, State.REFUSED):
            raise ValidationError(_("Only a draft, or what was refused, goes into the trash."))

    def _opportunity(self, chosen: Opportunity | None, by, at: dt.datetime) -> Opportunity:
        """The one that this becomes: `chosen`, open and of the same client, or a new one in the last stage."""
        value, day = self.sums().total, today(at)
        if chosen:
            if chosen.client_id != self.client_id:
                raise Denied
            return chosen.change(by=by, at=at, value=value, currency=self.currency)
        about = {"title": self.title, "value": value, "currency": self.currency, "expected_on": day}
        stage = Stage.objects.order_by("-place", "-pk").first()
        if stage is None:
            raise ValidationError(_("There are no stages yet; an executive adds them."))
        return Opportunity.begin(self.client, by=by, at=at, stage=stage, details=self.words, **about)

    def _refuse_past(self, day: dt.date) -> None:
        if self.valid_until < day:
            raise ValidationError(_("Its validity has passed; make a draft of it again and choose a later day."))

    def _in(self, states: tuple[str, ...], by) -> Self:
        solution = self._locked(by)
        solution._must_be(states)
        return solution

    def _must_be(self, states: tuple[str, ...]) -> None:
        if self.state not in states:
            sentence = _("This solution is in the state “%(state)s”; look at it again.")
            raise ValidationError(sentence, params={"state": self.get_state_display()})

    def _to_judge(self, by) -> Solution:
        """This row, locked. Approving is leading, not working on the client."""
        rows = Solution.objects.visible_to(by).live().select_for_update(of=("self",), no_key=True)
        solution = rows.select_related("client").filter(pk=self.pk).first()
        if solution is None or not solution.may_approve(by):
            raise Denied
        solution._must_be((State.SUBMITTED,))
        return solution

    def _tell(self, verb: str, by, at: dt.datetime, **data: Any) -> None:
        """Never what it costs: who reads the client's events may not see that."""
        about = {"title": self.title, "client": self.client.name, "manager": self.owner_id}
        super()._tell(verb, by, at, **about, **data)


State = Solution.State
ANSWERABLE = (State.APPROVED, State.OFFERED)


class SolutionLine(models.Model):
    """So much of a service, at a price and a cost each, before the discount."""

    solution = models.ForeignKey(Solution, models.CASCADE, related_name="lines", verbose_name=_("solution"))
    service = models.ForeignKey("clients.Service", models.PROTECT, related_name="+", verbose_name=_("service"))
    quantity = models.DecimalField(_("quantity"), max_digits=20, decimal_places=6, default=1)
    price = models.DecimalField(_("price each"), max_digits=20, decimal_places=6)
    cost = models.DecimalField(_("cost each"), max_digits=20, decimal_places=6)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("line of a solution")
        verbose_name_plural = _("lines of a solution")
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0, price__gte=0, cost__gte=0), name="solution_line_has_amounts"
            )
        ]

    def __str__(self) -> str:
        return f"{self.quantity:f} × {self.service}"

    @property
    def amount(self) -> Decimal:
        return self.quantity * self.price

    @property
    def cost_amount(self) -> Decimal:
        return self.quantity * self.cost

    @property
    def margin(self) -> Decimal:
        return self.amount - self.cost_amount

    @property
    def margin_rate(self) -> Decimal | None:
        return self.margin / self.amount if self.amount else None


class SolutionComment(Comment):
    about = models.ForeignKey(Solution, models.CASCADE, related_name="comments", verbose_name=_("solution"))


class SolutionAttachment(Attachment):
    about = models.ForeignKey(Solution, models.CASCADE, related_name="attachments", verbose_name=_("solution"))
