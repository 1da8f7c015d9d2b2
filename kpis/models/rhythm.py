from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Rhythm(models.Model):
    """What a client's own purchase rhythm was while the months up to `through` were closed, for the months closed
    since the row before. Empty: it had none of its own.

    The database writes it, whoever changes the rhythm (migration 0009), and never changes it. A client's rhythm has no
    date, so a closed month goes on by the one it was closed with: the earliest row whose `through` is not before it.
    Where there is none the rhythm is still the same.
    """

    stays_when_merged = True  # it tells how closed months were closed

    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="+", db_index=False)
    through = models.DateField(_("for months closed through"))
    months = models.PositiveSmallIntegerField(_("purchase rhythm in months"), null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "through"], name="rhythm_once_a_closing")]

    def __str__(self) -> str:
        return f"{self.client_id} through {self.through:%Y-%m}: {self.months}"
