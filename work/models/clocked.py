from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clients.models.fact import kept_promises, refused
from work.clocks import MARKS, Clock, Pause
from work.models.case_parts import CasePause, ClockMark
from work.promised import Promised

MINUTE = dt.timedelta(minutes=1)
CLOCKS = (
    "calendar",
    "answer_minutes",
    "solution_minutes",
    "answer_due_at",
    "solution_due_at",
    "due_at",
    "next_mark_at",
)

Passed = tuple[dt.datetime, str, int, int]  # when, and which: clock, round, percent


class Clocked(models.Model):
    """A case's two clocks: to the first answer and to the solution, in working time.

    They run by the calendar and the targets that were in force when it was received; `due_at` is the next of the two
    that still runs, `next_mark_at` when somebody has to be told next. The solution clock stands while the client is
    waited for. A reopened case has the whole time to its solution again, from its reopening: it is promised anew.
    """

    calendar = models.ForeignKey(
        "work.Calendar", models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("calendar")
    )
    answer_minutes = models.PositiveIntegerField(_("promised to the first answer"), null=True, editable=False)
    solution_minutes = models.PositiveIntegerField(_("promised to the solution"), null=True, editable=False)
    answer_due_at = models.DateTimeField(_("first answer due"), null=True, editable=False)
    solution_due_at = models.DateTimeField(_("solution due"), null=True, editable=False)
    due_at = models.DateTimeField(_("due"), null=True, editable=False)
    next_mark_at = models.DateTimeField(_("next mark"), null=True, editable=False)
    waiting_since = models.DateTimeField(_("waits for the client since"), null=True, editable=False)
    reopened = models.PositiveSmallIntegerField(_("reopened"), default=0, editable=False)
    reopened_at = models.DateTimeField(_("last reopened"), null=True, editable=False)

    pauses: Any
    marks: Any

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(reopened=0, reopened_at=None) | Q(reopened__gt=0, reopened_at__isnull=False),
                name="case_reopened_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(solved_at=None) | Q(reopened_at=None) | Q(solved_at__gte=F("reopened_at")),
                name="case_solved_after_reopened",
                violation_error_message=_("The solution lies before the case was reopened."),
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="case_due"),
            models.Index(fields=["next_mark_at", "id"], name="case_next_mark", condition=Q(next_mark_at__isnull=False)),
            models.Index(fields=["id"], name="case_without_clocks", condition=Q(answer_minutes=None)),
        ]

    def clocks(self, promised: Promised, pauses: Iterable[Pause]) -> dict[str, Clock]:
        """By name, as of what stands in this row."""
        case: Any = self
        begun = self.reopened_at or case.received_at
        answer, solution = promised.minutes((case.kind, case.priority), case.received_at)
        hours = promised.hours(promised.calendar(case.received_at))
        of_this_round = tuple(pause for pause in pauses if pause[0] >= begun)
        answered = case.first_answer_at or case.solved_at
        return {
            "answer": Clock(hours, case.received_at, answer * MINUTE, stopped=answered),
            "solution": Clock(hours, begun, solution * MINUTE, of_this_round, stopped=case.solved_at),
        }

    def set_clocks(self, promised: Promised, pauses: Iterable[Pause], told: Iterable[tuple[str, int, int]]) -> None:
        """Fill in what follows from the rest; `told` are the marks that nobody needs to hear of again."""
        case, clocks = (self, self.clocks(promised, pauses))
        self.calendar_id = promised.calendar(case.received_at).pk  # type: ignore[attr-defined]
        self.answer_minutes, self.solution_minutes = (
            clocks[name].promised // MINUTE for name in ("answer", "solution")
        )
        self.answer_due_at, self.solution_due_at = (clocks[name].due for name in ("answer", "solution"))
        running = [clock.due for clock in clocks.values() if clock.runs and clock.due]
        self.due_at = min(running, default=None)
        ahead = [mark[0] for mark in self.untold(clocks, told)]
        self.next_mark_at = min(ahead, default=None)

    def untold(self, clocks: dict[str, Clock], told: Iterable[tuple[str, int, int]]) -> list[Passed]:
        """The marks of running clocks, in the order in which they are passed, without those told."""
        told = set(told)
        rounds = {"answer": 0, "solution": self.reopened}
        marks = [
            (at, name, rounds[name], percent)
            for name, clock in clocks.items()
            for percent in MARKS
            if clock.runs and (at := clock.at(percent)) and (name, rounds[name], percent) not in told
        ]
        return sorted(marks)

    def wind(self, promised: Promised | None = None) -> None:
        """Set the clocks of this row, in the transaction that changed it."""
        self.set_clocks(promised or Promised(), self.pauses.values_list("since", "until"), self.told())
        self.save(update_fields=CLOCKS)

    def told(self) -> list[tuple[str, int, int]]:
        return list(self.marks.exclude(clock=ClockMark.Clock.NOBODY).values_list("clock", "round", "percent"))

    def wait(self, *, by, at: dt.datetime, since: dt.datetime | None = None) -> Self:
        """The client was asked something, now or `since`, and the solution clock stands. Who asks has answered."""
        since = since or at
        with kept_promises(CasePause):
            case: Any = self._locked(by)  # type: ignore[attr-defined]
            if case.solved_at:
                raise ValidationError(_("This case is solved already."))
            if case.waiting_since:
                raise ValidationError(_("This case waits for the client already."))
            if since < (case.reopened_at or case.received_at):
                raise refused("when", _("This lies before the case was received or reopened."))
            case.pauses.create(since=since)
            answered = case.first_answer_at or since
            return case.change(by=by, at=at, verb="paused", waiting_since=since, first_answer_at=answered)

    def resume(self, *, by, at: dt.datetime, until: dt.datetime | None = None) -> Self:
        """The client came back, now or at `until`: the clock runs on."""
        until = until or at
        with kept_promises(CasePause):
            case: Any = self._locked(by)  # type: ignore[attr-defined]
            if not case.waiting_since:
                raise ValidationError(_("This case does not wait for the client."))
            if until > at:
                raise refused("when", _("This lies ahead; record what has happened, when it has."))
            if until <= case.waiting_since:
                raise refused("when", _("This lies before the client was asked."))
            case.pauses.filter(until=None).update(until=until)
            return case.change(by=by, at=at, verb="resumed", waiting_since=None)

    def reopen(self, *, by, at: dt.datetime, why: str, when: dt.datetime | None = None) -> Self:
        """The client is not content: it is open again, with the whole time to its solution from now on, or `when`."""
        when = when or at
        with kept_promises(type(self)):
            case: Any = self._locked(by)  # type: ignore[attr-defined]
            if not case.solved_at:
                raise ValidationError(_("Only a case that was solved can be reopened."))
            if not why.strip():
                raise refused("why", _("Say why it is reopened."))
            if when < (case.confirmed_at or case.solved_at):
                raise refused("when", _("This lies before the case was solved or confirmed."))
            begun = {"reopened": case.reopened + 1, "reopened_at": when}
            ended = {"solved_at": None, "confirmed_at": None, "confirmed_by": ""}
            changed = case.change(by=by, at=at, verb="reopened", **ended, **begun)
            changed.comments.create(text=why, by=by, at=at)
        return changed

    def stop_waiting(self, at: dt.datetime) -> None:
        """It was solved at `at` while it waited."""
        waits = self.pauses.filter(until=None)
        waits.filter(since__gte=at).delete()
        waits.update(until=at)
        self.waiting_since = None
        self.save(update_fields=["waiting_since"])
