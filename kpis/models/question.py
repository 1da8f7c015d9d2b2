from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kpis.models.statement import OfMyLineQuerySet


class QuestionQuerySet(OfMyLineQuerySet):
    def open(self) -> QuestionQuerySet:
        return self.filter(settled_at=None)


class Question(models.Model):
    """What a manager asks about one line of the own statement, of an open or a closed month.

    Anyone above may answer, and the manager may ask on; who asked settles it. All stays on record.
    """

    month = models.ForeignKey("kpis.Month", models.PROTECT, related_name="questions")
    manager = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="questions")
    measure = models.CharField(_("line"), max_length=40)
    asked_at = models.DateTimeField(_("asked"))
    settled_at = models.DateTimeField(_("settled"), null=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")

    def __str__(self) -> str:
        return f"{self.manager} {self.month} {self.measure}"


class Remark(models.Model):
    """One contribution to a question: the first is the question itself. Never changed: the database refuses."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="remarks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    text = models.TextField(_("text"), max_length=4000)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")

    def __str__(self) -> str:
        return self.text[:50]
