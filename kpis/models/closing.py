from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Closing(models.Model):
    """What froze a month: who, when, by which rules, and the seal over all that was frozen.

    `contents` holds, by kind of row, how many were frozen and their digest; `seal` is the SHA-256 over the closing
    itself, its contents and the seal of the month closed before. The format is in docs/closing.md. Rows are only ever
    added: the database refuses to change or delete one.
    """

    month = models.OneToOneField("kpis.Month", models.PROTECT, primary_key=True, related_name="frozen")
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    closed_at = models.DateTimeField(_("closed"))
    rules = models.CharField(_("rule version"), max_length=20)
    basis = models.JSONField(_("settings it was computed with"))
    contents = models.JSONField(_("what was frozen"))
    before = models.OneToOneField("self", models.PROTECT, null=True, related_name="after", verbose_name=_("before"))
    seal = models.CharField(_("seal"), max_length=64, unique=True)

    class Meta:
        ordering = ["-month_id"]
        verbose_name = _("closing")
        verbose_name_plural = _("closings")

    def __str__(self) -> str:
        return f"{self.month_id:%Y-%m} {self.seal[:12]}"


class Books(models.Model):
    """The one row that tells up to which month the books are closed.

    Every statement that writes a fact holds it FOR SHARE until its transaction ends; closing takes it FOR UPDATE. So
    a fact is either in the closed month or recorded after it, never half of both. `seal` is the newest closing's.
    """

    closed_through = models.DateField(_("closed through"), null=True)
    seal = models.CharField(_("seal"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("books")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_row_of_books")]

    def __str__(self) -> str:
        return f"closed through {self.closed_through}"
