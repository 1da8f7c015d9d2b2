from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Denied
from activity.models import record
from kpis.models.statement import OfMyLineQuerySet

if TYPE_CHECKING:
    from accounts.models import User
    from kpis.models.month import Month


class QuestionQuerySet(OfMyLineQuerySet):
    def open(self) -> QuestionQuerySet:
        return self.filter(settled_at=None)

    def with_last_by(self) -> QuestionQuerySet:
        """`last_by`: the id of who spoke last."""
        newest = Remark.objects.filter(question=OuterRef("pk")).order_by("-pk")
        return self.annotate(last_by=Subquery(newest.values("by")[:1]))

    def waiting(self) -> QuestionQuerySet:
        """Open ones in which the manager spoke last, so that an answer is due."""
        return self.open().with_last_by().filter(last_by=F("manager"))


class Question(models.Model):
    """What a manager asks about one line of the own statement, of an open or a closed month.

    Anyone above may answer, and the manager may ask on; who asked, or an executive, settles it. All stays on record.
    The verbs raise Denied where `by` may not, and ValidationError with one sentence where it cannot be so.
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

    def get_absolute_url(self) -> str:
        """The line asked about, with all that was said."""
        return f"{reverse('pay:statement', args=[self.month_id, self.manager_id])}#line-{self.measure}"

    @property
    def answer_due(self) -> bool:
        """Open, and the manager spoke last. Without a query where remarks or `last_by` are at hand."""
        if self.settled_at:
            return False
        last = getattr(self, "last_by", None) or [remark.by_id for remark in self.remarks.all()][-1]
        return last == self.manager_id

    @classmethod
    def ask(cls, month: Month, manager: User, measure: str, text: str, *, by: User, at: dt.datetime) -> Question:
        """Only the manager whose statement it is asks."""
        if by != manager:
            raise Denied
        with transaction.atomic():
            question = cls.objects.create(month=month, manager=manager, measure=measure, asked_at=at)
            question._say(text, by, at)
            record("question.asked", question, by=by, at=at, month=str(month), measure=measure)
        return question

    def remark(self, text: str, *, by: User, at: dt.datetime) -> None:
        """The manager asks on, a senior above or an executive answers."""
        if not self.is_open_to(by):
            raise Denied
        with transaction.atomic():
            self._must_be_open()
            self._say(text, by, at)
            verb = "question.asked_on" if by == self.manager else "question.answered"
            record(verb, self, by=by, at=at, month=str(self.month), manager=self.manager_id)

    def settle(self, *, by: User, at: dt.datetime) -> None:
        """Who asked has the answer, or an executive ends it."""
        if not (by == self.manager or by.is_executive):
            raise Denied
        with transaction.atomic():
            self._must_be_open()
            self.settled_at = at
            self.save(update_fields=["settled_at"])
            record("question.settled", self, by=by, at=at)

    def is_open_to(self, user: User) -> bool:
        """Whether `user` may take part: the manager, those above, executives."""
        return user.is_executive or (user.is_manager and self.manager_id in user.line_ids)

    def _must_be_open(self) -> None:
        """Of two who act at once, the second finds what the first did."""
        if Question.objects.select_for_update().get(pk=self.pk).settled_at:
            raise ValidationError(_("This question is settled already. Ask a new one at the line."))

    def _say(self, text: str, by: User, at: dt.datetime) -> None:
        said = Remark(question=self, by=by, at=at, text=text.strip())
        said.clean_fields(exclude=["question", "by"])
        said.save()


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
