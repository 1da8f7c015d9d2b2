from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Denied
from accounts.line import leads_of
from accounts.models import Company, User
from accounts.models import Role as UserRole
from activity.models import record
from clients.models import Client
from clients.models.fact import believable
from work.models.calendar import Calendar
from work.models.playbook import Playbook
from work.models.playbook_parts import PlaybookStep
from work.models.task import OPEN, Task

Role = PlaybookStep.Role


class PlaybookRunQuerySet(models.QuerySet["PlaybookRun"]):
    def visible_to(self, user) -> Self:
        """Those of the clients that `user` may see."""
        return self.filter(client__in=Client.objects.visible_to(user))

    def with_progress(self) -> Self:
        """Adds `done` and `count`; what was called off counts no more."""
        done, off = Q(tasks__state=Task.State.APPROVED), Q(tasks__state=Task.State.CANCELLED)
        return self.annotate(done=Count("tasks", filter=done), count=Count("tasks", filter=~off))

    def running(self) -> Self:
        """Not called off, and with something left to do; also those that wait for a manager."""
        left = Task.objects.filter(playbook_run=OuterRef("pk"), ended_at=None)
        return self.filter(Q(began_at=None) | Exists(left), cancelled_at=None)


@dataclass(frozen=True)
class Planned:
    """A step as it is to become a task. `instead` says that nobody had its role, so the responsible manager does it."""

    step: PlaybookStep
    owner: User
    due_on: dt.date
    instead: bool


class PlaybookRun(models.Model):
    """A playbook at work for a client: its steps became tasks on the day it began, counted from the day `anchor`.

    `key` names what it was begun for, so that an event, or a form sent twice, begins it once. One that began by
    itself where nobody is responsible for the client waits, in sight, until somebody is.
    """

    playbook = models.ForeignKey(Playbook, models.PROTECT, related_name="runs", verbose_name=_("playbook"))
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="playbook_runs", verbose_name=_("client"))
    anchor = models.DateField(_("counted from"), validators=[believable])
    key = models.CharField(_("key"), max_length=120, unique=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("started by")
    )
    contract = models.ForeignKey(
        "clients.Contract", models.PROTECT, null=True, related_name="playbook_runs", verbose_name=_("contract")
    )
    case = models.ForeignKey(
        "work.Case", models.PROTECT, null=True, related_name="playbook_runs", verbose_name=_("case")
    )
    created_at = models.DateTimeField(_("started"))
    began_at = models.DateTimeField(_("tasks given"), null=True)
    vacant = ArrayField(models.CharField(max_length=12), verbose_name=_("roles that nobody had"), default=list)
    cancelled_at = models.DateTimeField(_("called off"), null=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("called off by")
    )
    reason = models.TextField(_("reason"), blank=True, max_length=2000)

    objects = PlaybookRunQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("running playbook")
        verbose_name_plural = _("running playbooks")
        indexes = [models.Index(fields=["client", "-created_at"], name="playbookrun_client")]
        constraints = [
            models.CheckConstraint(
                condition=Q(started_by__isnull=True) | Q(began_at__isnull=False), name="playbookrun_by_hand_begins"
            )
        ]

    def __str__(self) -> str:
        return self.playbook.name

    def get_absolute_url(self) -> str:
        return reverse("playbooks:run", args=[self.pk])

    @property
    def waits(self) -> bool:
        return self.began_at is None and self.cancelled_at is None

    # ---- Verbs

    @classmethod
    def start(
        cls, playbook: Playbook, client: Client, anchor: dt.date, *, key: str, by, at: dt.datetime
    ) -> PlaybookRun:
        """Begin it by hand: whoever works on the client. The same `key` sent again is the run that is there."""
        with transaction.atomic():
            client.hold()
            if not client.may_work(by):
                raise Denied
            run, new = cls.objects.get_or_create(
                key=f"by hand {by.pk} {key}",
                defaults={
                    "playbook": playbook,
                    "client": client,
                    "anchor": anchor,
                    "started_by": by,
                    "created_at": at,
                    "began_at": at,
                },
            )
            if new:
                run.refuse_unfit()
                if not run.begin(at=at):
                    raise ValidationError(_("Nobody is responsible for %(client)s today; the tasks would be nobody's.")
                                          % {"client": client})  # fmt: skip
        return run

    @classmethod
    def start_by_itself(cls, playbook: Playbook, client: Client, anchor: dt.date, *, key: str, at, **about) -> None:
        """Begin it for an event, once however often it is asked for; where nobody is responsible, tell the executives,
        and begin when somebody is."""
        with transaction.atomic():
            if not client.hold():
                return
            new = {"playbook": playbook, "client": client, "anchor": anchor, "created_at": at, **about}
            made, is_new = cls.objects.get_or_create(key=key, defaults=new)
            run = cls.objects.select_for_update(of=("self",)).select_related("playbook", "client").get(pk=made.pk)
            if run.waits and not run.begin(at=at) and is_new:
                run._tell("waits", None, at)

    def refuse_unfit(self) -> None:
        if self.playbook.state != Playbook.State.ADOPTED or self.playbook.is_script:
            raise ValidationError(
                _("“%(playbook)s” is not in force; choose another one.") % {"playbook": self.playbook}
            )

    def begin(self, *, at: dt.datetime) -> bool:
        """Make the tasks. Says whether it could: somebody must be responsible for the client."""
        found = plan(self.playbook, self.client, self.anchor, at)
        if not found:
            return False
        self.began_at, self.vacant = at, sorted({planned.step.role for planned in found if planned.instead})
        self.save(update_fields=["began_at", "vacant"])
        for planned in found:
            Task.give_by_playbook(self, planned.step, planned.owner, planned.due_on, at=at)
        owners = sorted({planned.owner.pk for planned in found})
        self._tell("started", self.started_by, at, owners=owners, tasks=len(found))
        return True

    def may_cancel(self, user, today: dt.date) -> bool:
        """Who started it, who is responsible, and the seniors above: as long as they work on the client. One that
        waits because nobody is responsible, the executives."""
        if self.cancelled_at or not user.is_manager:
            return user.is_executive and self.waits
        responsible = self.client.held_by(today)
        leads = responsible is not None and responsible.pk in user.line_ids
        return (leads or self.started_by_id == user.pk) and self.client.may_work(user)

    def cancel(self, reason: str, *, by, at: dt.datetime) -> PlaybookRun:
        """Call it off, and with it every task of it that is open, whoever has it."""
        with transaction.atomic():
            locked = PlaybookRun.objects.select_for_update(of=("self",), no_key=True)
            run = locked.select_related("playbook", "client").get(pk=self.pk)
            if run.cancelled_at:
                raise ValidationError(_("It is called off already."))
            if not run.may_cancel(by, Company.current().rules().today(at)):
                raise Denied
            run.cancelled_at, run.cancelled_by, run.reason = at, by, reason
            run.save(update_fields=["cancelled_at", "cancelled_by", "reason"])
            open_ones = list(run.tasks.filter(state__in=OPEN).order_by("pk"))
            for task in open_ones:
                task.fall_with(run, by=by, at=at)
            run._tell("cancelled", by, at, owners=sorted({task.owner_id for task in open_ones}), reason=reason)
        return run

    def _tell(self, verb: str, by, at: dt.datetime, **data) -> None:
        names = {"title": self.playbook.name, "client": self.client.name}
        record(f"playbookrun.{verb}", self, by=by, at=at, client_id=self.client_id, **names, **data)


def plan(playbook: Playbook, client: Client, anchor: dt.date, at: dt.datetime) -> list[Planned]:
    """Each step with its person and its working day, were it begun now; nothing where nobody is responsible.

    The same number of queries however many steps.
    """
    rules = Company.current().rules()
    today, hours = rules.today(at), Calendar.in_force(at).hours(rules.zone)
    people = hands(client, today)
    responsible = people.get(Role.RESPONSIBLE)
    if responsible is None:
        return []
    found = []
    for step in playbook.steps.all():
        owner = people.get(Role(step.role))
        found.append(Planned(step, owner or responsible, step.due_on(anchor, today, hours), instead=owner is None))
    return found


def hands(client: Client, today: dt.date) -> dict[Role, User]:
    """Who has which role for the client today, as far as somebody has it."""
    responsible = client.held_by(today)
    if responsible is None or not (responsible.is_active and responsible.is_manager and client.fits(responsible)):
        return {}
    found = {Role.RESPONSIBLE: responsible}
    leads = User.objects.active().managers().filter(pk__in=leads_of(responsible.pk))
    if lead := leads.order_by("pk").first():
        found[Role.SENIOR] = lead
    team = client.team.on(today).filter(user__is_active=True, user__role=UserRole.KEY_MANAGER)
    if member := team.exclude(user=responsible).select_related("user").order_by("since", "pk").first():
        found[Role.TEAM] = member.user
    return found
