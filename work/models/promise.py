from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import Exists, F, Func, IntegerField, OuterRef, Q
from django.db.models.lookups import LessThanOrEqual
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Denied
from accounts.models import User
from accounts.models.company import CompanyRules
from clients.models import Client
from clients.models.client import today
from clients.models.fact import Fact, FactQuerySet, believable, refused

SOURCES = ("interaction", "case", "contract", "task")  # what it was promised in: at most one of them
MENDED = {"text", "contact", "promised_to"}  # what `change` may set; all else moves by a verb of its own


def new_reference() -> str:
    return str(uuid.uuid4())


class PromiseQuerySet(FactQuerySet):
    """Where a promise stands on a day: open, overdue, kept, kept late, or broken."""

    def unsettled(self) -> Self:
        return self.filter(kept_on=None, broken_on=None)

    def open(self, day: dt.date) -> Self:
        return self.unsettled().filter(due_on__gte=day)

    def overdue(self, day: dt.date) -> Self:
        return self.unsettled().filter(due_on__lt=day)

    def kept(self) -> Self:
        return self.filter(kept_on__lte=F("due_on"))

    def late(self) -> Self:
        return self.filter(kept_on__gt=F("due_on"))

    def broken(self) -> Self:
        return self.filter(broken_on__isnull=False)

    def untold(self, level: str) -> Self:
        """Those of which nobody was told at this level for the due day in force."""
        return self.exclude(
            Exists(PromiseReminder.objects.filter(promise=OuterRef("pk"), level=level, due_on=OuterRef("due_on")))
        )

    def shown(self) -> Self:
        """With what its row, card and entry name."""
        return self.select_related("client", "contact", "manager", *SOURCES)


class Promise(Fact):
    """What was promised to a client, by whom and by when. It counts for `manager`, who promised it, in the month of
    `due_on`: the day first named, unless the client agreed to another before that day was over. Then `first_due_on`
    keeps the first. Days are the company's.
    """

    reference = models.CharField(_("reference"), max_length=80, unique=True, default=new_reference)
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="promises", verbose_name=_("client"))
    text = models.CharField(_("what was promised"), max_length=300)
    contact = models.ForeignKey(
        "clients.Contact", models.PROTECT, null=True, blank=True, related_name="promises", verbose_name=_("person")
    )
    promised_to = models.CharField(_("to whom"), max_length=200, blank=True)
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="promises", verbose_name=_("promised by")
    )
    made_on = models.DateField(_("promised on"), validators=[believable])
    due_on = models.DateField(_("due on"), validators=[believable])
    first_due_on = models.DateField(_("first due on"), null=True, blank=True, editable=False)
    agreement = models.CharField(_("what was agreed"), max_length=300, blank=True, editable=False)
    interaction = models.ForeignKey(
        "clients.Interaction", models.PROTECT, null=True, blank=True, related_name="promises", verbose_name=_("talk")
    )
    case = models.ForeignKey(
        "work.Case", models.PROTECT, null=True, blank=True, related_name="promises", verbose_name=_("case")
    )
    contract = models.ForeignKey(
        "clients.Contract", models.PROTECT, null=True, blank=True, related_name="promises", verbose_name=_("contract")
    )
    task = models.ForeignKey(
        "work.Task", models.PROTECT, null=True, blank=True, related_name="promises", verbose_name=_("task")
    )
    kept_on = models.DateField(_("kept on"), null=True, blank=True, validators=[believable])
    broken_on = models.DateField(_("given up on"), null=True, blank=True, validators=[believable])
    reason = models.CharField(_("why it is not kept"), max_length=300, blank=True)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("promise")
        verbose_name_plural = _("promises")
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gte=F("made_on")),
                name="promise_due_after_made",
                violation_error_message=_("The due day lies before the day of the promise."),
            ),
            models.CheckConstraint(
                condition=Q(kept_on=None) | Q(kept_on__gte=F("made_on")),
                name="promise_kept_after_made",
                violation_error_message=_("It cannot be kept before it was made."),
            ),
            models.CheckConstraint(
                condition=Q(broken_on=None) | Q(broken_on__gte=F("made_on")),
                name="promise_broken_after_made",
                violation_error_message=_("It cannot be given up before it was made."),
            ),
            models.CheckConstraint(
                condition=Q(kept_on=None) | Q(broken_on=None),
                name="promise_kept_or_broken",
                violation_error_message=_("A promise is kept or given up, not both."),
            ),
            models.CheckConstraint(
                condition=LessThanOrEqual(Func(*SOURCES, function="num_nonnulls", output_field=IntegerField()), 1),
                name="promise_has_one_source",
                violation_error_message=_("It was promised in one place: a talk, a case, a contract or a task."),
            ),
        ]
        indexes = [
            models.Index(fields=["client", "due_on", "id"], name="promise_client"),
            models.Index(fields=["client", "-made_on", "-id"], name="promise_made"),
            models.Index(fields=["manager", "due_on"], name="promise_manager"),
            models.Index(fields=["due_on", "id"], name="promise_due"),
            models.Index(fields=["due_on", "id"], name="promise_unsettled", condition=Q(kept_on=None, broken_on=None)),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("promises:detail", args=[self.pk])

    @property
    def is_settled(self) -> bool:
        return bool(self.kept_on or self.broken_on)

    def state(self, day: dt.date) -> str:
        """Where it stands on `day`: one of the words of PromiseQuerySet."""
        if self.broken_on:
            return "broken"
        if self.kept_on:
            return "kept" if self.kept_on <= self.due_on else "late"
        return "overdue" if self.due_on < day else "open"

    @property
    def to(self) -> str:
        """To whom, where that is known more closely than the client."""
        return self.contact.name if self.contact else self.promised_to

    @property
    def source_url(self) -> str:
        """Where what it was promised in is seen."""
        source = self.interaction or self.case or self.contract or self.task or self.client
        return source.get_absolute_url()

    @property
    def source(self) -> models.Model | None:
        return next(filter(None, (getattr(self, name) for name in SOURCES)), None)

    @classmethod
    def make(cls, client, *, by, at: dt.datetime, **fields) -> Promise:
        """Record what `by` or, for a senior, someone in the own line promised; today, where no day is named.

        The same `reference` sent again by the same person is the record that is there already.
        """
        fields.setdefault("reference", new_reference())
        fields.setdefault("manager", by)
        fields.setdefault("made_on", today(at))
        with transaction.atomic():
            sent = cls.sent_before(fields["reference"])
            if sent and sent.recorded_by_id != by.pk:
                raise Denied
            return sent or cls.enter(client, by=by, at=at, verb="made", **cls.in_line(fields, by))

    @staticmethod
    def in_line(fields: dict[str, Any], by) -> dict[str, Any]:
        """Raise where `by` may not promise for whom `fields` name."""
        manager = fields["manager"]
        if not by.is_manager or manager.pk not in by.line_ids:
            raise Denied
        if not (manager.is_active and manager.is_manager):
            raise refused("manager", _("%(name)s is not an active manager."), name=manager)
        return fields

    @classmethod
    def sent_before(cls, reference: str) -> Promise | None:
        """The record with this reference. Whoever else sends it waits for the end of this transaction."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [reference])
        return cls.objects.filter(reference=reference).first()

    def change(self, *, by, at: dt.datetime, verb: str = "changed", **fields) -> Self:
        """Mend the words. What decides how it counts has verbs of its own."""
        if verb == "changed" and not fields.keys() <= MENDED:
            raise Denied
        return super().change(by=by, at=at, verb=verb, **fields)

    def keep(self, *, by, at: dt.datetime, kept_on: dt.date | None = None) -> Promise:
        """It is kept: today, or on `kept_on`."""
        with transaction.atomic():
            promise = self._unsettled(by)
            return promise.change(by=by, at=at, verb="kept", kept_on=kept_on or today(at))

    def break_off(self, reason: str, *, by, at: dt.datetime, broken_on: dt.date | None = None) -> Promise:
        """It will not be kept: given up, or refused."""
        if not reason.strip():
            raise refused("reason", _("Say why it is not kept."))
        with transaction.atomic():
            promise = self._unsettled(by)
            done = {"broken_on": broken_on or today(at), "reason": reason}
            return promise.change(by=by, at=at, verb="broken", **done)

    def agree_new_date(self, due_on: dt.date, note: str, *, by, at: dt.datetime) -> Promise:
        """The client agreed to another day. Only before the day in force is over: afterwards it is late already."""
        with transaction.atomic():
            promise = self._unsettled(by)
            day = today(at)
            if promise.due_on < day:
                raise ValidationError(
                    _("Its day is over, and a new one does not undo that. Keep it late, or give it up."), code="late"
                )
            if due_on < day:
                raise refused("due_on", _("This day is over; agree on one that is not."))
            if due_on == promise.due_on:
                raise refused("due_on", _("It is due on that day already."))
            if not note.strip():
                raise refused("note", _("Say who of the client agreed, and how."))
            agreed = {"first_due_on": promise.first_due_on or promise.due_on, "due_on": due_on, "agreement": note}
            return promise.change(by=by, at=at, verb="date_agreed", **agreed)

    def reopen(self, *, by, at: dt.datetime) -> Promise:
        """It was marked by mistake."""
        with transaction.atomic():
            promise = self._locked(by)
            if not promise.is_settled:
                raise ValidationError(_("This promise is open already."))
            return promise.change(by=by, at=at, verb="reopened", kept_on=None, broken_on=None, reason="")

    def _unsettled(self, by) -> Self:
        """This row, locked; whoever comes second is told what the first did."""
        promise = self._locked(by)
        if promise.kept_on:
            raise ValidationError(_("This promise is marked as kept already."))
        if promise.broken_on:
            raise ValidationError(_("This promise is marked as given up already."))
        return promise

    def stay_true(self, at: dt.datetime) -> None:
        """Its days follow one another, what happened lies behind us, and all of it is the same client's."""
        day = today(at)
        for name in ("made_on", "kept_on", "broken_on"):
            when = getattr(self, name)
            if when and when > day:
                raise refused(name, _("This day lies ahead; record what has happened, when it has."))
        if self.due_on < self.made_on:
            raise refused("due_on", _("The due day lies before the day of the promise."))
        for name in ("kept_on", "broken_on"):
            when = getattr(self, name)
            if when and when < self.made_on:
                raise refused(name, _("This lies before the day of the promise."))
        self._stay_with_client()

    def _stay_with_client(self) -> None:
        if self.contact and self.contact.client_id != self.client_id:
            raise refused("contact", _("%(name)s is not a contact of this client."), name=self.contact)
        sources = [source for name in SOURCES if (source := getattr(self, name))]
        if len(sources) > 1:
            raise ValidationError(_("It was promised in one place: a talk, a case, a contract or a task."))
        if any(source.client_id != self.client_id for source in sources):
            raise refused("client", _("What it was promised in belongs to another client."))

    def reach(self, rules: CompanyRules) -> tuple[dt.date, dt.date] | None:
        """A promise counts in the month in which it is due."""
        return self.due_on, self.due_on

    def key(self) -> dict[str, Any]:
        return {"reference": self.reference}

    def _tell(self, verb: str, by, at: dt.datetime, **data) -> None:
        """With what the notifications derived from it say."""
        about = {"title": self.text, "client": self.client.name, "due": self.due_on, "manager": self.manager_id}
        super()._tell(verb, by, at, **about, **data)

    def remind(self, level: str, *, at: dt.datetime) -> bool:
        """Tell who answers for it, once for each level and due day. Says whether it was told now."""
        day = today(at)
        with transaction.atomic():
            rows = Promise.objects.live().unsettled().select_for_update(of=("self",), no_key=True)
            promise = rows.select_related("client").filter(pk=self.pk, due_on=self.due_on).first()
            if promise is None:
                return False
            _reminder, told = promise.reminders.get_or_create(level=level, due_on=promise.due_on)
            if told:
                whom = promise.who_answers(day)
                above = whom.supervisor_id if whom and level == PromiseReminder.Level.OVERDUE else None
                promise._tell(level, None, at, whom=[pk for pk in (whom and whom.pk, above) if pk])
        return told

    def who_answers(self, day: dt.date) -> User | None:
        """Who promised it, as long as they work on the client; then whoever is responsible for it."""
        theirs = Client.objects.workable_by(self.manager, day).filter(pk=self.client_id)
        if self.manager.is_active and theirs.exists():
            return self.manager
        return self.client.held_by(day)


class PromiseReminder(models.Model):
    """That somebody was told of a promise. Once for each level and due day, however many look at once."""

    class Level(models.TextChoices):
        DUE_SOON = "due_soon", _("due soon")
        OVERDUE = "overdue", _("overdue")

    promise = models.ForeignKey(Promise, models.CASCADE, related_name="reminders", verbose_name=_("promise"))
    level = models.CharField(_("level"), max_length=10, choices=Level)
    due_on = models.DateField(_("due on"))

    class Meta:
        verbose_name = _("reminder of a promise")
        verbose_name_plural = _("reminders of promises")
        constraints = [
            models.UniqueConstraint(fields=["promise", "level", "due_on"], name="promise_reminded_once"),
        ]

    def __str__(self) -> str:
        return f"{self.promise_id}: {self.level} {self.due_on}"
