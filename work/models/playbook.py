from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Max, Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts.access import Denied
from activity.models import record
from clients.models.fact import kept_promises
from work.models.playbook_parts import PlaybookQuestion, PlaybookStep


class PlaybookQuerySet(models.QuerySet["Playbook"]):
    def visible_to(self, user) -> Self:
        """Every manager reads what is or was in force; drafts are read by who may write them."""
        if user.is_executive or user.is_senior:
            return self
        return self.exclude(state=Playbook.State.DRAFT) if user.is_manager else self.none()

    def adopted(self) -> Self:
        return self.filter(state=Playbook.State.ADOPTED)

    def current(self) -> Self:
        """In force or being written; what another version has followed is left out."""
        return self.exclude(state=Playbook.State.RETIRED)

    def giving_tasks(self) -> Self:
        return self.exclude(purpose=Playbook.Purpose.SCRIPT)

    def scripts(self) -> Self:
        return self.filter(purpose=Playbook.Purpose.SCRIPT)


class Playbook(models.Model):
    """How something is done here: steps that become tasks, or, of a script, questions to be asked in a call.

    A row is one version; those with the same `key` follow one another. A draft may be written; once adopted a version
    is never changed, only followed by the next, and what was begun by it goes on by it. The verbs are those of
    seniors and executives (else Denied), and raise ValidationError with a sentence.
    """

    class Purpose(models.TextChoices):
        ONBOARDING = "onboarding", _("onboarding")
        RENEWAL = "renewal", _("renewal")
        COMPLAINT = "complaint", _("complaint")
        HANDOVER = "handover", _("hand-over")
        REVIEW = "review", _("quarterly review")
        SCRIPT = "script", _("call script")
        OTHER = "other", _("other")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        ADOPTED = "adopted", _("in force")
        RETIRED = "retired", _("no longer in force")

    class Starts(models.TextChoices):
        BY_HAND = "", _("by hand only")
        NOTICE = "notice", _("90 days before a contract's last day of notice")
        COMPLAINT = "complaint", _("when a complaint is received")
        TRANSFER = "transfer", _("when a client gets another manager")

    key = models.SlugField(_("key"), max_length=120, allow_unicode=True, editable=False)
    version = models.PositiveSmallIntegerField(_("version"), default=1, editable=False)
    name = models.CharField(_("name"), max_length=100)
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose)
    starts = models.CharField(_("starts"), max_length=12, choices=Starts, blank=True, default=Starts.BY_HAND)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name=_("made by")
    )
    made_at = models.DateTimeField(_("made"), editable=False)
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("put into force by"),
    )
    adopted_at = models.DateTimeField(_("put into force"), null=True, editable=False)

    objects = PlaybookQuerySet.as_manager()

    class Meta:
        ordering = ["name", "-version"]
        verbose_name = _("playbook")
        verbose_name_plural = _("playbooks")
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="playbook_version_once"),
            models.UniqueConstraint(fields=["key"], condition=Q(state="adopted"), name="playbook_one_in_force"),
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(state="draft"),
                name="playbook_one_draft",
                violation_error_message=_("The next version is being written already; go on with that draft."),
            ),
            models.UniqueConstraint(
                fields=["starts"],
                condition=Q(state="adopted") & ~Q(starts=""),
                name="playbook_one_starts_by_itself",
                violation_error_message=_(
                    "Another playbook in force starts at that event; let it start by hand first."
                ),
            ),
            models.CheckConstraint(
                condition=Q(starts="") | ~Q(purpose="script"),
                name="playbook_script_starts_by_hand",
                violation_error_message=_("A call script is begun by who calls."),
            ),
            models.CheckConstraint(
                condition=Q(state="draft", adopted_at=None) | ~Q(state="draft") & Q(adopted_at__isnull=False),
                name="playbook_adopted_at_an_instant",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("playbooks:detail", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_script(self) -> bool:
        return self.purpose == self.Purpose.SCRIPT

    @classmethod
    def draft(cls, *, by, at: dt.datetime, **fields) -> Playbook:
        """A new playbook, to be written and adopted."""
        must_write(by)
        with kept_promises(cls):
            playbook = cls(key=cls.free_key(fields["name"]), made_by=by, made_at=at, **fields)
            playbook.full_clean(exclude=["made_by"])
            playbook.save(force_insert=True)
            playbook._tell("drafted", by, at)
        return playbook

    @classmethod
    def free_key(cls, name: str) -> str:
        stem = slugify(name, allow_unicode=True)[:100] or "playbook"
        taken = set(cls.objects.filter(key__startswith=stem).values_list("key", flat=True))
        numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
        return next(key for key in (stem, *numbered) if key not in taken)

    def write(
        self,
        *,
        steps: Collection[PlaybookStep] = (),
        questions: Collection[PlaybookQuestion] = (),
        by,
        at: dt.datetime,
        **fields,
    ) -> Playbook:
        """Set a draft's fields and all its steps or questions in one deed."""
        must_write(by)
        with kept_promises(Playbook):
            playbook = self._locked()
            playbook.must_be_draft()
            for name, value in fields.items():
                setattr(playbook, name, value)
            playbook.full_clean(exclude=["made_by"])
            playbook.save()
            playbook._take(playbook.steps, [] if playbook.is_script else steps)
            playbook._take(playbook.questions, questions if playbook.is_script else [])
            playbook._tell("edited", by, at)
        return playbook

    def adopt(self, *, by, at: dt.datetime) -> Playbook:
        """Put a draft into force. The version before it is no longer begun."""
        must_write(by)
        with kept_promises(Playbook):
            playbook = self._locked()
            playbook.must_be_draft()
            if playbook.is_script and not playbook.questions.exists():
                raise ValidationError(_("This script asks nothing yet; add a question first."))
            if not playbook.is_script and not playbook.steps.exists():
                raise ValidationError(_("This playbook has no steps yet; add one first."))
            former = playbook.versions().adopted().first()
            playbook.versions().adopted().update(state=self.State.RETIRED)
            playbook.state, playbook.adopted_by, playbook.adopted_at = self.State.ADOPTED, by, at
            playbook.save()
            playbook._tell("adopted", by, at, follows=former and former.pk)
        return playbook

    def copy(self, *, by, at: dt.datetime) -> Playbook:
        """A draft of the next version, with all that this one says."""
        must_write(by)
        with kept_promises(Playbook):
            newest = self.versions().aggregate(newest=Max("version"))["newest"]
            fields = {name: getattr(self, name) for name in ("key", "name", "purpose", "starts")}
            draft = Playbook.objects.create(version=newest + 1, made_by=by, made_at=at, **fields)
            draft._take(draft.steps, self.steps.all())
            draft._take(draft.questions, self.questions.all())
            draft._tell("drafted", by, at, follows=self.pk)
        return draft

    def retire(self, *, by, at: dt.datetime) -> Playbook:
        """Begin it no longer, by hand or by itself. What is begun goes on."""
        must_write(by)
        with transaction.atomic():
            playbook = self._locked()
            if playbook.state != self.State.ADOPTED:
                raise ValidationError(_("Only what is in force can be taken out of force."))
            playbook.state = self.State.RETIRED
            playbook.save(update_fields=["state"])
            playbook._tell("ended", by, at)
        return playbook

    def discard(self, *, by, at: dt.datetime) -> None:
        """Throw a draft away."""
        must_write(by)
        with transaction.atomic():
            playbook = self._locked()
            playbook.must_be_draft()
            playbook._tell("discarded", by, at)
            playbook.delete()

    def must_be_draft(self) -> None:
        if not self.is_draft:
            raise ValidationError(_("This version is in force and is never changed; let a next version follow it."))

    def versions(self) -> PlaybookQuerySet:
        return Playbook.objects.filter(key=self.key)

    def _locked(self) -> Playbook:
        playbook = Playbook.objects.select_for_update().filter(pk=self.pk).first()
        if playbook is None:
            raise Denied
        return playbook

    def _take(self, rows, wanted: Collection) -> None:
        """Let `wanted` be all its rows, in that order."""
        wanted = list(wanted)
        rows.all().delete()
        for place, row in enumerate(wanted):
            row.pk, row.playbook, row.place = None, self, place
            row.clean_fields(exclude=["playbook"])
        rows.bulk_create(wanted)

    def _tell(self, verb: str, by, at: dt.datetime, **data) -> None:
        record(f"playbook.{verb}", self, by=by, at=at, title=self.name, version=self.version, **data)


def may_write(user) -> bool:
    """Seniors know how it is done, executives answer for it."""
    return user.is_senior or user.is_executive


def must_write(user) -> None:
    if not may_write(user):
        raise Denied
