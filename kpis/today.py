"""What a manager's day begins with: what is planned, promised, about to end or gone silent, and the month so far."""

from __future__ import annotations

import datetime as dt

from django.db.models import Max, OuterRef, Q, Subquery

from accounts.models import Cover, User
from accounts.models.company import CompanyRules
from clients.models import Client, Contract, Interaction, Responsibility
from kpis import rows
from kpis.models import Figure, Month

AHEAD = dt.timedelta(days=7)
SILENT = dt.timedelta(days=30)
ENDING = 90  # days
LONGEST = 10  # lines of each list


def of_manager(user: User, rules: CompanyRules, now: dt.datetime) -> dict[str, object]:
    """The page's lists, each at most LONGEST lines, in a fixed number of queries."""
    today = rules.today(now)
    book = Client.objects.filter(pk__in=Responsibility.objects.on(today).filter(manager=user).values("client"))
    own = Interaction.objects.live().of([user.pk]).select_related("client", "manager").distinct()
    planned = own.planned().order_by("started_at", "pk")
    return {
        "today": today,
        "covers": _covers(user, today),
        "unconfirmed": list(planned.filter(started_at__lt=now)[:LONGEST]),
        "planned": list(planned.filter(started_at__gte=now, started_at__lt=rules.midnight(today + AHEAD))[:LONGEST]),
        "steps": _steps(book, today),
        "silent": _silent(book, now),
        "ending": _ending(book, today),
        "month_so_far": month_so_far([user.pk], today).get(user.pk),
        "first": today.replace(day=1),
        "has_clients": book.exists(),
    }


def of_juniors(user: User, rules: CompanyRules, now: dt.datetime) -> list[dict[str, object]]:
    """A senior's people below, each with the month so far. Two queries."""
    below = User.objects.active().managers().filter(pk__in=user.line_ids).exclude(pk=user.pk).order_by("name")
    found = month_so_far([pk for pk in user.line_ids if pk != user.pk], rules.today(now))
    return [{"junior": junior, "row": found.get(junior.pk)} for junior in below]


def _covers(user: User, today: dt.date) -> list[Cover]:
    """For whom one stands in today, and who does for oneself."""
    own = Cover.objects.on(today).filter(Q(colleague=user) | Q(absent=user))
    return list(own.select_related("absent", "colleague").order_by("until", "pk"))


def _steps(book, today: dt.date) -> list[Interaction]:
    """The next step agreed in each client's last talk, where it falls due by the end of the coming week. One that is a
    task stands among the tasks."""
    last = Interaction.objects.filter(client=OuterRef("pk")).live().talks().held().order_by("-started_at", "-pk")
    newest = book.annotate(last=Subquery(last.values("pk")[:1])).values("last")
    due = Interaction.objects.filter(pk__in=newest, next_step_on__lte=today + AHEAD, tasks=None)
    due = due.exclude(next_step="").select_related("client")
    return list(due.order_by("next_step_on", "pk")[:LONGEST])


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
