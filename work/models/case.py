from __future__ import annotations

import datetime as dt
import secrets
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Denied
from accounts.models import User
from accounts.models.company import CompanyRules
from clients.models.fact import Fact, FactQuerySet, believable, kept_promises, refused
from work.models.clocked import Clocked
from work.models.discussion import Discussed

MOMENTS = ("received_at", "first_answer_at", "reopened_at", "solved_at", "confirmed_at", "waiting_since")


def new_reference(day: dt.date) -> str:
    """For a case that has no number of its own. It is made when the form opens: sent twice, it is one case."""
    return f"{day:%y%m%d}-{secrets.token_hex(3).upper()}"


class CaseQuerySet(FactQuerySet):
    """Where a case stands: open until its first answer, then answered, perhaps waiting for the client, solved, and at
    last confirmed by the client. A reopened one is answered."""

    def open(self) -> Self:
        return self.unsolved().filter(first_answer_at=None, waiting_since=None)

    def answered(self) -> Self:
        return self.unsolved().filter(first_answer_at__isnull=False, waiting_since=None)

    def waiting(self) -> Self:
        return self.unsolved().filter(waiting_since__isnull=False)

    def unsolved(self) -> Self:
        return self.filter(solved_at=None)

    def solved(self) -> Self:
        return self.filter(solved_at__isnull=False, confirmed_at=None)

    def confirmed(self) -> Self:
        return self.filter(confirmed_at__isnull=False)

    def overdue(self, now: dt.datetime) -> Self:
        return self.unsolved().filter(due_at__lt=now)


class Case(Fact, Clocked, Discussed):
    """What a client asked, needs, suggests or complains of. `first_answer_at` is a person's first answer; `manager`
    is who answers for it, or, where nobody is named, whoever is responsible for the client. Who ends it says what was
    learnt; an import may end one without."""

    class Kind(models.TextChoices):
        QUESTION = "question", _("question")
        PROBLEM = "problem", _("problem")
        NEED = "need", _("need")
        SUGGESTION = "suggestion", _("suggestion")
        COMPLAINT = "complaint", _("complaint")

    class Priority(models.TextChoices):
        LOW = "low", _("low")
        NORMAL = "normal", _("normal")
        HIGH = "high", _("high")
        URGENT = "urgent", _("urgent")

    reference = models.CharField(
        _("reference"), max_length=80, unique=True, error_messages={"unique": _("Another case has this reference.")}
    )
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="cases", verbose_name=_("client"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    priority = models.CharField(_("priority"), max_length=10, choices=Priority, default=Priority.NORMAL)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    received_at = models.DateTimeField(_("received"), validators=[believable])
    first_answer_at = models.DateTimeField(_("first answer"), null=True, blank=True, validators=[believable])
    solved_at = models.DateTimeField(_("solved"), null=True, blank=True, validators=[believable])
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
        verbose_name=_("manager"),
    )
    learnt = models.TextField(_("what was learnt"), max_length=5000, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, editable=False)
    confirmed_by = models.CharField(_("who confirmed it"), max_length=200, blank=True, editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = [
            *Clocked.Meta.constraints,
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(solved_at__isnull=False, confirmed_at__gte=F("solved_at")),
                name="case_confirmed_after_solved",
                violation_error_message=_("The client confirmed the solution; reopen the case instead."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["question", "problem", "need", "suggestion", "complaint"]),
                name="case_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(priority__in=["low", "normal", "high", "urgent"]), name="case_priority_is_known"
            ),
            models.CheckConstraint(
                condition=Q(first_answer_at=None) | Q(first_answer_at__gte=F("received_at")),
                name="case_answered_after_received",
                violation_error_message=_("The first answer lies before the case was received."),
            ),
            models.CheckConstraint(
                condition=Q(solved_at=None) | Q(solved_at__gte=F("received_at")),
                name="case_solved_after_received",
                violation_error_message=_("The solution lies before the case was received."),
            ),
        ]
        indexes = [
            *Clocked.Meta.indexes,
            models.Index(fields=["client", "-received_at", "-id"], name="case_client"),
            models.Index(fields=["received_at", "id"], name="case_received"),
        ]

    def __str__(self) -> str:
        return self.subject or self.reference

    def get_absolute_url(self) -> str:
        return reverse("cases:detail", args=[self.pk])

    @property
    def state(self) -> str:
        """One of the words of CaseQuerySet."""
        if self.solved_at:
            return "confirmed" if self.confirmed_at else "solved"
        if self.waiting_since:
            return "waiting"
        return "answered" if self.first_answer_at else "open"

    @classmethod
    def receive(cls, client, *, by, at: dt.datetime, **fields) -> Case:
        """Record what a client came with."""
        manager = fields.get("manager")
        if manager and not (manager.is_active and manager.is_manager):
            raise refused("manager", _("%(name)s is not an active manager."), name=manager)
        with transaction.atomic():
            case = cls.enter(client, by=by, at=at, **fields)
            case.wind()
        return case

    def change(self, *, by, at: dt.datetime, verb: str = "changed", **fields) -> Case:
        """Set `fields`, and the clocks by them: other kind, other promise, from the original receipt."""
        with kept_promises(Case):
            before = self._locked(by)
            case = super().change(by=by, at=at, verb=verb, **fields)
            if case.solved_at and not (before.solved_at or case.learnt.strip()):
                raise refused("learnt", _("Say what was learnt: the next one who has such a case will want to know."))
            if case.solved_at and case.waiting_since:
                case.stop_waiting(case.solved_at)
            case.wind()
        return case

    def answer(self, *, by, at: dt.datetime, answered_at: dt.datetime | None = None) -> Case:
        """A person answered for the first time: now, or at `answered_at`."""
        with transaction.atomic():
            case = self._locked(by)
            if case.first_answer_at:
                raise ValidationError(_("This case has had its first answer already."))
            return case.change(by=by, at=at, verb="answered", first_answer_at=answered_at or at)

    def solve(self, *, by, at: dt.datetime, learnt: str, solved_at: dt.datetime | None = None) -> Case:
        """It is solved: now, or at `solved_at`. A solution without an answer before it is the first answer, too."""
        solved_at = solved_at or at
        with transaction.atomic():
            case = self._locked(by)
            if case.solved_at:
                raise ValidationError(_("This case is solved already."))
            told = {"first_answer_at": case.first_answer_at or solved_at, "learnt": learnt}
            return case.change(by=by, at=at, verb="solved", solved_at=solved_at, **told)

    def confirm(self, *, by, at: dt.datetime, who: str, confirmed_at: dt.datetime | None = None) -> Case:
        """`who` at the client said that it is solved: now, or at `confirmed_at`."""
        with transaction.atomic():
            case = self._locked(by)
            if not case.solved_at or case.confirmed_at:
                raise ValidationError(_("Only a case that is solved and not confirmed yet can be confirmed."))
            if not who.strip():
                raise refused("who", _("Say who at the client confirmed it."))
            return case.change(by=by, at=at, verb="confirmed", confirmed_at=confirmed_at or at, confirmed_by=who)

    def move(self, to: User | None, *, by, at: dt.datetime) -> Case:
        """`to` answers for it from now on; None: whoever is responsible for the client."""
        with transaction.atomic():
            case = self._locked(by)
            if to and not case.may_go_to(by).filter(pk=to.pk).exists():
                raise Denied
            if to and not case.client.may_work(to):
                sentence = _("%(name)s does not work on this client, and could not open the case.")
                raise refused("manager", sentence, name=to)
            return case.change(by=by, at=at, verb="moved", manager=to)

    def may_go_to(self, by: User):
        """Whom `by` can give it to: the own line and, of a case that is there, whoever serves its client."""
        near = Q(pk__in=by.line_ids)
        if self.pk:
            near |= Q(pk__in=self.client.responsibilities.filter(until=None).values("manager"))
            near |= Q(pk__in=self.client.team.filter(until=None).values("user"))
        return User.objects.filter(Q(pk=self.manager_id) | (near & Q(is_active=True))).managers()

    def reach(self, rules: CompanyRules) -> tuple[dt.date, dt.date] | None:
        """A case counts in the month it was received in, however late it is answered."""
        day = rules.today(self.received_at)
        return day, day

    def stay_true(self, at: dt.datetime) -> None:
        """What happened lies behind us, in the order in which it can happen."""
        for name in MOMENTS:
            when = getattr(self, name)
            if when and when > at:
                raise refused(name, _("This lies ahead; record what has happened, when it has."))
            if when and when < self.received_at:
                raise refused(name, _("This lies before the case was received."))
        if self.solved_at and self.reopened_at and self.solved_at < self.reopened_at:
            raise refused("solved_at", _("This lies before the case was reopened."))
        if self.confirmed_at and (not self.solved_at or self.solved_at > self.confirmed_at):
            raise refused("solved_at", _("The client confirmed the solution; reopen the case instead."))

    def _tell(self, verb: str, by, at: dt.datetime, **data) -> None:
        super()._tell(verb, by, at, title=str(self), client=self.client.name, **data)

    def key(self) -> dict[str, Any]:
        return {"reference": self.reference}
