from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Company
from accounts.models.company import CompanyRules
from clients.models.fact import Fact, FactQuerySet, believable, refused


class Survey(Fact):
    """How likely a contact is to recommend us, from 0 to 10, as answered on a day.

    `contact` is empty only where the person has been removed; the answer stays.
    """

    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="surveys", verbose_name=_("client"))
    contact = models.ForeignKey(
        "clients.Contact", models.SET_NULL, null=True, related_name="surveys", verbose_name=_("person")
    )
    answered_on = models.DateField(_("answered on"), validators=[believable])
    score = models.PositiveSmallIntegerField(_("score"), validators=[MinValueValidator(0), MaxValueValidator(10)])
    comment = models.TextField(_("comment"), blank=True)

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["-answered_on", "-pk"]
        verbose_name = _("survey answer")
        verbose_name_plural = _("survey answers")
        constraints = [
            models.UniqueConstraint(
                fields=["client", "contact", "answered_on"],
                name="survey_once_a_person_and_day",
                violation_error_message=_("This person's answer of that day is recorded already."),
            ),
            models.CheckConstraint(
                condition=models.Q(score__range=(0, 10)),
                name="survey_score_0_to_10",
                violation_error_message=_("The score is a whole number from 0 to 10."),
            ),
        ]
        indexes = [models.Index(fields=["answered_on"], name="survey_answered")]

    def __str__(self) -> str:
        return f"{self.contact or self.client} {self.score}"

    @classmethod
    def record(cls, client, *, by, at: dt.datetime, **fields) -> Survey:
        return cls.enter(client, by=by, at=at, **fields)

    def reach(self, rules: CompanyRules) -> tuple[dt.date, dt.date] | None:
        return self.answered_on, self.answered_on

    def stay_true(self, at: dt.datetime) -> None:
        """An answer is that of someone at this client, and has been given."""
        if self.contact and self.contact.client_id != self.client_id:
            raise refused("contact", _("Choose someone who works at this client."))
        if self.answered_on > Company.current().rules().today(at):
            raise refused("answered_on", _("This day lies ahead; record what has happened, when it has."))

    def key(self) -> dict[str, Any]:
        return {"client": self.client_id, "contact": self.contact_id, "answered_on": self.answered_on}
