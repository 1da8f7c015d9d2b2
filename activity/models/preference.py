from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.events import record
from accounts.models import User
from activity import telling
from activity.telling import Channel


class Preference(models.Model):
    """How a person wants to be told of one kind; without a row, as that kind is usually told."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="preferences", verbose_name=_("for")
    )
    kind = models.CharField(_("kind"), max_length=30)
    channel = models.CharField(_("how"), max_length=10, choices=Channel)

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="preference_once_a_person_and_kind"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="preference_channel_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.kind} {self.channel}"

    @staticmethod
    def channels(people: Iterable[int]) -> dict[int, dict[str, str]]:
        """How each of these people is told of each kind; those who may not sign in are left out. One query."""
        usual = {name: str(kind.usual) for name, kind in telling.kinds.items()}
        found: dict[int, dict[str, str]] = {}
        active = User.objects.active().filter(pk__in=people)
        for person, kind, channel in active.values_list("pk", "preferences__kind", "preferences__channel"):
            mine = found.setdefault(person, dict(usual))
            if kind:
                mine[kind] = channel
        return found

    @staticmethod
    def channels_of(user: User) -> dict[str, str]:
        return Preference.channels([user.pk]).get(user.pk, {})

    @staticmethod
    def choose(channels: dict[str, str], *, by: User, at: dt.datetime) -> None:
        """Say how `by` wants to be told from now on: a channel for each kind."""
        with transaction.atomic():
            User.objects.select_for_update(no_key=True).get(pk=by.pk)
            before = Preference.channels_of(by)
            changes = {kind: [before.get(kind), new] for kind, new in channels.items() if before.get(kind) != new}
            rows = [Preference(user=by, kind=kind, channel=channels[kind]) for kind in changes]
            Preference.objects.bulk_create(
                rows, update_conflicts=True, unique_fields=["user", "kind"], update_fields=["channel"]
            )
            if changes:
                record("user.preferred", by, by=by, at=at, changes=changes)
