"""The whole demo company in memory, and its way into an empty database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from django.db import connection, models

from accounts.models import Company, Department, User
from activity.models import Event
from clients.models import Client, Contact, Interaction, Responsibility, TeamMember
from kam_crm.demo import catalogue
from kam_crm.demo.books import Book, books
from kam_crm.demo.contacts import ascii_part, contacts
from kam_crm.demo.lives import Life, life
from kam_crm.demo.months import Calendar, dice
from kam_crm.demo.pay import Pay
from kam_crm.demo.people import ADMINISTRATOR, EXECUTIVES, TEAMS, Staff, staff
from kam_crm.demo.portfolio import Entry, entries
from kam_crm.demo.promises import Promises
from kam_crm.demo.talks import Talks
from kam_crm.demo.trade import Trade
from kam_crm.demo.voice import Voice

NAME = "Vindhya Business Services"
BATCH = 2000
# Only these two write history of their own; everything else is dated by its own fields.
POSTED_SINCE_JOINING = """
    UPDATE accounts_posting SET during = tstzrange(joined.date_joined, NULL)
    FROM accounts_user AS joined WHERE joined.id = accounts_posting.user_id
"""


@dataclass
class World:
    """Unsaved rows, in the order in which they are stored."""

    calendar: Calendar
    staff: Staff
    services: dict
    clients: dict[str, Client]
    books: dict[str, Book]
    contacts: list[Contact]
    trade: Trade
    talks: Talks
    voice: Voice
    promises: Promises

    @classmethod
    def at(cls, now: dt.datetime, departments: Iterable[Department]) -> World:
        calendar = Calendar(now)
        people, services = staff(calendar, departments), catalogue.services()
        lives = [life(entry) for entry in entries()]
        by_name = {told.entry.name: client(told) for told in lives}
        for told in lives:
            by_name[told.entry.name].parent = by_name.get(told.entry.parent)
        held = books(people, lives, calendar)
        world = cls(
            calendar,
            people,
            services,
            by_name,
            held,
            [],
            Trade(calendar, services, people.by_name["Manoj Pandey"]),
            Talks(calendar),
            Voice(calendar),
            Promises(calendar),
        )
        for told in lives:
            world.tell(told)
        world.trade.number()
        world.talks.interactions.sort(key=lambda talk: (talk.started_at, talk.reference))
        return world

    def tell(self, told: Life) -> None:
        subject, book = self.clients[told.entry.name], self.books[told.entry.name]
        people = contacts(told, subject, self.calendar)
        self.contacts += people
        self.trade.tell(told, subject, book)
        talks, cases = len(self.talks.interactions), len(self.voice.cases)
        self.talks.tell(told, subject, book, people)
        self.voice.tell(told, subject, book, people)
        self.promises.tell(subject, book, people, self.talks.interactions[talks:], self.voice.cases[cases:])

    def save(self) -> None:
        """One insert per kind and batch. The caller holds the transaction."""
        Company.objects.update_or_create(pk=1, defaults={"name": NAME, "time_zone": "Asia/Kolkata", "currency": "INR"})
        for user in self.staff.by_name.values():
            user.save(force_insert=True)  # one by one: a supervisor must be there before who reports to them
        with connection.cursor() as cursor:
            cursor.execute(POSTED_SINCE_JOINING)
        store(self.services.values())
        store(catalogue.prices(self.services, self.calendar, self.staff.by_name[EXECUTIVES[0]]))
        store(item for item in self.clients.values() if item.parent is None)
        store(item for item in self.clients.values() if item.parent is not None)
        store(self.responsibilities())
        store(self.team())
        store(contact for contact in self.contacts if contact.reports_to is None)
        store(contact for contact in self.contacts if contact.reports_to is not None)
        for rows in (
            self.trade.contracts,
            self.trade.departures,
            self.trade.sales,
            self.trade.returns,
            self.talks.interactions,
            self.voice.cases,
            self.voice.surveys,
            self.voice.spendings,
            self.promises.promises,
        ):
            store(rows)
        analyse()
        store(joint(interaction=made, user=user) for made, user in self.talks.joint)
        store(met(interaction=made, contact=person) for made, person in self.talks.met)
        managers = [user for user in self.staff.by_name.values() if user.is_manager]
        Pay(self.calendar, managers, self.staff.by_name[EXECUTIVES[0]]).save()
        store(self.events())
        analyse()

    def responsibilities(self) -> list[Responsibility]:
        return [
            Responsibility(
                client=self.clients[name],
                manager=manager,
                since=since,
                until=until,
                recorded_at=min(
                    self.calendar.at(since, dice(f"responsible {name} {since}"), (8, 10)), self.calendar.now
                ),
            )
            for name, book in self.books.items()
            for manager, since, until in book.spans()
        ]

    def team(self) -> list[TeamMember]:
        return [
            TeamMember(client=self.clients[name], user=user, since=since, until=until)
            for name, book in self.books.items()
            for user, since, until in book.team
        ]

    def events(self) -> list[Event]:
        """The log as it would have grown: clients begun and handed over; at last, that all this was loaded."""
        told = [event for name, book in self.books.items() for event in self.history(self.clients[name], book)]
        told.sort(key=lambda event: (event.at, event.client_id))
        counts = {"clients": self.clients, "sales": self.trade.sales, "interactions": self.talks.interactions}
        loaded = Event(
            at=self.calendar.now,
            actor=self.staff.by_name[ADMINISTRATOR],
            verb="company.demo_loaded",
            **subject(Company.objects.get(pk=1)),
            data={name: len(rows) for name, rows in counts.items()},
        )
        return [*told, loaded]

    def history(self, client: Client, book: Book) -> Iterator[Event]:
        """As `Client.start` and `Client.transfer` record it; taking a client from everybody has no verb yet."""
        rng, executive = dice(f"history {client.code}"), self.staff.by_name[EXECUTIVES[0]]
        about = {**subject(client), "client_id": client.pk, "actor": executive}
        first, before = book.since[0] if book.since else (self.calendar.first(-3), None)
        begun = {"responsible": before and before.pk}
        yield Event(at=self.calendar.at(first, rng), verb="client.started", data=begun, **about)
        for on, to in book.since[1:]:
            if to is not None:
                about["actor"] = to.supervisor if to.supervisor in self.seniors else executive
                handed = {"to": to.pk, "on": on, "before": before and before.pk}
                at = min(self.calendar.at(on, rng, (8, 10)), self.calendar.now)
                yield Event(at=at, verb="client.transferred", data=handed, **about)
            before = to

    @property
    def seniors(self) -> list[User]:
        return [self.staff.by_name[name] for name in TEAMS]


joint = Interaction.joint_managers.through
met = Interaction.contacts.through


def store(rows) -> None:
    """Insert unsaved rows of one kind, in batches."""
    rows = list(rows)
    if rows:
        type(rows[0])._default_manager.bulk_create(rows, batch_size=BATCH)


def analyse() -> None:
    """Or else the planner takes tables that were filled in this transaction for empty, for as long as it lasts."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def subject(of: models.Model) -> dict:
    return {"subject": of._meta.label_lower, "subject_id": of.pk}


def client(told: Life) -> Client:
    entry, rng = told.entry, dice(f"client {told.entry.code}")
    people = int(10 ** rng.uniform(2.4, 4.3)) if entry.kind == "key" else int(10 ** rng.uniform(1.2, 2.9))
    return Client(
        code=entry.code,
        name=entry.name,
        kind=entry.kind,
        market=entry.market,
        sector=entry.sector,
        reach=reach(entry, rng),
        strategic_role=strategic_role(entry, rng),
        country=entry.country,
        city=entry.city,
        regular_purchase_months=6 if entry.name in ("Haveli Restoration", "Sahitya Sadan Press") else None,
        website=f"https://www.{ascii_part(entry.code)}.example" if entry.market == "business" else "",
        annual_revenue=Decimal(round(people * rng.uniform(1.5, 9) * 10)) * 100_000
        if entry.market == "business"
        else None,
        employees=people if entry.market == "business" else None,
        founded_year=rng.randrange(1905, 2021) if entry.market == "business" else None,
    )


def reach(entry: Entry, rng: Random) -> str:
    if entry.country != "India":
        return "international"
    return rng.choice(
        ("national", "national", "international") if entry.kind == "key" else ("regional", "regional", "national")
    )


def strategic_role(entry: Entry, rng: Random) -> str:
    if entry.market == "consumer":
        return "large_buyer"
    return rng.choice(("decision_maker", "influencer", "business_partner", "")) if entry.kind == "key" else ""
