"""What a playbook consists of: the steps that become tasks, the questions that are asked in a call."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clients.models.fact import refused
from work.models.case import Case
from work.worktime import WorkTime

FURTHEST = 400  # days before or after the anchor day
ONE_DAY = dt.timedelta(days=1)


class PlaybookStep(models.Model):
    """A task to be: so many days after (or before) the anchor day, by whoever has the role at the client then."""

    class Role(models.TextChoices):
        RESPONSIBLE = "responsible", _("responsible manager")
        SENIOR = "senior", _("their senior")
        TEAM = "team", _("team member")

    playbook = models.ForeignKey(
        "work.Playbook", models.CASCADE, related_name="steps", editable=False, verbose_name=_("playbook")
    )
    place = models.PositiveSmallIntegerField(_("place"), default=0, editable=False)
    offset_days = models.SmallIntegerField(
        _("days"), validators=[MinValueValidator(-FURTHEST), MaxValueValidator(FURTHEST)]
    )
    title = models.CharField(_("what is to be done"), max_length=200)
    details = models.TextField(_("details"), blank=True, max_length=5000)
    checklist = ArrayField(models.CharField(max_length=300), verbose_name=_("checklist"), default=list, blank=True)
    role = models.CharField(_("by whom"), max_length=12, choices=Role, default=Role.RESPONSIBLE)
    priority = models.CharField(_("priority"), max_length=10, choices=Case.Priority, default=Case.Priority.NORMAL)

    class Meta:
        ordering = ["offset_days", "place", "pk"]
        verbose_name = _("step of a playbook")
        verbose_name_plural = _("steps of playbooks")
        constraints = [
            models.CheckConstraint(
                condition=Q(offset_days__range=(-FURTHEST, FURTHEST)), name="playbookstep_within_its_time"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def days_before(self) -> int:
        return -self.offset_days

    def due_on(self, anchor: dt.date, today: dt.date, hours: WorkTime) -> dt.date:
        """A working day: of what belongs before the anchor day the one before, else the one after; never past."""
        day = anchor + dt.timedelta(days=self.offset_days)
        while self.offset_days <= 0 and not hours.hours_on(day):
            day -= ONE_DAY
        day = max(day, today)
        while not hours.hours_on(day):
            day += ONE_DAY
        return day


class PlaybookQuestion(models.Model):
    """What a script asks."""

    class Kind(models.TextChoices):
        WORDS = "words", _("words")
        YES_NO = "yes_no", _("yes or no")
        NUMBER = "number", _("a number")
        CHOICE = "choice", _("one of several")

    playbook = models.ForeignKey(
        "work.Playbook", models.CASCADE, related_name="questions", editable=False, verbose_name=_("playbook")
    )
    place = models.PositiveSmallIntegerField(_("place"), default=0, editable=False)
    text = models.CharField(_("question"), max_length=300)
    kind = models.CharField(_("answer"), max_length=10, choices=Kind, default=Kind.WORDS)
    choices = ArrayField(models.CharField(max_length=100), verbose_name=_("choices"), default=list, blank=True)

    class Meta:
        ordering = ["place", "pk"]
        verbose_name = _("question of a script")
        verbose_name_plural = _("questions of scripts")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="choice", choices__len__gte=2) | ~Q(kind="choice") & Q(choices=[]),
                name="playbookquestion_has_its_choices",
                violation_error_message=_("Write at least two choices, one a line."),
            )
        ]

    def __str__(self) -> str:
        return self.text

    def clean_fields(self, exclude=None) -> None:
        super().clean_fields(exclude)
        if self.kind != self.Kind.CHOICE:
            self.choices = []
        elif len(self.choices) < 2:
            raise refused("choices", _("Write at least two choices, one a line."))

    def kept(self, said) -> str:
        """An answer as it is stored; ValidationError for one that this question cannot have."""
        if self.kind == self.Kind.NUMBER:
            return self._number(said)
        known = {self.Kind.YES_NO: ("yes", "no"), self.Kind.CHOICE: self.choices}.get(self.Kind(self.kind))
        if known is not None and said not in known:
            raise refused(self.field, _("“%(said)s” is none of the answers to choose from."), said=said)
        return str(said).strip()

    def _number(self, said) -> str:
        try:
            number = Decimal(str(said))
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            raise refused(self.field, _("“%(said)s” is no number."), said=said)
        return format(number, "f")

    @property
    def field(self) -> str:
        """Its name in the form of a call."""
        return f"q{self.pk}"
