from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from activity import telling

if TYPE_CHECKING:
    from activity.models.event import Event


class NotificationQuerySet(models.QuerySet["Notification"]):
    def visible_to(self, user) -> NotificationQuerySet:
        return self.filter(user=user)

    def unread(self) -> NotificationQuerySet:
        return self.filter(read_at=None)


class Notification(models.Model):
    """That a person must know of an event. Written in the event's own transaction; never for one's own act, and once
    for each person and event."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications", verbose_name=_("for")
    )
    event = models.ForeignKey("activity.Event", models.CASCADE, related_name="+", verbose_name=_("event"))
    kind = models.CharField(_("kind"), max_length=30)
    read_at = models.DateTimeField(_("read"), null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = [
            models.UniqueConstraint(fields=["user", "event"], name="notification_once_a_person_and_event"),
        ]
        indexes = [
            models.Index(fields=["user", "-id"], name="notification_newest"),
            models.Index(fields=["user"], name="notification_unread", condition=models.Q(read_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.event_id}"

    @staticmethod
    def derive(event: Event) -> None:
        """Tell those whom the room of the event's verb names, without its actor."""
        told = telling.of(event.verb)
        if told is None:
            return
        people = {pk for pk in told.whom(event) if pk is not None and pk != event.actor_id}
        Notification.objects.bulk_create(Notification(user_id=pk, event=event, kind=told.kind) for pk in sorted(people))

    @property
    def sentence(self) -> str:
        """What happened, in the reader's language."""
        told = telling.of(self.event.verb)
        if told is None:
            return self.event.words
        return str(told.say) % {"actor": self.event.actor or "", **self.event.data}

    @property
    def address(self) -> str:
        told = telling.of(self.event.verb)
        return told.where(self.event) if told else "/"
