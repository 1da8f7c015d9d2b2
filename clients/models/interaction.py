from __future__ import annotations

import datetime as dt
import uuid

from django.conf import settings
from django.db import connection, models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Denied
from accounts.models.company import CompanyRules
from clients.models.fact import Fact, FactQuerySet, believable, refused


def new_reference() -> str:
    return str(uuid.uuid4())


class InteractionQuerySet(FactQuerySet):
    def talks(self) -> InteractionQuerySet:
        """Meetings and calls; e-mails and notes never count."""
        return self.filter(kind__in=[Interaction.Kind.MEETING, Interaction.Kind.CALL])

    def held(self) -> InteractionQuerySet:
        return self.filter(status=Interaction.Status.HELD)

    def planned(self) -> InteractionQuerySet:
        return self.filter(status=Interaction.Status.PLANNED)

    def of(self, users) -> InteractionQuerySet:
        """Those of these people, alone or together with others."""
        joint = Interaction.joint_managers.through.objects.filter(user__in=users).values("interaction")
        return self.filter(models.Q(manager__in=users) | models.Q(pk__in=joint))


class Interaction(Fact):
    """A meeting, call, e-mail or note with a client. Its `reference` is made when the form is opened, so the same
    entry sent twice is one."""

    class Kind(models.TextChoices):
        MEETING = "meeting", _("meeting")
        CALL = "call", _("call")
        EMAIL = "email", _("e-mail")
        NOTE = "note", _("note")

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        HELD = "held", _("held")
        CANCELLED = "cancelled", _("cancelled")
        NOT_HELD = "not_held", _("not held")

    class Sentiment(models.TextChoices):
        GOOD = "good", _("good")
        NEUTRAL = "neutral", _("neutral")
        BAD = "bad", _("bad")

    reference = models.CharField(_("reference"), max_length=80, unique=True, default=new_reference)
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="interactions", verbose_name=_("client"))
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="interactions", verbose_name=_("manager")
    )
    joint_managers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="joint_interactions", blank=True, verbose_name=_("together with")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.HELD)
    started_at = models.DateTimeField(_("started"), validators=[believable])
    duration_minutes = models.PositiveIntegerField(_("minutes"), null=True, blank=True)
    contacts = models.ManyToManyField(
        "clients.Contact", related_name="interactions", blank=True, verbose_name=_("people")
    )
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    notes = models.TextField(_("notes"), blank=True)
    outcome = models.CharField(_("outcome"), max_length=300, blank=True, default="", db_default="")
    sentiment = models.CharField(_("mood"), max_length=10, choices=Sentiment, blank=True, default="", db_default="")
    next_step = models.CharField(_("next step"), max_length=300, blank=True)
    next_step_on = models.DateField(_("next step by"), null=True, blank=True, validators=[believable])
    calendar_uid = models.CharField(_("calendar UID"), max_length=255, blank=True, editable=False)

    objects = InteractionQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]
        verbose_name = _("interaction")
        verbose_name_plural = _("interactions")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["meeting", "call", "email", "note"]), name="interaction_kind_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["planned", "held", "cancelled", "not_held"]),
                name="interaction_status_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(sentiment__in=["", "good", "neutral", "bad"]), name="interaction_sentiment_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["client", "-started_at", "-id"], name="interaction_client"),
            models.Index(fields=["manager", "started_at"], name="interaction_manager"),
            models.Index(fields=["started_at", "id"], name="interaction_started"),
        ]

    def __str__(self) -> str:
        return self.subject or str(self.get_kind_display())

    def get_absolute_url(self) -> str:
        return reverse("interactions:detail", args=[self.pk])

    @property
    def is_talk(self) -> bool:
        return self.kind in (self.Kind.MEETING, self.Kind.CALL)

    @classmethod
    def log(cls, client, *, by, at: dt.datetime, contacts=(), joint_managers=(), **fields) -> Interaction:
        """Record a talk, an e-mail or a note, held or planned, of `by` or, for a senior, of someone in the own line.

        The same `reference` sent again by the same person is the record that is there already.
        """
        reference = fields.setdefault("reference", new_reference())
        manager = fields.setdefault("manager", by)
        with transaction.atomic():
            sent = cls.sent_before(reference)
            if sent and sent.recorded_by_id != by.pk:
                raise Denied
            if sent:
                return sent
            if not manager.is_active or not manager.is_manager:
                raise refused("manager", _("%(name)s is not an active manager."), name=manager)
            made = cls.enter(client, by=by, at=at, verb="logged", **fields)
            made.set_people(contacts, joint_managers)
        return made

    @classmethod
    def sent_before(cls, reference: str) -> Interaction | None:
        """The record with this reference. Whoever else sends it waits for the end of this transaction."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [reference])
        return cls.objects.filter(reference=reference).first()

    def change(self, *, by, at: dt.datetime, contacts=None, joint_managers=None, **fields) -> Interaction:  # type: ignore[override]
        """Set `fields` and, where given, who took part. Moving it to another client needs a right to that one, too."""
        client = fields.get("client")
        with transaction.atomic():
            if client and client.pk != self.client_id and not client.may_work(by):
                raise Denied
            changed = super().change(by=by, at=at, **fields)
            people = changed.set_people(contacts, joint_managers)
            if people:
                changed._tell("people_changed", by, at, changed=people)
        return changed

    def set_people(self, contacts, joint_managers) -> dict[str, list]:
        """Who took part; None leaves as it is. Returns what changed: name -> [ids before, ids after]."""
        changed = {}
        for name, people in (("contacts", contacts), ("joint_managers", joint_managers)):
            if people is None:
                continue
            related = getattr(self, name)
            before, after = sorted(related.values_list("pk", flat=True)), sorted({person.pk for person in people})
            if before != after:
                self.refuse_strangers(name, people, before)
                related.set(people)
                changed[name] = [before, after]
        return changed

    def refuse_strangers(self, name: str, people, before: list[int]) -> None:
        """Raise ValidationError where one of `people` could not have taken part."""
        for person in people:
            if name == "contacts" and (person.client_id != self.client_id or person.trashed_at):
                raise refused(name, _("%(name)s is not a contact of this client."), name=person)
            if name == "joint_managers" and person.pk == self.manager_id:
                raise refused(name, _("%(name)s is the manager already; name only the others here."), name=person)
            fit = name == "contacts" or person.pk in before or (person.is_active and person.is_manager)
            if not fit:
                raise refused(name, _("%(name)s is not an active manager."), name=person)

    def may_change(self, user) -> bool:
        """Its manager, or a senior above them, while they work on the client."""
        return user.is_manager and self.manager_id in user.line_ids and self.client.may_work(user)

    def reach(self, rules: CompanyRules) -> tuple[dt.date, dt.date] | None:
        if self.status != self.Status.HELD:
            return None
        day = rules.today(self.started_at)
        return day, day

    def stay_true(self, at: dt.datetime) -> None:
        """What lies ahead can only be planned (or called off)."""
        if self.status == self.Status.HELD and self.started_at > at:
            raise refused(
                "started_at", _("This lies ahead, so it can only be planned. Choose “planned”, or mend the time.")
            )
