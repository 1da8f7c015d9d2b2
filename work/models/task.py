from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Denied
from accounts.models import Company, User
from accounts.models.company import CompanyRules
from activity.models import record
from clients.models import Client
from clients.models.fact import believable, differences, refused
from work.models.case import Case
from work.models.discussion import Attachment, Comment, Discussed
from work.recurrence import Every, following

if TYPE_CHECKING:
    from work.models.playbook_parts import PlaybookStep
    from work.models.playbook_run import PlaybookRun

MORNING = dt.time(9)  # what is due on a day, and not at a time, is reminded of from this hour


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, user) -> Self:
        """The own tasks, those of whom one stands in for, and for a senior those of everyone below."""
        if user.is_executive:
            return self
        if not user.is_manager:
            return self.none()
        return self.filter(owner__in=[*user.line_ids, *user.covered_ids])

    def workable_by(self, user) -> Self:
        """Those among them that are about a client on whom `user` works."""
        return self.visible_to(user).filter(client__in=Client.objects.workable_by(user))

    def live(self) -> Self:
        """Not called off."""
        return self.exclude(state=Task.State.CANCELLED)

    def open(self) -> Self:
        return self.filter(state__in=OPEN)

    def overdue(self, now: dt.datetime) -> Self:
        return self.open().filter(due_at__lt=now)

    def to_review(self, user) -> Self:
        """What waits for this person's review: that of the people whose nearest active lead this is."""
        return self.filter(state=Task.State.HANDED_IN, owner__in=user.led_ids)

    def handed_back(self, user) -> Self:
        """What was given back to this person, to be given to somebody else or called off."""
        return self.filter(state=Task.State.DECLINED, owner__in=user.led_ids)

    def left_behind(self) -> Self:
        """Open tasks of people who are gone."""
        return self.open().filter(owner__is_active=False)

    def on_clock(self) -> Self:
        """What is due first stands first; what is never due, last."""
        return self.order_by(models.F("due_at").asc(nulls_last=True), "pk")


class Task(Discussed):
    """Something one person has to do by some time. Who gave it and who does it may be the same.

    A task is due at the end of the company's day `due_on`, or at `due_time` of it; `due_at` is that instant. The verbs
    raise Denied where `by` may not, and ValidationError where the task is no longer as `by` saw it.
    """

    class State(models.TextChoices):
        ASSIGNED = "assigned", _("assigned")
        ACCEPTED = "accepted", _("accepted")
        IN_WORK = "in_work", _("in work")
        HANDED_IN = "handed_in", _("handed in")
        RETURNED = "returned", _("returned")
        DECLINED = "declined", _("handed back")
        APPROVED = "approved", _("approved")
        CANCELLED = "cancelled", _("cancelled")

    title = models.CharField(_("title"), max_length=200)
    details = models.TextField(_("details"), blank=True, max_length=10_000)
    client = models.ForeignKey(
        "clients.Client", models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name=_("client")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="tasks", verbose_name=_("to be done by")
    )
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="given_tasks", verbose_name=_("given by")
    )
    state = models.CharField(_("state"), max_length=10, choices=State)
    priority = models.CharField(_("priority"), max_length=10, choices=Case.Priority, default=Case.Priority.NORMAL)
    due_on = models.DateField(_("due on"), null=True, blank=True, validators=[believable])
    due_time = models.TimeField(_("at"), null=True, blank=True)
    due_at = models.DateTimeField(_("due"), null=True, editable=False)
    every = models.CharField(_("comes again"), max_length=10, choices=Every, blank=True, default=Every.NEVER)
    first_due_on = models.DateField(_("first due on"), null=True, editable=False)
    follows = models.OneToOneField(
        "self", models.PROTECT, null=True, editable=False, related_name="followed_by", verbose_name=_("comes after")
    )
    remind_minutes = models.PositiveIntegerField(_("remind before"), null=True, blank=True)
    remind_at = models.DateTimeField(_("remind at"), null=True, editable=False)
    reminded_at = models.DateTimeField(_("reminded"), null=True, editable=False)
    interaction = models.ForeignKey(
        "clients.Interaction", models.SET_NULL, null=True, blank=True, related_name="tasks", verbose_name=_("talk")
    )
    case = models.ForeignKey(
        "work.Case", models.SET_NULL, null=True, blank=True, related_name="tasks", verbose_name=_("case")
    )
    contract = models.ForeignKey(
        "clients.Contract", models.SET_NULL, null=True, blank=True, related_name="tasks", verbose_name=_("contract")
    )
    playbook_run = models.ForeignKey(
        "work.PlaybookRun", models.PROTECT, null=True, editable=False, related_name="tasks", verbose_name=_("playbook")
    )
    playbook_step = models.ForeignKey(
        "work.PlaybookStep", models.PROTECT, null=True, editable=False, related_name="tasks", verbose_name=_("step")
    )
    reason = models.TextField(_("reason"), blank=True, editable=False)
    created_at = models.DateTimeField(_("given"), editable=False)
    handed_in_at = models.DateTimeField(_("handed in"), null=True, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "assigned",
                        "accepted",
                        "in_work",
                        "handed_in",
                        "returned",
                        "declined",
                        "approved",
                        "cancelled",
                    ]
                ),
                name="task_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(due_on=None, due_at=None) | Q(due_on__isnull=False, due_at__isnull=False),
                name="task_due_day_and_instant",
            ),
            models.CheckConstraint(
                condition=Q(due_time=None) | Q(due_on__isnull=False),
                name="task_time_of_a_day",
                violation_error_message=_("Say on which day, too."),
            ),
            models.CheckConstraint(
                condition=Q(every="") | Q(due_on__isnull=False),
                name="task_comes_again_from_a_day",
                violation_error_message=_("What comes again needs a day on which it is due first."),
            ),
            models.CheckConstraint(
                condition=(Q(state__in=["approved", "cancelled"]) & Q(ended_at__isnull=False))
                | (~Q(state__in=["approved", "cancelled"]) & Q(ended_at=None)),
                name="task_ends_once",
            ),
            models.UniqueConstraint(fields=["playbook_run", "playbook_step"], name="task_once_a_step"),
            models.CheckConstraint(
                condition=Q(playbook_run=None, playbook_step=None)
                | Q(playbook_run__isnull=False, playbook_step__isnull=False),
                name="task_of_a_run_and_a_step",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "due_at", "id"], name="task_open", condition=Q(ended_at=None)),
            models.Index(fields=["owner", "-ended_at"], name="task_ended", condition=Q(ended_at__isnull=False)),
            models.Index(fields=["client", "due_at"], name="task_client", condition=Q(client__isnull=False)),
            models.Index(
                fields=["remind_at"], name="task_to_remind", condition=Q(reminded_at=None, remind_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("tasks:detail", args=[self.pk])

    # ---- Who may

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

    # ---- Verbs

    @classmethod
    def assign(cls, owners: Iterable[User], *, by, at: dt.datetime, **fields: Any) -> list[Task]:
        """Give a task to each of `owners`: a senior to people of the own line, everyone else to themselves alone.

        Raises Denied for anybody outside the line, ValidationError for who is gone or does not work on the client.
        """
        with transaction.atomic():
            return [cls._give(owner, by=by, at=at, **fields) for owner in owners]

    @classmethod
    def _give(cls, owner: User, *, by, at: dt.datetime, steps: Iterable[str] = (), **fields: Any) -> Task:
        task = cls(owner=owner, given_by=by, created_at=at, state=cls.State.ASSIGNED, **fields)
        if task.is_own:
            task.state = cls.State.ACCEPTED
        task.refuse_owner(owner, by)
        task.first_due_on = task.due_on
        task.settle_due(Company.current().rules())
        task.stay_true(by)
        task.save(force_insert=True)
        for text in steps:
            task.steps.create(text=text)
        task._tell("assigned", by, at)
        return task

    @classmethod
    def give_by_playbook(
        cls, run: PlaybookRun, step: PlaybookStep, owner: User, due_on: dt.date, *, at: dt.datetime
    ) -> Task:
        """The task that `step` becomes in `run`, for whom the run found in the step's role.

        A playbook in force is the company's own instruction, so it reaches past the line of who started it; then the
        task is its owner's own. Who started it for people of the own line gave it, and it is reviewed.
        """
        if run.began_at is None or step.playbook_id != run.playbook_id:
            raise Denied
        starter = run.started_by
        giver = starter if starter and owner.pk in starter.line_ids else owner
        task = cls(owner=owner, given_by=giver, created_at=at, due_on=due_on, first_due_on=due_on, client=run.client)
        task.state = cls.State.ACCEPTED if task.is_own else cls.State.ASSIGNED
        task.title, task.details, task.priority = step.title, step.details, step.priority
        task.playbook_run, task.playbook_step, task.contract, task.case = run, step, run.contract, run.case
        task.refuse_stranger(owner)
        task.settle_due(Company.current().rules())
        task.save(force_insert=True)
        TaskStep.objects.bulk_create(
            TaskStep(task=task, text=text, place=place) for place, text in enumerate(step.checklist)
        )
        task._tell("planned", starter, at)
        return task

    def fall_with(self, run: PlaybookRun, *, by, at: dt.datetime) -> None:
        """Be called off because the run it belongs to is; the run has looked whether `by` may."""
        if run.cancelled_at is None or self.playbook_run_id != run.pk:
            raise Denied
        locked = Task.objects.select_for_update(of=("self",), no_key=True).get(pk=self.pk)
        if locked.is_open:
            locked.reason = run.reason
            locked._end(State.CANCELLED, "fallen", by, at, reason=run.reason)

    def change(self, *, by, at: dt.datetime, **fields: Any) -> Task:
        """Set `fields`: what is to be done, by when, for whom it is. Its owner is changed by `reassign`."""
        with self._alone(by, self.may_lead) as task:
            task._must_be(OPEN)
            changed = differences(task, fields)
            for name, value in fields.items():
                setattr(task, name, value)
            if changed.keys() & {"due_on", "every"}:
                task.first_due_on = task.due_on
            task.settle_due(Company.current().rules())
            task.stay_true(by)
            if changed:
                task.save()
                task._tell("changed", by, at, changed=changed)
        return task

    def reassign(self, to: User, *, by, at: dt.datetime) -> Task:
        """Give it to somebody else of the own line. It begins anew with them; the log keeps who had it."""
        with self._alone(by, self.may_lead) as task:
            task._must_be(OPEN)
            if to.pk == task.owner_id and task.state != self.State.DECLINED:
                raise refused("to", _("%(name)s has this task already."), name=to)
            task.refuse_owner(to, by)
            before = task.owner_id
            task.owner, task.reason = to, ""
            task.given_by = by
            task.refuse_stranger(to)
            task._go(self.State.ACCEPTED if task.is_own else self.State.ASSIGNED, "reassigned", by, at, before=before)
        return task

    def accept(self, *, by, at: dt.datetime) -> Task:
        return self._do("accepted", self.State.ACCEPTED, {self.State.ASSIGNED}, by, at)

    def begin(self, *, by, at: dt.datetime) -> Task:
        """Work on it has begun. Beginning is accepting, too."""
        return self._do("begun", self.State.IN_WORK, {*BEFORE_WORK, self.State.RETURNED}, by, at)

    def decline(self, reason: str, *, by, at: dt.datetime) -> Task:
        """Hand it back to who leads one, with a reason. What one gave oneself is called off instead."""
        if self.is_own:
            raise ValidationError(_("You gave this task to yourself; call it off instead."))
        return self._do("declined", self.State.DECLINED, DOABLE, by, at, reason=reason)

    def hand_in(self, *, by, at: dt.datetime) -> Task:
        """It is done. What somebody gave waits for a review; what one gave oneself is finished."""
        if self.is_own:
            with self._alone(by, self.may_do) as task:
                task._must_be(DOABLE)
                task.handed_in_at = at
                task._end(self.State.APPROVED, "done", by, at)
            return task
        return self._do("handed_in", self.State.HANDED_IN, DOABLE, by, at, handed_in_at=at)

    def approve(self, *, by, at: dt.datetime) -> Task:
        with self._alone(by, self._may_review) as task:
            task._must_be({self.State.HANDED_IN})
            task.reviewed_by = by
            task._end(self.State.APPROVED, "approved", by, at)
        return task

    def give_back(self, reason: str, *, by, at: dt.datetime) -> Task:
        """Return what was handed in, with a reason."""
        with self._alone(by, self._may_review) as task:
            task._must_be({self.State.HANDED_IN})
            task.reviewed_by, task.reason = by, reason
            task._go(self.State.RETURNED, "returned", by, at, reason=reason)
        return task

    def cancel(self, reason: str, *, by, at: dt.datetime) -> Task:
        """Call it off. What comes again, does not come again."""
        with self._alone(by, self.may_lead) as task:
            task._must_be(OPEN)
            task.reason = reason
            task._end(self.State.CANCELLED, "cancelled", by, at, reason=reason)
        return task

    def remind(self, *, at: dt.datetime) -> bool:
        """Remind its owner, once. Says whether it was due: another beat may have been first."""
        with transaction.atomic():
            due = Task.objects.open().filter(pk=self.pk, reminded_at=None, remind_at__lte=at)
            if not due.update(reminded_at=at):
                return False
            self._tell("reminded", None, at)
        return True

    def tick(self, step: TaskStep, done: bool, *, by, at: dt.datetime) -> None:
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
                step = kept.get(text) or TaskStep(task=task, text=text)
                step.place = place
                step.save()
            task._tell("checklist_changed", by, at, steps=texts)

    # ---- What holds

    def refuse_owner(self, owner: User, by) -> None:
        """Raise Denied where `by` may not give `owner` anything, ValidationError where nobody may."""
        if not by.is_manager and not (by.is_executive and self.pk and self.may_lead(by)):
            raise Denied
        if by.is_manager and owner.pk not in by.line_ids:
            raise Denied
        if not owner.is_active or not owner.is_manager:
            raise refused("to", _("%(name)s is not an active manager."), name=owner)

    def refuse_stranger(self, owner: User) -> None:
        if self.client and not self.client.may_work(owner):
            sentence = _("%(name)s does not work on %(client)s; put them on its team first, or choose somebody else.")
            raise refused("to", sentence, name=owner, client=self.client)

    def stay_true(self, by) -> None:
        """Raise ValidationError where the task contradicts itself or what it is about."""
        if self.due_time and not self.due_on:
            raise refused("due_on", _("Say on which day, too."))
        if self.every and not self.due_on:
            raise refused("due_on", _("What comes again needs a day on which it is due first."))
        if self.remind_minutes is not None and not self.due_on:
            raise refused("due_on", _("Say when it is due, to be reminded of it."))
        for about in (self.interaction, self.case, self.contract):
            if about is None:
                continue
            if self.client_id is None:
                self.client = about.client
            elif about.client_id != self.client_id:
                raise refused("client", _("“%(about)s” is another client's."), about=about)
        if self.client and not self.client.may_work(by) and not by.is_executive:
            raise Denied
        self.refuse_stranger(self.owner)

    def settle_due(self, rules: CompanyRules) -> None:
        """Make the instants from the days. A time that the clocks jump over is that much later."""
        due = rules.deadline(self.due_on, self.due_time) if self.due_on else None
        before, self.due_at = self.due_at, due
        remind_at = None
        if self.due_on and self.remind_minutes is not None:
            told = rules.deadline(self.due_on, self.due_time or MORNING)
            remind_at = told - dt.timedelta(minutes=self.remind_minutes)
        if before != due or remind_at != self.remind_at:
            self.remind_at, self.reminded_at = remind_at, None

    # ---- How it goes

    def _may_review(self, user) -> bool:
        return self.owner_id != user.pk and self.may_lead(user)

    def _may_tick(self, user) -> bool:
        return self.may_do(user) or self.may_lead(user)

    def _do(self, verb: str, state: str, before: Iterable[str], by, at: dt.datetime, **more: Any) -> Task:
        """What its owner does with it."""
        with self._alone(by, self.may_do) as task:
            task._must_be(before)
            for name, value in more.items():
                setattr(task, name, value)
            told = {"reason": more["reason"]} if "reason" in more else {}
            task._go(state, verb, by, at, **told)
        return task

    @contextlib.contextmanager
    def _alone(self, by, may) -> Iterator[Task]:
        """This row as it is now, locked until the end; `may` says whether `by` may do this."""
        with transaction.atomic():
            # Alone: rows joined by an outer join would be those from before the wait for the lock.
            task = Task.objects.select_for_update(no_key=True).get(pk=self.pk)
            if not getattr(task, may.__name__)(by):
                raise Denied
            yield task

    def _must_be(self, states: Iterable[str]) -> None:
        """Raise ValidationError where somebody has been faster, with who and what it is now."""
        if self.state in states:
            return
        if self.state in (self.State.APPROVED, self.State.RETURNED) and self.reviewed_by:
            sentence = _("%(name)s was faster: “%(title)s” is %(state)s already.")
            about = {"name": self.reviewed_by}
        else:
            sentence, about = _("“%(title)s” is %(state)s; look at it again."), {}
        raise ValidationError(sentence, params={"title": self.title, "state": self.get_state_display(), **about})

    def _end(self, state: str, verb: str, by, at: dt.datetime, **data: Any) -> None:
        self.ended_at = at
        self._go(state, verb, by, at, **data)
        if self.every and state == self.State.APPROVED:
            self._come_again(at)

    def _come_again(self, at: dt.datetime) -> None:
        """The next of the series: due on its next day that is still ahead. `follows` is unique: there is one."""
        if not (self.owner.is_active and self.due_on and self.first_due_on):
            return
        rules = Company.current().rules()
        next_on = following(self.first_due_on, self.every, max(self.due_on, rules.today(at)))
        copied = ("title", "details", "client", "owner", "given_by", "priority", "due_time", "every", "first_due_on")
        again = Task(follows=self, due_on=next_on, created_at=at, remind_minutes=self.remind_minutes)
        for name in copied:
            setattr(again, name, getattr(self, name))
        again.state = self.State.ACCEPTED if again.is_own else self.State.ASSIGNED
        again.settle_due(rules)
        again.save(force_insert=True)
        TaskStep.objects.bulk_create(
            TaskStep(task=again, text=step.text, place=step.place) for step in self.steps.all()
        )
        again._tell("assigned", None, at)

    def _go(self, state: str, verb: str, by, at: dt.datetime, **data: Any) -> None:
        self.state = state
        self.save()
        self._tell(verb, by, at, **data)

    def _tell(self, verb: str, by, at: dt.datetime, **data: Any) -> None:
        about = {"title": self.title, "owner": self.owner_id, "given_by": self.given_by_id, "due_on": self.due_on}
        record(f"task.{verb}", self, by=by, at=at, client_id=self.client_id, **about, **data)


State = Task.State
OPEN = (State.ASSIGNED, State.ACCEPTED, State.IN_WORK, State.RETURNED, State.HANDED_IN, State.DECLINED)
BEFORE_WORK = (State.ASSIGNED, State.ACCEPTED)
DOABLE = (*BEFORE_WORK, State.IN_WORK, State.RETURNED)  # by its owner


class TaskStep(models.Model):
    """A step of a task's checklist."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="steps", verbose_name=_("task"))
    place = models.PositiveSmallIntegerField(_("place"), default=0)
    text = models.CharField(_("step"), max_length=300)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("done by")
    )
    done_at = models.DateTimeField(_("done"), null=True)

    class Meta:
        ordering = ["place", "pk"]
        verbose_name = _("step")
        verbose_name_plural = _("steps")

    def __str__(self) -> str:
        return self.text


class TaskComment(Comment):
    about = models.ForeignKey(Task, models.CASCADE, related_name="comments", verbose_name=_("task"))


class TaskAttachment(Attachment):
    about = models.ForeignKey(Task, models.CASCADE, related_name="attachments", verbose_name=_("task"))
