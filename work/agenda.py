"""What one person has to do: talks, tasks, promises and next steps in one list by when they are due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Model, OuterRef, QuerySet, Subquery

from accounts.models.company import CompanyRules
from clients.models import Client, Interaction
from work.models import Promise, Task
from work.models.task_course import DOABLE

AHEAD = dt.timedelta(days=7)
LONGEST = 12  # lines of each part


@dataclass(frozen=True)
class Item:
    """`template` draws `record`; it is due at the instant `at`, None at no time in particular."""

    at: dt.datetime | None
    template: str
    record: Model


@dataclass
class Agenda:
    """`overdue`, what is due `today`, within AHEAD, and whenever one likes; each the soonest first."""

    overdue: list[Item] = field(default_factory=list)
    today: list[Item] = field(default_factory=list)
    ahead: list[Item] = field(default_factory=list)
    some_day: list[Item] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.overdue or self.today or self.ahead or self.some_day)


def agenda_of(user, book: QuerySet[Client], rules: CompanyRules, now: dt.datetime) -> Agenda:
    """Of `user` and those for whom they stand in; next steps are those of the clients in `book`. Six queries."""
    today = rules.today(now)
    tomorrow, end = rules.midnight(today + dt.timedelta(days=1)), rules.midnight(today + AHEAD)
    found = Agenda()
    for item in sorted(_items(user, book, rules, today, end), key=lambda item: item.at or end):
        if item.at is None:
            found.some_day.append(item)
        elif item.at < now:
            found.overdue.append(item)
        elif item.at <= tomorrow:
            found.today.append(item)
        else:
            found.ahead.append(item)
    return found


def _items(user, book, rules: CompanyRules, today: dt.date, end: dt.datetime) -> Iterator[Item]:
    def closing(day: dt.date | None) -> dt.datetime | None:
        return rules.deadline(day) if day else None

    people, last = [user.pk, *user.covered_ids], today + AHEAD - dt.timedelta(days=1)
    planned = Interaction.objects.live().planned().of(people).filter(started_at__lt=end).distinct()
    for talk in planned.select_related("client", "manager").order_by("started_at", "pk")[:LONGEST]:
        yield Item(talk.started_at, "talk", talk)
    tasks = Task.objects.filter(owner__in=people, state__in=DOABLE).select_related("client", "given_by", "owner")
    for task in tasks.filter(due_at__lte=end).on_clock()[:LONGEST]:
        yield Item(task.due_at, "task", task)
    for task in tasks.filter(due_at=None).order_by("-pk")[:LONGEST]:
        yield Item(None, "task", task)
    owed = Promise.objects.live().unsettled().filter(manager__in=people, due_on__lte=last)
    for promise in owed.select_related("client", "contact").order_by("due_on", "pk")[:LONGEST]:
        yield Item(closing(promise.due_on), "promise", promise)
    for talk in _steps(book).filter(next_step_on__lte=last)[:LONGEST]:
        yield Item(closing(talk.next_step_on), "step", talk)


def _steps(book) -> QuerySet[Interaction]:
    """The next step agreed in each client's last talk, where it has not become a task."""
    last = Interaction.objects.filter(client=OuterRef("pk")).live().talks().held().order_by("-started_at", "-pk")
    newest = book.annotate(last=Subquery(last.values("pk")[:1])).values("last")
    agreed = Interaction.objects.filter(pk__in=newest, tasks=None).exclude(next_step="")
    return agreed.select_related("client").order_by("next_step_on", "pk")
