"""What a manager's day begins with: what is to be done, what waits, ends or has gone silent, and the month so far."""

from __future__ import annotations

import datetime as dt

from django.db.models import F, Max, Q

from accounts.models import Cover, User
from accounts.models.company import CompanyRules
from clients.models import Client, Contract, Interaction, Responsibility
from kpis import rows
from kpis.models import Figure, Month
from work.agenda import agenda_of
from work.board import loads_of
from work.models import Case, DepartmentRequest, Task

SILENT = dt.timedelta(days=30)
ENDING = 90  # days
LONGEST = 10  # lines of each list
REVIEWS = 6


def of_manager(user: User, rules: CompanyRules, now: dt.datetime) -> dict[str, object]:
    """The page's lists, each at most LONGEST lines, in a fixed number of queries."""
    today = rules.today(now)
    held = Responsibility.objects.on(today)
    book = Client.objects.filter(pk__in=held.filter(manager=user).values("client"))
    covered = Client.objects.filter(pk__in=held.filter(manager__in=[user.pk, *user.covered_ids]).values("client"))
    return {
        "today": today,
        "covers": _covers(user, today),
        "agenda": agenda_of(user, covered, rules, now),
        "cases": _cases(user, covered),
        "answers": list(_answers(covered)[:LONGEST]),
        "silent": _silent(book, now),
        "ending": _ending(book, today),
        "month_so_far": month_so_far([user.pk], today).get(user.pk),
        "first": today.replace(day=1),
        "has_clients": book.exists(),
    }


def of_seniors(user: User, rules: CompanyRules, now: dt.datetime) -> dict[str, object]:
    """What a senior sees besides: what waits for a review, and the people below with load and month so far."""
    below = list(User.objects.active().managers().filter(pk__in=user.line_ids).exclude(pk=user.pk).order_by("name"))
    found, loads = month_so_far([junior.pk for junior in below], rules.today(now)), loads_of(below, rules, now)
    tasks = Task.objects.select_related("owner", "client").on_clock()
    return {
        "juniors": [{"junior": junior, "row": found.get(junior.pk), "load": loads[junior.pk]} for junior in below],
        "reviews": list(tasks.to_review(user)[: REVIEWS + 1]),
        "handed_back": list(tasks.handed_back(user)[:REVIEWS]),
    }


def _covers(user: User, today: dt.date) -> list[Cover]:
    """For whom one stands in today, and who does for oneself."""
    own = Cover.objects.on(today).filter(Q(colleague=user) | Q(absent=user))
    return list(own.select_related("absent", "colleague").order_by("until", "pk"))


def _cases(user: User, book) -> list[Case]:
    """Unsolved cases for which `user` answers, the one whose clock runs out first in front."""
    mine = Q(manager__in=[user.pk, *user.covered_ids]) | Q(manager=None, client__in=book)
    unsolved = Case.objects.live().unsolved().filter(mine).select_related("client")
    return list(unsolved.order_by(F("due_at").asc(nulls_last=True), "pk")[:LONGEST])


def _answers(book):
    """What departments answered and nobody has looked at yet."""
    waiting = DepartmentRequest.objects.filter(client__in=book).to_review()
    return waiting.select_related("client", "department").order_by("answered_at", "pk")


def _silent(book, now: dt.datetime) -> list[Client]:
    """Clients without a held meeting or call for SILENT, the longest silent first."""
    held = Q(
        interactions__trashed_at=None,
        interactions__status=Interaction.Status.HELD,
        interactions__kind__in=[Interaction.Kind.MEETING, Interaction.Kind.CALL],
    )
    talked = book.annotate(last_talk=Max("interactions__started_at", filter=held))
    quiet = talked.filter(Q(last_talk=None) | Q(last_talk__lt=now - SILENT))
    return list(quiet.order_by("last_talk", "name")[:LONGEST])


def _ending(book, today: dt.date) -> list[Contract]:
    """Contracts in force that end within ENDING days, the soonest first."""
    ending = Contract.objects.live().in_force(today).ending_within(ENDING, today).filter(client__in=book)
    contracts = list(ending.select_related("client").order_by("last_day", "pk")[:LONGEST])
    for contract in contracts:
        contract.days_left = (contract.last_day - today).days
    return contracts


def month_so_far(managers: list[int], today: dt.date) -> dict[int, rows.Row]:
    figures = Figure.objects.current().filter(
        month=today.replace(day=1), scope=Figure.Scope.MANAGER, manager__in=managers
    )
    return {int(reference): row for (_, reference), row in rows.stored(figures).items()}


def running_month(today: dt.date) -> Month | None:
    return Month.objects.filter(first=today.replace(day=1)).first()
