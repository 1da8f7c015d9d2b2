from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.access import Denied
from activity.models import record
from work.models.calendar import one_at_a_time

Pair = tuple[str, str]  # kind and priority of a case
Minutes = tuple[int, int]  # of working time: to the first answer, and to the solution

HOUR = 60
LONGEST = 2000 * HOUR  # about a year of working days
# What is promised until an executive decides otherwise, in working hours. A day has nine of them.
_PROBLEMS = {"urgent": (1, 9), "high": (2, 18), "normal": (4, 27), "low": (9, 45)}
_QUESTIONS = {"urgent": (2, 9), "high": (4, 18), "normal": (9, 27), "low": (18, 45)}
_WISHES = {"urgent": (4, 45), "high": (9, 90), "normal": (18, 135), "low": (27, 180)}
_USUAL = {
    "question": _QUESTIONS,
    "problem": _PROBLEMS,
    "need": _WISHES,
    "suggestion": _WISHES,
    "complaint": _PROBLEMS,
}
USUAL: dict[Pair, Minutes] = {
    (kind, priority): (answer * HOUR, solution * HOUR)
    for kind, table in _USUAL.items()
    for priority, (answer, solution) in table.items()
}


class ServiceTarget(models.Model):
    """What clients are promised for cases of a kind and priority received from `since` on, in working minutes, until
    the next row of the same pair. A row never changes."""

    kind = models.CharField(_("kind"), max_length=10)
    priority = models.CharField(_("priority"), max_length=10)
    since = models.DateTimeField(_("in force since"))
    answer_minutes = models.PositiveIntegerField(_("to the first answer"))
    solution_minutes = models.PositiveIntegerField(_("to the solution"))
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("set by"))

    class Meta:
        ordering = ["kind", "priority", "-since"]
        verbose_name = _("service target")
        verbose_name_plural = _("service targets")
        constraints = [
            models.UniqueConstraint(fields=["kind", "priority", "since"], name="target_once_a_moment"),
            models.CheckConstraint(condition=Q(answer_minutes__gt=0), name="target_leaves_time"),
            models.CheckConstraint(
                condition=Q(solution_minutes__gte=F("answer_minutes")), name="target_answers_before_it_solves"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}, {self.priority}"

    @classmethod
    def in_force(cls, at: dt.datetime) -> dict[Pair, Minutes]:
        rows = cls.objects.filter(since__lte=at).order_by("since")
        return USUAL | {row.pair: row.minutes for row in rows}

    @classmethod
    def newest(cls) -> int | None:
        """The id of the row set last."""
        return cls.objects.order_by("-pk").values_list("pk", flat=True).first()

    @classmethod
    def set(cls, promised: Mapping[Pair, Minutes], *, by, at: dt.datetime, instead_of: int | None = None) -> int:
        """Promise this from now on, `instead_of` the newest row that `by` saw; cases received before keep theirs.
        Returns how many pairs changed. Raises Denied unless `by` is an executive, ValidationError where a solution
        would be due before the answer or somebody else was quicker."""
        if not (by.is_active and by.is_executive):
            raise Denied
        for answer, solution in promised.values():
            if not 0 < answer <= solution <= LONGEST:
                sentence = _("The first answer comes before the solution, and both within 2,000 working hours.")
                raise ValidationError(sentence)
        with transaction.atomic():
            one_at_a_time(cls)
            if cls.newest() != instead_of:
                raise ValidationError(
                    _("Somebody changed the targets meanwhile. Look at them, then change them again.")
                )
            present = cls.in_force(at)
            changed = {pair: minutes for pair, minutes in promised.items() if present[pair] != minutes}
            for (kind, priority), (answer, solution) in changed.items():
                target = cls(since=at, set_by=by, kind=kind, priority=priority)
                target.answer_minutes, target.solution_minutes = answer, solution
                target.save(force_insert=True)
                record("servicetarget.set", target, by=by, at=at, of=target.pair, minutes=target.minutes)
        return len(changed)

    @property
    def pair(self) -> Pair:
        return self.kind, self.priority

    @property
    def minutes(self) -> Minutes:
        return self.answer_minutes, self.solution_minutes
