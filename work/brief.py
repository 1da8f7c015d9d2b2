"""What one reads before a meeting with a client: what was said, what is open, what they buy, and whom one meets."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, F, Max, Q, QuerySet, Sum
from django.db.models.functions import ExtractDay, ExtractMonth

from accounts.models.company import CompanyRules
from clients.models import Client, Contact, Contract, Interaction, Sale, Service
from work.clocks import Clock
from work.models import Case, DepartmentRequest, Promise, Task
from work.promised import Promised

TALKS = 3
LONGEST = 10  # lines of each part: the page is to be read on the way
OFFERS = 6
YEAR = dt.timedelta(days=365)
SOON = dt.timedelta(days=30)
ROUND = 1300  # more than any day's place in the year


@dataclass(frozen=True)
class OpenCase:
    case: Case
    clocks: dict[str, Clock]  # those that run


@dataclass(frozen=True)
class Person:
    """Somebody at the client, with the next birthday where it is near."""

    contact: Contact
    birthday: dt.date | None


@dataclass(frozen=True)
class Offer:
    """A service that the client never bought, and how many others of its sector bought it within a year."""

    service: Service
    others: int


def brief_of(client: Client, user, rules: CompanyRules, now: dt.datetime) -> dict[str, object]:
    """The parts of the page as `user` may see them, each of at most LONGEST lines, in a fixed number of queries."""
    today = rules.today(now)
    talks = _of(Interaction.objects, client, user).live().talks()
    talks = talks.select_related("manager").prefetch_related("contacts", "joint_managers")
    promises = _of(Promise.objects, client, user).live().unsettled().shown()
    tasks = Task.objects.visible_to(user).open().filter(client=client).select_related("owner")
    requests = _of(DepartmentRequest.objects, client, user).open().shown()
    return {
        "next_talk": talks.planned().filter(started_at__gte=now).order_by("started_at", "pk").first(),
        "talks": list(talks.held().filter(started_at__lte=now).order_by("-started_at", "-pk")[:TALKS]),
        "promises": list(promises.order_by("due_on", "pk")[:LONGEST]),
        "cases": open_cases(client, user),
        "tasks": list(tasks.on_clock()[:LONGEST]),
        "requests": list(requests.order_by("due_at", "pk")[:LONGEST]),
        "bought": list(bought(client, user, today)[:LONGEST]),
        "never_bought": never_bought(client, user, today)[:OFFERS],
        "contracts": list(running(client, user, today)[:LONGEST]),
        "people": people(client, user, today),
    }


def _of(records, client: Client, user):
    return records.visible_to(user).filter(client=client)


def open_cases(client: Client, user) -> list[OpenCase]:
    """Complaints first, then what is due first."""
    unsolved = _of(Case.objects, client, user).live().unsolved().prefetch_related("pauses")
    complaints_first = Q(kind=Case.Kind.COMPLAINT)
    cases = unsolved.alias(complaint=complaints_first).order_by("-complaint", "due_at", "pk")[:LONGEST]
    promised = Promised()
    return [OpenCase(case, _running_clocks(case, promised)) for case in cases]


def _running_clocks(case: Case, promised: Promised) -> dict[str, Clock]:
    clocks = case.clocks(promised, [(pause.since, pause.until) for pause in case.pauses.all()])
    return {name: clock for name, clock in clocks.items() if clock.runs}


def bought(client: Client, user, today: dt.date) -> QuerySet:
    """The services of the last year of which something is left after returns: a row for each service and currency, the
    latest first."""
    sales = _of(Sale.objects, client, user).live().filter(date__gt=today - YEAR, date__lte=today)
    by_service = sales.order_by().values("service__name", "currency")
    left = by_service.annotate(sum=Sum("amount"), last=Max("date")).filter(sum__gt=0)
    return left.order_by("-last", "service__name", "currency")


def never_bought(client: Client, user, today: dt.date) -> list[Offer]:
    """Of all that is offered, what most others bought first. The count is of all our clients, and names none."""
    ever = _of(Sale.objects, client, user).live().purchases().values("service")
    others = _buyers(client.sector, today)
    services = Service.objects.offered().exclude(pk__in=ever).order_by("name", "pk")
    offers = [Offer(service, others.get(service.pk, 0)) for service in services]
    return sorted(offers, key=lambda offer: -offer.others)


def _buyers(sector: str, today: dt.date) -> dict[int, int]:
    """How many clients of the sector bought each service within a year, by the service's id."""
    sales = Sale.objects.live().purchases().filter(date__gt=today - YEAR, date__lte=today, client__sector=sector)
    counts = sales.order_by().values_list("service").annotate(Count("client", distinct=True))
    return dict(counts) if sector else {}


def running(client: Client, user, today: dt.date) -> QuerySet[Contract]:
    """Those that have not ended, drafts too; what ends first stands first."""
    known = _of(Contract.objects, client, user).live().with_last_day()
    return known.filter(Q(last_day=None) | Q(last_day__gte=today)).order_by("last_day", "pk")


def people(client: Client, user, today: dt.date) -> list[Person]:
    """Those with a birthday today or within SOON, or with preferences that we know; whose birthday is next, first.
    Whoever left is not there to be met."""
    eve = today - dt.timedelta(days=1)
    ahead = (ExtractMonth("birthday") * 100 + ExtractDay("birthday") + ROUND - _of_year(eve)) % ROUND
    near = (1, (_of_year(today + SOON) - _of_year(eve)) % ROUND)
    here = Q(left_on=None) | Q(left_on__gt=today)
    known = _of(Contact.objects, client, user).live().filter(here).annotate(ahead=ahead)
    known = known.filter(Q(ahead__range=near) | ~Q(preferences="")).order_by(
        F("ahead").asc(nulls_last=True), "name", "pk"
    )
    return [Person(who, _birthday_near(who.birthday, today)) for who in known[:LONGEST]]


def _of_year(day: dt.date) -> int:
    """Its place in the year, the same in every year: 1231 is New Year's Eve."""
    return day.month * 100 + day.day


def _birthday_near(born: dt.date | None, today: dt.date) -> dt.date | None:
    """The birthday within SOON. Whoever was born on 29 February keeps it on 1 March in other years."""
    for year in (today.year, today.year + 1):
        leap_day = born and (born.month, born.day) == (2, 29) and not calendar.isleap(year)
        day = dt.date(year, 3, 1) if leap_day else born and born.replace(year=year)
        if day and today <= day <= today + SOON:
            return day
    return None
