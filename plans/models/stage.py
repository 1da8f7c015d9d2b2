from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.db.models.deletion import ProtectedError
from django.utils.translation import gettext_lazy as _

from accounts.access import Denied
from activity.models import record
from clients.models.fact import differences, kept_promises


class Stage(models.Model):
    """A step of the company's way from a first idea to the signature. Executives keep it.

    `probability` is in percent, and holds for every open opportunity in the stage that has none of its own.
    """

    name = models.CharField(
        _("name"), max_length=60, unique=True, error_messages={"unique": _("Another stage is called so.")}
    )
    place = models.PositiveSmallIntegerField(_("place"), help_text=_("Stages stand in this order, the lowest first."))
    probability = models.PositiveSmallIntegerField(_("probability in %"), validators=[MaxValueValidator(100)])

    class Meta:
        ordering = ["place", "pk"]
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        constraints = [
            models.CheckConstraint(condition=Q(probability__range=(0, 100)), name="stage_probability_0_to_100"),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def add(cls, *, by, at: dt.datetime, **fields: Any) -> Self:
        return cls()._keep(fields, "stage.added", by, at)

    def change(self, *, by, at: dt.datetime, **fields: Any) -> Self:
        """Where the probability moves, so does that of the open opportunities here, and their history says so."""
        with transaction.atomic():
            stage = type(self).objects.select_for_update().filter(pk=self.pk).first()
            if stage is None:
                raise Denied
            before = stage.probability
            stage._keep(fields, "stage.changed", by, at)
            if stage.probability != before:
                for opportunity in (
                    stage.opportunities.live().open().filter(own_probability=None).select_related("stage")
                ):
                    opportunity.stand(stage, by=by, at=at)
        return stage

    def remove(self, *, by, at: dt.datetime) -> None:
        """Only one where nothing ever stood: the forecasts of the past are read from the history."""
        if not by.is_executive:
            raise Denied
        with transaction.atomic():
            record("stage.removed", self, by=by, at=at, name=self.name)
            try:
                self.delete()
            except ProtectedError as error:
                sentence = _("Opportunities stand or stood in “%(stage)s”; rename it instead.")
                raise ValidationError(sentence, params={"stage": self.name}) from error

    def _keep(self, fields: dict[str, Any], verb: str, by, at: dt.datetime) -> Self:
        if not by.is_executive:
            raise Denied
        changed = differences(self, fields)
        for name, value in fields.items():
            setattr(self, name, value)
        with kept_promises(type(self)):
            self.save()
            record(verb, self, by=by, at=at, changed=changed)
        return self
