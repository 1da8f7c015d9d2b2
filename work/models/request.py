from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.access import Denied
from accounts.models import Company, Department, Role, User
from activity.models import record
from clients.models import Client, Contact, Contract
from clients.models.client import today
from clients.models.fact import believable, refused
from work import summary
from work.models.case import Case
from work.models.discussion import Discussed

MEMBER = Role.DEPARTMENT_MEMBER
OPEN = ("sent", "taken", "sent_back")
ANSWERED = ("answered", "accepted")


def members_of(department: Department | int) -> models.QuerySet[User]:
    """The department's people who sign in."""
    return User.objects.active().filter(role=MEMBER, department=department)


class DepartmentRequestQuerySet(models.QuerySet["DepartmentRequest"]):
    """Where requests stand: open with the department, then answered, at last accepted; or withdrawn."""

    def visible_to(self, user) -> Self:
        """The one answer to "who may see this request": who may see its client, and the people of the department
        that it is addressed to, whichever department is theirs today."""
        if user.is_executive:
            return self
        if user.is_manager:
            return self.filter(client__in=Client.objects.visible_to(user))
        if user.role == MEMBER and user.department_id:
            return self.filter(department=user.department_id)
        return self.none()

    def open(self) -> Self:
        return self.filter(state__in=OPEN)

    def answered(self) -> Self:
        return self.filter(state__in=ANSWERED)

    def to_review(self) -> Self:
        return self.filter(state="answered")

    def accepted(self) -> Self:
        return self.filter(state="accepted")

    def withdrawn(self) -> Self:
        return self.filter(state="withdrawn")

    def on_time(self) -> Self:
        return self.answered().filter(days_late=0)

    def late(self) -> Self:
        return self.answered().filter(days_late__gt=0)

    def overdue(self, now: dt.datetime) -> Self:
        return self.open().filter(due_at__lte=now)

    def kept(self) -> Self:
        """Somebody of the department has it: whoever took it, as long as they belong to the department."""
        return self.filter(taken_by__is_active=True, taken_by__role=MEMBER, taken_by__department=F("department"))

    def new(self) -> Self:
        """Open, and nobody of the department has it."""
        return self.open().exclude(pk__in=DepartmentRequest.objects.kept().values("pk"))

    def mine(self, user) -> Self:
        return self.open().filter(taken_by=user)

    def others(self, user) -> Self:
        """Open, and with a colleague of `user`."""
        return self.open().kept().exclude(taken_by=user)

    def shown(self) -> Self:
        """With what lists and pages need to be drawn."""
        people = ("client", "department", "sent_by", "taken_by", "answered_by")
        return self.select_related(*people).prefetch_related("delays__by")


class DepartmentRequest(Discussed):
    """What a manager asks of a department for a client, with exactly the summary of the client that is shared.

    It is due on the company's day `due_on`, by the clock of `due_time` or else until that day ends: the instant
    `due_at`. `days_late` counts by the day how much later it was answered. That delay is the department's; the days
    for which an answer lay with the manager before it was sent back are added to the due day.
    """

    class State(models.TextChoices):
        SENT = "sent", _("new")
        TAKEN = "taken", _("taken")
        ANSWERED = "answered", _("answered")
        ACCEPTED = "accepted", _("accepted")
        SENT_BACK = "sent_back", _("sent back")
        WITHDRAWN = "withdrawn", _("withdrawn")

    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="requests", verbose_name=_("client"))
    department = models.ForeignKey(
        "accounts.Department", models.PROTECT, related_name="requests", verbose_name=_("department")
    )
    case = models.ForeignKey(
        "work.Case", models.PROTECT, null=True, blank=True, related_name="requests", verbose_name=_("case")
    )
    subject = models.CharField(_("subject"), max_length=300)
    asked = models.TextField(_("what is asked"), max_length=5000)
    priority = models.CharField(_("priority"), max_length=10, choices=Case.Priority, default=Case.Priority.NORMAL)
    due_on = models.DateField(_("due on"), validators=[believable])
    due_time = models.TimeField(_("at"), null=True, blank=True)
    due_at = models.DateTimeField(_("due"), editable=False)
    shared = models.JSONField(_("what is shared of the client"))
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("sent by"))
    sent_at = models.DateTimeField(_("sent"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.SENT)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="taken_requests", verbose_name=_("taken by")
    )
    taken_at = models.DateTimeField(_("taken"), null=True)
    answer_text = models.TextField(_("answer"), max_length=5000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered"), null=True)
    days_late = models.PositiveIntegerField(_("days late"), null=True)
    reason = models.TextField(_("why it was sent back or withdrawn"), max_length=1000, blank=True)
    closed_at = models.DateTimeField(_("accepted or withdrawn"), null=True)

    objects = DepartmentRequestQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["sent", "taken", "answered", "accepted", "sent_back", "withdrawn"]),
                name="request_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(priority__in=["low", "normal", "high", "urgent"]), name="request_priority_is_known"
            ),
            models.CheckConstraint(
                condition=Q(taken_by=None, taken_at=None) | Q(taken_by__isnull=False, taken_at__isnull=False),
                name="request_taken_by_someone_at_some_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["sent", "withdrawn"]) | Q(taken_by__isnull=False),
                name="request_at_work_is_taken",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["answered", "accepted"],
                    answered_by__isnull=False,
                    answered_at__gte=F("sent_at"),
                    days_late__isnull=False,
                )
                | (~Q(state__in=["answered", "accepted"]) & Q(answered_by=None, answered_at=None, days_late=None)),
                name="request_answered_has_its_answer",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["accepted", "withdrawn"], closed_at__isnull=False)
                | (~Q(state__in=["accepted", "withdrawn"]) & Q(closed_at=None)),
                name="request_closed_at_some_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent_back") | ~Q(reason=""), name="request_sent_back_has_a_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["client", "-sent_at", "-id"], name="request_client"),
            models.Index(fields=["department", "due_at", "id"], name="request_department"),
            models.Index(
                fields=["due_at", "id"], name="request_open", condition=Q(state__in=["sent", "taken", "sent_back"])
            ),
            models.Index(fields=["answered_at", "id"], name="request_answered", condition=Q(answered_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("requests:detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def promised(self) -> dt.date | None:
        """For when the department promises its answer, where that is later than due."""
        delays = list(self.delays.all())
        return delays[-1].until if delays and delays[-1].until > self.due_on else None

    @property
    def summary(self) -> summary.Summary:
        return summary.read(self.shared)

    @cached_property
    def keeper(self) -> User | None:
        """Who of the department has it. One who has left the department has it no longer."""
        return self.taken_by if self.taken_by and self.serves(self.taken_by) else None

    def serves(self, user) -> bool:
        """Whether `user` is one of the department's people."""
        return user.is_active and user.role == MEMBER and user.department_id == self.department_id

    @classmethod
    def send(
        cls,
        client: Client,
        department: Department,
        *,
        by,
        at: dt.datetime,
        facts: Iterable[str] = (),
        contacts: Iterable[Contact] = (),
        contracts: Iterable[Contract] = (),
        note: str = "",
        **fields: Any,
    ) -> DepartmentRequest:
        """Ask `department` for something, and share these facts (keys of summary.FACTS), contacts and contracts of
        `client`, and a note; nothing else. `fields` are subject, asked, priority, due_on, due_time, case."""
        if not client.may_work(by):
            raise Denied
        contacts, contracts = list(contacts), list(contracts)
        case = fields.get("case")
        if any(one.client_id != client.pk for one in (*contacts, *contracts, *([case] if case else []))):
            raise Denied
        shared = summary.freeze(client, facts, contacts, contracts, note)
        request = cls(client=client, department=department, sent_by=by, sent_at=at, shared=shared, **fields)
        request.due_at = Company.current().rules().deadline(request.due_on, request.due_time)
        if request.due_at <= at:
            raise refused("due_on", _("This lies in the past; choose a day that the department can meet."))
        with transaction.atomic():
            client.hold()
            if not client.may_work(by):
                raise Denied
            if not members_of(department).exists():
                sentence = _("Nobody signs in for %(name)s yet; ask an administrator.")
                raise refused("department", sentence, name=department)
            request.save(force_insert=True)
            request._tell("sent", by, at)
        return request

    def withdraw(self, *, reason: str = "", by, at: dt.datetime) -> DepartmentRequest:
        """The manager needs it no longer."""
        with transaction.atomic():
            request = self._of_manager(by)
            request._must_be(OPEN, _("Only a request that waits for its answer can be withdrawn."))
            return request._move("withdrawn", by, at, state="withdrawn", reason=reason, closed_at=at)

    def take(self, *, by, at: dt.datetime) -> DepartmentRequest:
        """One of the department does it. Of two who take it at once, one gets it; the other is told who has it."""
        with transaction.atomic():
            request = self._of_department(by)
            request._must_be(OPEN, _("This request no longer waits for anybody."))
            request._refuse_of_another(None)
            state = "sent_back" if request.state == "sent_back" else "taken"
            return request._move("taken", by, at, state=state, taken_by=by, taken_at=at)

    def hand_to(self, member: User, *, by, at: dt.datetime) -> DepartmentRequest:
        """Give it to another of the same department, or take it over from a colleague who is not there."""
        with transaction.atomic():
            request = self._of_department(by)
            request._must_be(OPEN, _("This request no longer waits for anybody."))
            if not request.serves(member):
                raise refused("member", _("%(name)s is not one of the department."), name=member)
            if request.keeper == member:
                raise refused("member", _("%(name)s has it already."), name=member)
            state = "sent_back" if request.state == "sent_back" else "taken"
            return request._move("handed_over", by, at, state=state, taken_by=member, taken_at=at)

    def delay(self, until: dt.date, reason: str, *, by, at: dt.datetime) -> DepartmentRequest:
        """Say beforehand, or as soon as it is known, that it will be later than due, and why."""
        with transaction.atomic():
            request = self._of_department(by)
            request._must_be(OPEN, _("This request no longer waits for its answer."))
            request._refuse_of_another(by)
            if until <= request.due_on:
                raise refused("until", _("It is due then anyway; choose a later day."))
            if until < today(at):
                raise refused("until", _("This day is past; choose one that can be kept."))
            if not reason.strip():
                raise refused("reason", _("Say why it takes longer; the reason stands on record."))
            request._keep_for(by, at)
            request.delays.create(until=until, reason=reason, by=by, at=at)
            return request._move("delayed", by, at, told={"until": until, "reason": reason})

    def answer(self, text: str, *, files: Iterable = (), by, at: dt.datetime) -> DepartmentRequest:
        """What the department has to say, with files that `pages.documents` let through."""
        with transaction.atomic():
            request = self._of_department(by)
            request._must_be(OPEN, _("This request no longer waits for its answer."))
            request._refuse_of_another(by)
            if not text.strip():
                raise refused("text", _("Say what the answer is."))
            request._keep_for(by, at)
            for file in files:
                request.attach(file, by=by, at=at)
            late = max(0, (today(at) - request.due_on).days)
            said = {"answer_text": text, "answered_by": by, "answered_at": at, "days_late": late}
            return request._move("answered", by, at, state="answered", told={"days_late": late}, **said)

    def accept(self, *, by, at: dt.datetime) -> DepartmentRequest:
        with transaction.atomic():
            request = self._of_manager(by)
            request._must_be(("answered",), _("There is no answer that waits to be accepted."))
            told = {"answerer": request.answered_by_id}
            return request._move("accepted", by, at, state="accepted", closed_at=at, told=told)

    def send_back(self, reason: str, *, by, at: dt.datetime) -> DepartmentRequest:
        """The answer does not do. The days that it lay with the manager are added to the due day."""
        with transaction.atomic():
            request = self._of_manager(by)
            request._must_be(("answered",), _("There is no answer that could be sent back."))
            if not reason.strip():
                raise refused("reason", _("Say what is missing, so that the next answer has it."))
            waited = today(at) - today(request.answered_at)  # type: ignore[arg-type]  # an answer has its day
            due_on = request.due_on + waited
            told = {"reason": reason, "due_before": request.due_on, "answerer": request.answered_by_id}
            back = {"answered_by": None, "answered_at": None, "days_late": None, "reason": reason}
            due = {"due_on": due_on, "due_at": Company.current().rules().deadline(due_on, request.due_time)}
            return request._move("sent_back", by, at, state="sent_back", told=told, **back, **due)

    def warn(self, what: str, *, at: dt.datetime) -> bool:
        """Tell once, by a row for `what` and the due day, that it is due soon or overdue. Says whether it was told."""
        with transaction.atomic():
            request = self._locked()
            if not request.is_open or request.due_on != self.due_on:
                return False
            _row, fresh = request.warnings.get_or_create(what=what, due_on=request.due_on, defaults={"at": at})
            if fresh:
                request._tell(what, None, at)
        return fresh

    def manager_at(self, at: dt.datetime) -> int | None:
        """The id of who hears of it on the manager's side: the sender, or, when they no longer work on the client,
        who is responsible for it."""
        day = today(at)
        if self.sent_by.is_active and Client.objects.workable_by(self.sent_by, day).filter(pk=self.client_id).exists():
            return self.sent_by_id
        responsible = self.client.held_by(day)
        return responsible.pk if responsible else None

    def _locked(self) -> DepartmentRequest:
        """This row as it is now, locked until the end of the transaction."""
        rows = DepartmentRequest.objects.select_for_update(no_key=True)
        found = rows.filter(pk=self.pk).first()  # alone: rows joined to it would be those of before the wait
        if found is None:
            raise Denied
        return found

    def _of_manager(self, by) -> DepartmentRequest:
        request = self._locked()
        if not request.client.may_work(by):
            raise Denied
        return request

    def _of_department(self, by) -> DepartmentRequest:
        request = self._locked()
        if not request.serves(by):
            raise Denied
        return request

    def _must_be(self, states: tuple[str, ...], sentence) -> None:
        if self.state not in states:
            raise ValidationError(sentence)

    def _refuse_of_another(self, by) -> None:
        if self.keeper and self.keeper != by:
            raise ValidationError(_("%(name)s has taken this request."), params={"name": self.keeper})

    def _keep_for(self, by, at: dt.datetime) -> None:
        """Who does something about it without having taken it has it from then on."""
        if self.keeper is None:
            self.taken_by, self.taken_at = by, at
            self.state = "sent_back" if self.state == "sent_back" else "taken"

    def _move(self, verb: str, by, at: dt.datetime, told: dict | None = None, **fields) -> DepartmentRequest:
        for name, value in fields.items():
            setattr(self, name, value)
        self.save()
        self.__dict__.pop("keeper", None)
        self._tell(verb, by, at, **(told or {}))
        return self

    def _tell(self, verb: str, by, at: dt.datetime, **data) -> None:
        """The event holds what the tellings need, and nothing of the client."""
        about = {"title": self.subject, "due": self.due_on, "department": self.department_id}
        about |= {"manager": self.manager_at(at), "keeper": self.keeper and self.keeper.pk}
        record(f"request.{verb}", self, by=by, at=at, client_id=self.client_id, **about, **data)
