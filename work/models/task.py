from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Denied
from accounts.models import Company, User
from accounts.models.company import CompanyRules
from clients.models import Client
from clients.models.fact import believable, differences, refused
from work.models.case import Case
from work.models.discussion import Discussed
from work.models.task_course import OPEN, Course, State
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


class Task(Course, Discussed):
    """Something one person has to do by some time. Who gave it and who does it may be the same.

    A task is due at the end of the company's day `due_on`, or at `due_time` of it; `due_at` is that instant. The verbs
    raise Denied where `by` may not, and ValidationError where the task is no longer as `by` saw it.
    """

    State = State

    title = models.CharField(_("title"), max_length=200)
    details = models.TextField(_("details"), blank=True, max_length=10_000)
    client = models.ForeignKey(
        "clients.Client", models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name=_("client")
    )
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
        task.steps.bulk_create(
            task.steps.model(task=task, text=text, place=place) for place, text in enumerate(step.checklist)
        )
        task._tell("planned", starter, at)
        return task

    def fall_with(self, run: PlaybookRun, *, by, at: dt.datetime) -> None:
        """Be called off because the run it belongs to is; the run has looked whether `by` may."""
        if run.cancelled_at is None or self.playbook_run_id != run.pk:
            raise Denied
        locked = Task.objects.select_for_update(no_key=True).get(pk=self.pk)
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

    def _come_again(self, at: dt.datetime) -> None:
        """The next of the series: due on its next day that is still ahead. `follows` is unique: there is one."""
        if not (self.owner.is_active and self.due_on and self.first_due_on):
            return
        if self.client:
            self.client.hold()
        if self.client and not self.client.may_work(self.owner):
            return  # it went to somebody else, who plans their own
        rules = Company.current().rules()
        next_on = following(self.first_due_on, self.every, max(self.due_on, rules.today(at)))
        copied = ("title", "details", "client", "owner", "given_by", "priority", "due_time", "every", "first_due_on")
        again = Task(follows=self, due_on=next_on, created_at=at, remind_minutes=self.remind_minutes)
        for name in copied:
            setattr(again, name, getattr(self, name))
        again.state = State.ACCEPTED if again.is_own else State.ASSIGNED
        again.settle_due(rules)
        again.save(force_insert=True)
        self.steps.bulk_create(
            self.steps.model(task=again, text=step.text, place=step.place) for step in self.steps.all()
        )
        again._tell("assigned", None, at)

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
        if self.client:
            self.client.hold()
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
