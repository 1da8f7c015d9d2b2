"""How a task goes from hand to hand."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import Denied
from activity.models import record


class State(models.TextChoices):
    ASSIGNED = "assigned", _("assigned")
    ACCEPTED = "accepted", _("accepted")
    IN_WORK = "in_work", _("in work")
    HANDED_IN = "handed_in", _("handed in")
    RETURNED = "returned", _("returned")
    DECLINED = "declined", _("handed back")
    APPROVED = "approved", _("approved")
    CANCELLED = "cancelled", _("cancelled")


OPEN = (State.ASSIGNED, State.ACCEPTED, State.IN_WORK, State.RETURNED, State.HANDED_IN, State.DECLINED)
BEFORE_WORK = (State.ASSIGNED, State.ACCEPTED)
DOABLE = (*BEFORE_WORK, State.IN_WORK, State.RETURNED)  # by its owner


class Course(models.Model):
    """In whose hands a task is, how far it has come, and the verbs that move it.

    Each verb locks the row and looks again: where somebody was faster, the second is told (ValidationError); who may
    not is Denied.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="tasks", verbose_name=_("to be done by")
    )
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="given_tasks", verbose_name=_("given by")
    )
    state = models.CharField(_("state"), max_length=10, choices=State)
    reason = models.TextField(_("reason"), blank=True, editable=False)
    created_at = models.DateTimeField(_("given"), editable=False)
    handed_in_at = models.DateTimeField(_("handed in"), null=True, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    remind_at = models.DateTimeField(_("remind at"), null=True, editable=False)
    reminded_at = models.DateTimeField(_("reminded"), null=True, editable=False)

    title: Any  # the fields of a task on which its course depends
    client_id: int | None
    due_on: Any
    every: Any
    steps: Any

    class Meta:
        abstract = True

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_own(self) -> bool:
        """Given to oneself: nobody reviews it."""
        return self.given_by_id == self.owner_id

    def may_do(self, user) -> bool:
        """Its owner works on it, and who stands in for them while they are away."""
        return user.is_manager and (self.owner_id == user.pk or self.owner_id in user.covered_ids)

    def may_lead(self, user) -> bool:
        """Reviews it, gives it to somebody else, calls it off: a senior above its owner, or, where no senior is above
        any more, the executive whom it has gone up to. What one gave oneself is one's own to change."""
        if user.is_senior and self.owner_id in user.line_ids and self.owner_id != user.pk:
            return True
        if user.is_executive:
            return not self.is_own and self.owner_id in user.led_ids
        return self.is_own and self.owner_id == user.pk

    def accept(self, *, by, at: dt.datetime) -> Self:
        return self._do("accepted", State.ACCEPTED, {State.ASSIGNED}, by, at)

    def begin(self, *, by, at: dt.datetime) -> Self:
        """Work on it has begun. Beginning is accepting, too."""
        return self._do("begun", State.IN_WORK, {*BEFORE_WORK, State.RETURNED}, by, at)

    def decline(self, reason: str, *, by, at: dt.datetime) -> Self:
        """Hand it back to who leads one, with a reason. What one gave oneself is called off instead."""
        with self._alone(by, self.may_do) as task:
            task._must_be(DOABLE)
            if task.is_own:
                raise ValidationError(_("You gave this task to yourself; call it off instead."))
            task.reason = reason
            task._go(State.DECLINED, "declined", by, at, reason=reason)
        return task

    def hand_in(self, *, by, at: dt.datetime) -> Self:
        """It is done. What somebody gave waits for a review; what one gave oneself is finished."""
        with self._alone(by, self.may_do) as task:
            task._must_be(DOABLE)
            task.handed_in_at = at
            if task.is_own:
                task._end(State.APPROVED, "done", by, at)
            else:
                task._go(State.HANDED_IN, "handed_in", by, at)
        return task

    def approve(self, *, by, at: dt.datetime) -> Self:
        with self._alone(by, self._may_review) as task:
            task._must_be({State.HANDED_IN})
            task.reviewed_by = by
            task._end(State.APPROVED, "approved", by, at)
        return task

    def give_back(self, reason: str, *, by, at: dt.datetime) -> Self:
        """Return what was handed in, with a reason."""
        with self._alone(by, self._may_review) as task:
            task._must_be({State.HANDED_IN})
            task.reviewed_by, task.reason = by, reason
            task._go(State.RETURNED, "returned", by, at, reason=reason)
        return task

    def cancel(self, reason: str, *, by, at: dt.datetime) -> Self:
        """Call it off. What comes again, does not come again."""
        with self._alone(by, self.may_lead) as task:
            task._must_be(OPEN)
            task.reason = reason
            task._end(State.CANCELLED, "cancelled", by, at, reason=reason)
        return task

    def remind(self, *, at: dt.datetime) -> bool:
        """Remind its owner, once. Says whether it was due: another beat may have been first."""
        with transaction.atomic():
            due = type(self)._default_manager.filter(pk=self.pk, state__in=OPEN, reminded_at=None, remind_at__lte=at)
            if not due.update(reminded_at=at):
                return False
            self._tell("reminded", None, at)
        return True

    def tick(self, step, done: bool, *, by, at: dt.datetime) -> None:
        """Tick a step of the checklist off, or on again."""
        with self._alone(by, self._may_tick) as task:
            task._must_be(OPEN)
            who = by if done else None
            if task.steps.filter(pk=step.pk).exclude(done_by=who).update(done_by=who, done_at=at if done else None):
                task._tell("ticked" if done else "unticked", by, at, step=step.text)

    def write_steps(self, texts: list[str], *, by, at: dt.datetime) -> None:
        """The checklist as it is to be. A step whose words stay keeps its tick."""
        with self._alone(by, self.may_lead) as task:
            task._must_be(OPEN)
            kept = {step.text: step for step in task.steps.all()}
            if list(kept) == texts:
                return
            task.steps.exclude(text__in=texts).delete()
            for place, text in enumerate(texts):
                step = kept.get(text) or self.steps.model(task=task, text=text)
                step.place = place
                step.save()
            task._tell("checklist_changed", by, at, steps=texts)

    def _may_review(self, user) -> bool:
        return self.owner_id != user.pk and self.may_lead(user)

    def _may_tick(self, user) -> bool:
        return self.may_do(user) or self.may_lead(user)

    def _do(self, verb: str, state: str, before: Iterable[str], by, at: dt.datetime) -> Self:
        """What its owner does with it."""
        with self._alone(by, self.may_do) as task:
            task._must_be(before)
            task._go(state, verb, by, at)
        return task

    @contextlib.contextmanager
    def _alone(self, by, may) -> Iterator[Self]:
        """This row as it is now, locked until the end; `may` says whether `by` may do this."""
        with transaction.atomic():
            # Alone: rows joined by an outer join would be those from before the wait for the lock.
            task = type(self)._default_manager.select_for_update(no_key=True).get(pk=self.pk)
            if not getattr(task, may.__name__)(by):
                raise Denied
            yield task

    def _must_be(self, states: Iterable[str]) -> None:
        """Raise ValidationError where somebody has been faster, with who and what it is now."""
        if self.state in states:
            return
        if self.state in (State.APPROVED, State.RETURNED) and self.reviewed_by:
            sentence = _("%(name)s was faster: “%(title)s” is %(state)s already.")
            about = {"name": self.reviewed_by}
        else:
            sentence, about = _("“%(title)s” is %(state)s; look at it again."), {}
        raise ValidationError(sentence, params={"title": self.title, "state": self.get_state_display(), **about})

    def _end(self, state: str, verb: str, by, at: dt.datetime, **data: Any) -> None:
        self.ended_at = at
        self._go(state, verb, by, at, **data)
        if self.every and state == State.APPROVED:
            self._come_again(at)

    def _come_again(self, at: dt.datetime) -> None:
        raise NotImplementedError

    def _go(self, state: str, verb: str, by, at: dt.datetime, **data: Any) -> None:
        self.state = state
        self.save()
        self._tell(verb, by, at, **data)

    def _tell(self, verb: str, by, at: dt.datetime, **data: Any) -> None:
        about = {"title": self.title, "owner": self.owner_id, "given_by": self.given_by_id, "due_on": self.due_on}
        record(f"task.{verb}", self, by=by, at=at, client_id=self.client_id, **about, **data)
