from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clients.models.fact import Fact, FactQuerySet, believable


def new_reference() -> str:
    return str(uuid.uuid4())


class InteractionQuerySet(FactQuerySet):
    def talks(self) -> InteractionQuerySet:
        """Meetings and calls; e-mails and notes never count."""
        return self.filter(kind__in=[Interaction.Kind.MEETING, Interaction.Kind.CALL])

    def held(self) -> InteractionQuerySet:
        return self.filter(status=Interaction.Status.HELD)


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
    contacts = models.ManyToManyField("clients.Contact", related_name="interactions", blank=True, verbose_name=_("people"))
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    notes = models.TextField(_("notes"), blank=True)
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
        ]
        indexes = [
            models.Index(fields=["client", "-started_at", "-id"], name="interaction_client"),
            models.Index(fields=["manager", "started_at"], name="interaction_manager"),
            models.Index(fields=["started_at", "id"], name="interaction_started"),
        ]

    def __str__(self) -> str:
        return self.subject or str(self.get_kind_display())
