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

from accounts.models.company import CompanyRules
from clients.models.fact import Fact, FactQuerySet, believable, refused


def new_reference(day: dt.date) -> str:
    """For a case that has no number of its own. It is made when the form opens: sent twice, it is one case."""
    return f"{day:%y%m%d}-{secrets.token_hex(3).upper()}"


class CaseQuerySet(FactQuerySet):
    """Where a case stands: open until its first answer, then answered, at last solved."""

    def open(self) -> Self:
        return self.filter(first_answer_at=None, solved_at=None)

    def answered(self) -> Self:
        return self.filter(first_answer_at__isnull=False, solved_at=None)

    def solved(self) -> Self:
        return self.filter(solved_at__isnull=False)


class Case(Fact):
    """What a client asked, needs, suggests or complains of. `first_answer_at` is a person's first answer; `manager`
    is who answers for it, or, where nobody is named, whoever is responsible for the client."""

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

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = [
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
            models.Index(fields=["client", "-received_at", "-id"], name="case_client"),
            models.Index(fields=["received_at", "id"], name="case_received"),
        ]

    def __str__(self) -> str:
        return self.subject or self.reference

    def get_absolute_url(self) -> str:
        return reverse("cases:edit", args=[self.pk])

    @property
    def state(self) -> str:
        """One of the words of CaseQuerySet."""
        if self.solved_at:
            return "solved"
        return "answered" if self.first_answer_at else "open"

    def hours_to_answer(self, now: dt.datetime) -> float:
        """From its receipt to the first answer, or, without one, to `now`."""
        return ((self.first_answer_at or now) - self.received_at) / dt.timedelta(hours=1)

    @classmethod
    def receive(cls, client, *, by, at: dt.datetime, **fields) -> Case:
        """Record what a client came with."""
        manager = fields.get("manager")
        if manager and not (manager.is_active and manager.is_manager):
            raise refused("manager", _("%(name)s is not an active manager."), name=manager)
        return cls.enter(client, by=by, at=at, **fields)

    def answer(self, *, by, at: dt.datetime, answered_at: dt.datetime | None = None) -> Case:
        """A person answered for the first time: now, or at `answered_at`."""
        with transaction.atomic():
            case = self._locked(by)
            if case.first_answer_at:
                raise ValidationError(_("This case has had its first answer already."))
            return case.change(by=by, at=at, verb="answered", first_answer_at=answered_at or at)

    def solve(self, *, by, at: dt.datetime, solved_at: dt.datetime | None = None) -> Case:
        """It is solved: now, or at `solved_at`. A solution without an answer before it is the first answer, too."""
        solved_at = solved_at or at
        with transaction.atomic():
            case = self._locked(by)
            if case.solved_at:
                raise ValidationError(_("This case is solved already."))
            answered = {"first_answer_at": case.first_answer_at or solved_at}
            return case.change(by=by, at=at, verb="solved", solved_at=solved_at, **answered)

    def reach(self, rules: CompanyRules) -> tuple[dt.date, dt.date] | None:
        """A case counts in the month it was received in, however late it is answered."""
        day = rules.today(self.received_at)
        return day, day

    def stay_true(self, at: dt.datetime) -> None:
        """What happened lies behind us, in the order in which it can happen."""
        for name in ("received_at", "first_answer_at", "solved_at"):
            when = getattr(self, name)
            if when and when > at:
                raise refused(name, _("This lies ahead; record what has happened, when it has."))
            if when and when < self.received_at:
                raise refused(name, _("This lies before the case was received."))

    def key(self) -> dict[str, Any]:
        return {"reference": self.reference}
