from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from activity.models import record
from clients.models import Client, Interaction
from work.models.playbook import Playbook
from work.models.playbook_parts import PlaybookQuestion

Kind = PlaybookQuestion.Kind
YES_NO = {"yes": _("yes"), "no": _("no")}


class AnswerManager(models.Manager["Answer"]):
    """An answer is never read without its question."""

    def get_queryset(self):
        return super().get_queryset().select_related("question")


class Answer(models.Model):
    """What the client said to a script's question, in the call that it was asked in. It stays as it was given."""

    interaction = models.ForeignKey(
        "clients.Interaction", models.PROTECT, related_name="answers", verbose_name=_("talk")
    )
    question = models.ForeignKey(PlaybookQuestion, models.PROTECT, related_name="answers", verbose_name=_("question"))
    text = models.TextField(_("answer"), max_length=5000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    objects = AnswerManager()

    class Meta:
        ordering = ["question__place", "pk"]
        verbose_name = _("answer to a script")
        verbose_name_plural = _("answers to scripts")
        constraints = [models.UniqueConstraint(fields=["interaction", "question"], name="answer_once_a_call")]

    def __str__(self) -> str:
        return f"{self.question}: {self.words}"

    @property
    def words(self) -> str:
        """In the reader's language, where it was one of the program's own words."""
        return str(YES_NO.get(self.text, self.text)) if self.question.kind == Kind.YES_NO else self.text

    @classmethod
    def take(
        cls, script: Playbook, client: Client, answers: Mapping[int, Any], *, by, at: dt.datetime, **talk: Any
    ) -> Interaction:
        """Log a call by `script` with what was answered, by the question's id; all of it, or nothing.

        `talk` is what `Interaction.log` takes. The same `reference` sent again is the call that is there already.
        """
        if not script.is_script or script.is_draft:
            raise ValidationError(_("This script is not in force; choose another one."))
        with transaction.atomic():
            talk = {"kind": Interaction.Kind.CALL, "subject": script.name} | talk
            call = Interaction.log(client, by=by, at=at, **talk)
            if call.answers.exists():  # sent twice
                return call
            given = [
                cls(interaction=call, question=question, text=question.kept(answers[question.pk]), by=by, at=at)
                for question in script.questions.all()
                if answers.get(question.pk) not in (None, "")
            ]
            cls.objects.bulk_create(given)
            about = {"playbook": script.pk, "version": script.version, "answers": len(given)}
            record("interaction.answered", call, by=by, at=at, client_id=client.pk, **about)
        return call
