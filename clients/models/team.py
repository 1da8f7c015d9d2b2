from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class TeamMemberQuerySet(models.QuerySet["TeamMember"]):
    def on(self, day: dt.date) -> TeamMemberQuerySet:
        return self.filter(Q(until=None) | Q(until__gt=day), since__lte=day)


class TeamMember(models.Model):
    """A manager who works on a client beside the responsible one, from `since` up to, not including, `until`.

    Being on a team lets one see and work; it never changes a credit.
    """

    client = models.ForeignKey("clients.Client", models.CASCADE, related_name="team", verbose_name=_("client"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="team_memberships", verbose_name=_("manager")
    )
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)

    objects = TeamMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("team member")
        verbose_name_plural = _("team members")
        constraints = [
            models.UniqueConstraint(
                fields=["client", "user"],
                condition=Q(until=None),
                name="team_member_once",
                violation_error_message=_("This manager is on the team already."),
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")), name="team_member_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client} – {self.user}"

    def end(self, on: dt.date) -> None:
        """`on` is the first day off the team. Who joined on that day never was on it."""
        if self.since >= on:
            self.delete()
        else:
            self.until = on
            self.save(update_fields=["until"])
