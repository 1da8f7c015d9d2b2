from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from activity import telling
from activity.models.preference import Preference
from activity.telling import Channel
from pages.formats import numbers

if TYPE_CHECKING:
    from activity.models.event import Event

DAY_OR_MONTH = re.compile(r"\d{4}-\d{2}(-\d{2})?")


class NotificationQuerySet(models.QuerySet["Notification"]):
    def visible_to(self, user) -> NotificationQuerySet:
        return self.filter(user=user)

    def unread(self) -> NotificationQuerySet:
        return self.filter(read_at=None)

    def lines(self, kind: str = "") -> NotificationQuerySet:
        """Of several unread ones about one record only the newest. With `kind`, among those of that kind."""
        found = self.filter(kind=kind) if kind else self
        return found.filter(Q(read_at__isnull=False) | ~Exists(alike(kind).filter(pk__gt=OuterRef("pk"))))

    def with_more(self, kind: str = "") -> NotificationQuerySet:
        """`more`: how many earlier unread ones a line stands for."""
        earlier = alike(kind).filter(pk__lt=OuterRef("pk")).order_by().values("user")
        counted = Subquery(earlier.annotate(count=Count("pk")).values("count"))
        return self.annotate(more=models.Case(models.When(read_at=None, then=Coalesce(counted, 0)), default=0))

    def to_mail(self, channel: str) -> NotificationQuerySet:
        """Those still to be sent by e-mail. What was read meanwhile in the app is no news, and who left gets none."""
        return self.unread().filter(channel=channel, mailed_at=None, user__is_active=True)

    def read(self, at: dt.datetime) -> int:
        """Having read something changes nothing for anybody else: it is no event of the log."""
        return self.unread().update(read_at=at)


def alike(kind: str = "") -> NotificationQuerySet:
    """The unread ones of the same person about the same record as that of the outer query."""
    same = {name: OuterRef(name) for name in ("user", "subject", "subject_id")}
    found = Notification.objects.unread().filter(**same)
    return found.filter(kind=kind) if kind else found


class Notification(models.Model):
    """That a person must know of an event. Written in the event's own transaction; never for one's own act, and once
    for each person and event.

    `channel` is what the person had chosen then. The record that the event is about stands here again: by it unread
    ones are shown as one line.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications", verbose_name=_("for")
    )
    event = models.ForeignKey("activity.Event", models.CASCADE, related_name="+", verbose_name=_("event"))
    kind = models.CharField(_("kind"), max_length=30)
    subject = models.CharField(_("kind of record"), max_length=60)
    subject_id = models.BigIntegerField(_("record"))
    channel = models.CharField(_("how"), max_length=10, choices=Channel, default=Channel.APP)
    read_at = models.DateTimeField(_("read"), null=True)
    mailed_at = models.DateTimeField(_("sent by e-mail"), null=True)

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
            models.Index(fields=["user", "-id"], name="notification_unread", condition=Q(read_at=None)),
            models.Index(
                fields=["user", "subject", "subject_id", "-id"], name="notification_alike", condition=Q(read_at=None)
            ),
            models.Index(
                fields=["channel", "user"],
                name="notification_to_mail",
                condition=Q(read_at=None, mailed_at=None, channel__in=[Channel.MAIL, Channel.DAILY]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.event_id}"

    @staticmethod
    def derive(event: Event) -> None:
        """Tell those whom the rooms name for the event's verb, without its actor, and as each of them chose."""
        told = [(each.kind, {pk for pk in each.whom(event) if pk}) for each in telling.of(event.verb)]
        people = set().union(*(whom for _kind, whom in told)) - {event.actor_id or 0}
        if not people:
            return
        rows = []
        for person, channels in sorted(Preference.channels(people).items()):
            for kind, whom in told:
                if person in whom and channels[kind] != Channel.NONE:
                    rows.append(Notification.about(event, user_id=person, kind=kind, channel=channels[kind]))
                    break
        Notification.objects.bulk_create(rows)

    @classmethod
    def about(cls, event: Event, **fields) -> Notification:
        return cls(event=event, subject=event.subject, subject_id=event.subject_id, **fields)

    def open(self, at: dt.datetime) -> str:
        """It is read, and with it what it stands for. Returns the address where one sees what happened."""
        same = Notification.objects.filter(user=self.user_id, subject=self.subject, subject_id=self.subject_id)
        same.filter(pk__lte=self.pk).read(at)
        return self.telling.where(self.event) if self.telling else "/"

    @property
    def telling(self) -> telling.Telling | None:
        return next((told for told in telling.of(self.event.verb) if told.kind == self.kind), None)

    @property
    def sentence(self) -> str:
        """What happened, in the reader's language."""
        if self.telling is None:
            return self.event.words
        words: dict[str, object] = {"actor": self.event.actor or _("The program")}
        words |= {name: spoken(value) for name, value in self.event.data.items()}
        return str(self.telling.say) % defaultdict(str, words)

    @property
    def kind_words(self) -> str:
        return str(telling.kinds[self.kind].label) if self.kind in telling.kinds else self.kind


def spoken(value: object) -> object:
    """A value of an event as it is read: its days and months as the reader writes them."""
    if not isinstance(value, str) or not DAY_OR_MONTH.fullmatch(value):
        return value
    try:
        if len(value) > len("2026-11"):
            return numbers.day(dt.date.fromisoformat(value))
        return numbers.month(dt.date.fromisoformat(f"{value}-01"))
    except ValueError:  # a title that only looks like one
        return value
