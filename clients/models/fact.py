from __future__ import annotations

import datetime as dt
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

EARLIEST, LATEST = dt.date(1900, 1, 1), dt.date(2199, 12, 31)


def believable(day: dt.date | dt.datetime) -> None:
    """Refuse a slip of the keyboard: the years 0202 and 20226 are no facts."""
    if not EARLIEST.year <= day.year <= LATEST.year:
        raise ValidationError(_("The year must lie between 1900 and 2199."), code="year")


class FactQuerySet(models.QuerySet):
    def live(self) -> Self:
        """Not in the trash."""
        return self.filter(trashed_at=None)

    def visible_to(self, user) -> Self:
        """The facts of the clients that `user` may see."""
        from clients.models.client import Client

        return self.filter(client__in=Client.objects.visible_to(user))


class Fact(models.Model):
    """Something that happened at a client. Each kind has its own effective date; all keep when they were entered.

    A fact in the trash counts nowhere and can be taken out again.
    """

    recorded_at = models.DateTimeField(_("recorded"), db_default=Now(), editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("recorded by")
    )
    trashed_at = models.DateTimeField(_("put into the trash"), null=True, editable=False)

    class Meta:
        abstract = True
