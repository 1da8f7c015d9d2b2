from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Func, IntegerField, Q
from django.db.models.lookups import LessThanOrEqual
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clients.models.client import today
from clients.models.fact import Fact, FactQuerySet, believable, refused
from work.models.discussion import Attachment, Comment, Discussed

SOURCES = ("case", "interaction")  # what it was heard in: at most one of them


class NeedQuerySet(FactQuerySet):
    def open(self) -> Self:
        return self.filter(state__in=OPEN)

    def shown(self) -> Self:
        return self.select_related("client", *SOURCES)


class Need(Fact, Discussed):
    """What a client needs: heard in a case or a talk, analysed in words, then met by a solution, or not."""

    class State(models.TextChoices):
        NOTED = "noted", _("to be analysed")
        ANALYSED = "analysed", _("analysed")
        MET = "met", _("met")
        DROPPED = "dropped", _("not pursued")

    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="needs", verbose_name=_("client"))
    title = models.CharField(_("what is needed"), max_length=200)
    wanted = models.TextField(_("in the client's words"), blank=True, max_length=5000)
    heard_on = models.DateField(_("heard on"), validators=[believable])
    case = models.ForeignKey(
        "work.Case", models.PROTECT, null=True, blank=True, related_name="needs", verbose_name=_("case")
    )
    interaction = models.ForeignKey(
        "clients.Interaction", models.PROTECT, null=True, blank=True, related_name="needs", verbose_name=_("talk")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.NOTED, editable=False)
    analysis = models.TextField(_("analysis"), blank=True, max_length=10_000)
    analysed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("analysed by"),
    )
    analysed_at = models.DateTimeField(_("analysed"), null=True, editable=False)
    reason = models.CharField(_("why it is not pursued"), max_length=300, blank=True, editable=False)

    objects = NeedQuerySet.as_manager()

    class Meta:
        ordering = ["-heard_on", "-pk"]
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["noted", "analysed", "met", "dropped"]), name="need_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="analysed") | ~Q(analysis=""), name="need_analysed_has_an_analysis"
            ),
            models.CheckConstraint(condition=~Q(state="dropped") | ~Q(reason=""), name="need_dropped_for_a_reason"),
            models.CheckConstraint(
                condition=LessThanOrEqual(Func(*SOURCES, function="num_nonnulls", output_field=IntegerField()), 1),
                name="need_has_one_source",
                violation_error_message=_("It was heard in one place: a case or a talk."),
            ),
        ]
        indexes = [
            models.Index(fields=["client", "-heard_on", "-id"], name="need_client"),
            models.Index(fields=["heard_on", "id"], name="need_heard"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("needs:detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def source(self) -> models.Model | None:
        return self.case or self.interaction

    @classmethod
    def note(cls, client, *, by, at: dt.datetime, **fields: Any) -> Need:
        """Write down what was heard; today, where no day is named."""
        fields.setdefault("heard_on", today(at))
        return cls.enter(client, by=by, at=at, verb="noted", **fields)

    def analyse(self, analysis: str, *, by, at: dt.datetime) -> Self:
        """What is behind it, what would help, and what that is worth to the client."""
        if not analysis.strip():
            raise refused("analysis", _("Write what you found out."))
        with transaction.atomic():
            need = self._open(by)
            found = {"analysis": analysis, "analysed_by": by, "analysed_at": at}
            return need.change(by=by, at=at, verb="analysed", state=self.State.ANALYSED, **found)

    def drop(self, reason: str, *, by, at: dt.datetime) -> Self:
        if not reason.strip():
            raise refused("reason", _("Say why it is not pursued."))
        with transaction.atomic():
            return self._open(by).change(by=by, at=at, verb="dropped", state=self.State.DROPPED, reason=reason)

    def meet(self, *, by, at: dt.datetime) -> Self:
        """A solution was accepted."""
        with transaction.atomic():
            return self._locked(by).change(by=by, at=at, verb="met", state=self.State.MET, reason="")

    def reopen(self, *, by, at: dt.datetime) -> Self:
        with transaction.atomic():
            need = self._locked(by)
            if need.is_open:
                raise ValidationError(_("This need is open already."))
            state = self.State.ANALYSED if need.analysis else self.State.NOTED
            return need.change(by=by, at=at, verb="reopened", state=state, reason="")

    def stay_true(self, at: dt.datetime) -> None:
        if self.heard_on > today(at):
            raise refused("heard_on", _("This day lies ahead; record what has happened, when it has."))
        if self.case and self.interaction:
            raise ValidationError(_("It was heard in one place: a case or a talk."))
        if any(source.client_id != self.client_id for source in (self.case, self.interaction) if source):
            raise ValidationError(_("What it was heard in belongs to another client."))

    def may_go(self) -> None:
        if self.solutions.live().exists():  # type: ignore[attr-defined]
            raise ValidationError(_("It has solutions; put these into the trash first."))

    def _open(self, by) -> Self:
        need = self._locked(by)
        if not need.is_open:
            sentence = _("This need is %(state)s already; open it again first.")
            raise ValidationError(sentence, params={"state": need.get_state_display()})
        return need

    def _tell(self, verb: str, by, at: dt.datetime, **data: Any) -> None:
        super()._tell(verb, by, at, title=self.title, client=self.client.name, manager=self.recorded_by_id, **data)


OPEN = (Need.State.NOTED, Need.State.ANALYSED)


class NeedComment(Comment):
    about = models.ForeignKey(Need, models.CASCADE, related_name="comments", verbose_name=_("need"))


class NeedAttachment(Attachment):
    about = models.ForeignKey(Need, models.CASCADE, related_name="attachments", verbose_name=_("need"))
