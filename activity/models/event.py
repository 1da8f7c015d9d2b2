from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from activity.models.notification import Notification
from activity.words import verb_words


class EventQuerySet(models.QuerySet["Event"]):
    def about(self, subject: models.Model) -> EventQuerySet:
        return self.filter(subject=subject._meta.label_lower, subject_id=subject.pk)

    def visible_to(self, user) -> EventQuerySet:
        """The audit log as a whole is the administrator's and the executive's; others meet events on a page
        whose subject they may see."""
        return self if user.is_administrator or user.is_executive else self.none()


class Event(models.Model):
    """What happened: the audit trail, and the source of notifications. Append-only: a trigger refuses the rest.

    `client_id` is a plain number: clients live in a room above this one.
    """

    at = models.DateTimeField(_("at"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by"), db_index=False
    )
    verb = models.CharField(_("what"), max_length=60)
    subject = models.CharField(_("kind of record"), max_length=60)
    subject_id = models.BigIntegerField(_("record"))
    client_id = models.BigIntegerField(_("client"), null=True)
    data = models.JSONField(_("details"), default=dict, encoder=DjangoJSONEncoder)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index(fields=["subject", "subject_id", "-id"], name="event_subject"),
            models.Index(
                fields=["client_id", "-at", "-id"], name="event_client_at", condition=models.Q(client_id__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject} {self.subject_id}"

    def details_for(self, user) -> dict:
        """What changed, as `user` may read it: the details of business records are no administrator's."""
        people_or_settings = self.subject.startswith("accounts.")
        return self.data if people_or_settings or user.is_executive else {}

    @property
    def words(self) -> str:
        """What happened, in the reader's language."""
        return verb_words(self.verb, self.subject)


def record(verb: str, subject: models.Model, *, by, at: dt.datetime, client_id: int | None = None, **data) -> Event:
    """Write down a change, and tell whom it concerns, in the transaction that makes it. `by` is None for the program
    itself."""
    event = Event.objects.create(
        verb=verb,
        subject=subject._meta.label_lower,
        subject_id=subject.pk,
        actor=by,
        at=at,
        client_id=client_id,
        data=data,
    )
    Notification.derive(event)
    return event
