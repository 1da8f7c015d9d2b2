"""A senior's people side by side, each with what they have in hand."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from django.db.models import Count, F, Q, Sum, Window
from django.db.models.functions import RowNumber

from accounts.models import User
from accounts.models.company import CompanyRules
from clients.models import Interaction, Responsibility
from work.models import Task
from work.models.task import TaskQuerySet

CARDS = 25  # a column; what is due later is on the list


@dataclass
class Load:
    """What one person has in hand. `hours` are those of this week's meetings; `unmeasured` have no length."""

    open: int = 0
    overdue: int = 0
    clients: int = 0
    hours: float = 0
    unmeasured: int = 0


@dataclass
class Column:
    person: User
    load: Load
    cards: list[Task] = field(default_factory=list)

    @property
    def more(self) -> bool:
        return len(self.cards) >= CARDS


def columns(people: list[User], tasks: TaskQuerySet, rules: CompanyRules, now: dt.datetime) -> list[Column]:
    """One column a person, overdue tasks first; `tasks` are those that the viewer may see and asked for."""
    cards = defaultdict(list)
    for task in dealt(tasks.open().filter(owner__in=people)):
        cards[task.owner_id].append(task)
    loads = loads_of(people, rules, now)
    return [Column(person, loads[person.pk], cards[person.pk]) for person in people]


def dealt(tasks: TaskQuerySet) -> TaskQuerySet:
    """The first CARDS of each person, by their due day."""
    order = [F("due_at").asc(nulls_last=True), F("pk").asc()]
    numbered = tasks.annotate(place=Window(RowNumber(), partition_by=F("owner"), order_by=order))
    return numbered.filter(place__lte=CARDS).order_by("place").select_related("client")


def loads_of(people: Collection[User], rules: CompanyRules, now: dt.datetime) -> dict[int, Load]:
    """By person. Four queries, however many people."""
    found: dict[int, Load] = {person.pk: Load() for person in people}
    today = rules.today(now)
    counted = Task.objects.open().filter(owner__in=people).order_by().values_list("owner")
    for person, count, late in counted.annotate(open=Count("pk"), late=Count("pk", filter=Q(due_at__lt=now))):
        found[person].open, found[person].overdue = count, late
    held = Responsibility.objects.on(today).filter(manager__in=people).order_by().values_list("manager")
    for person, count in held.annotate(Count("pk")):
        found[person].clients = count
    for person, minutes, unmeasured in meetings_of_the_week(people, rules, today):
        found[person].hours += (minutes or 0) / 60
        found[person].unmeasured += unmeasured
    return found


def meetings_of_the_week(people: Collection[User], rules: CompanyRules, today: dt.date) -> Iterator[tuple]:
    """(person, minutes, meetings without a length), those of whom one was there together with, too."""
    monday = today - dt.timedelta(days=today.weekday())
    span = (rules.midnight(monday), rules.midnight(monday + dt.timedelta(days=7)))
    here = {"kind": Interaction.Kind.MEETING, "status__in": [Interaction.Status.HELD, Interaction.Status.PLANNED]}
    meetings = Interaction.objects.live().filter(started_at__gte=span[0], started_at__lt=span[1], **here)
    own = meetings.filter(manager__in=people).order_by().values_list("manager")
    joint = Interaction.joint_managers.through.objects.filter(interaction__in=meetings, user__in=people)
    together = joint.exclude(user=F("interaction__manager")).order_by().values_list("user")
    yield from own.annotate(minutes=Sum("duration_minutes"), unmeasured=Count("pk", filter=Q(duration_minutes=None)))
    yield from together.annotate(
        minutes=Sum("interaction__duration_minutes"),
        unmeasured=Count("pk", filter=Q(interaction__duration_minutes=None)),
    )
