"""Who stands where at the key clients: how sure we are of it, who of us knows whom, who left, who was there twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from itertools import chain
from random import Random

from accounts.models import Level, User
from clients.models import Acquaintance, Certainty, Client, Contact, Likeness, Merge
from kam_crm.demo.books import Book
from kam_crm.demo.months import Calendar, dice

# A champion went to another client of ours, and nobody there stands up for us since. Days ago.
LEFT, LEFT_FOR, LEFT_AGO = "Sahyadri Motors", "Deccan Two-Wheelers", 2
TWICE, TWICE_AGO = "Purnima Bank", 3
NOTES = ("From the last audit", "Same college", "Sat together at the user evening", "")


def know(calendar: Calendar, books: Mapping[str, Book], contacts: list[Contact]) -> None:
    """Of the stored `contacts` of key clients."""
    keys = [person for person in contacts if person.client.kind == Client.Kind.KEY]
    told = [(person, books[person.client.name], dice(f"ties {person.client.code} {person.name}")) for person in keys]
    Certainty.objects.bulk_create(chain(*(sure(calendar, *each) for each in told)))
    Acquaintance.objects.bulk_create(chain(*(known(calendar, *each) for each in told)))


def sure(calendar: Calendar, person: Contact, book: Book, rng: Random) -> Iterator[Certainty]:
    """Half of it is confirmed; of some facts nobody has said how sure we are."""
    holder = book.holder(calendar.today)
    for what in Certainty.What.values:
        on = calendar.today - dt.timedelta(days=rng.randrange(5, 300))
        confirmed, said = rng.random() < 0.5, rng.random() < 0.85
        if holder and said and getattr(person, what):
            value = Certainty.of(person, what)
            yield Certainty(contact=person, what=what, value=value, confirmed=confirmed, on=on, by=holder)


def known(calendar: Calendar, person: Contact, book: Book, rng: Random) -> Iterator[Acquaintance]:
    """The manager knows most of them, the senior a few."""
    holder = book.holder(calendar.today)
    if holder and rng.random() < 0.85:
        yield Acquaintance(contact=person, user=holder, strength=rng.choice((1, 2, 2, 3)), note=rng.choice(NOTES))
    if holder and holder.level == Level.JUNIOR and holder.supervisor and rng.random() < 0.25:
        yield Acquaintance(contact=person, user=holder.supervisor, strength=rng.choice((1, 1, 2)))


def leave_and_meet(calendar: Calendar, people: Mapping[str, User]) -> None:
    """The last days' news, said by Asha."""
    asha = people["Asha Kulkarni"]
    someone_left(calendar, asha)
    one_is_merged(calendar, asha)
    Likeness.find(calendar.now)


def someone_left(calendar: Calendar, by: User) -> None:
    """Of those with influence one whom nobody met or meets after that."""
    at = calendar.now - dt.timedelta(days=LEFT_AGO)
    ranks = Contact.Influence.values
    here = sorted(Contact.objects.filter(client__name=LEFT), key=lambda person: ranks.index(person.influence))
    champion = min(here, key=lambda person: person.interactions.filter(started_at__gte=at).count())
    others = [person for person in here if person != champion]
    champion = champion.change(by=by, at=at, attitude=Contact.Attitude.SUPPORTER)
    champion.leave(Calendar(at).today, LEFT_FOR, by=by, at=at)
    for person in others:
        above = None if person is others[0] else others[0]
        asked = [what for what in Certainty.What.values if what == "reports_to_id" or getattr(person, what)]
        thought = {"attitude": Contact.Attitude.NEUTRAL, "reports_to": above}
        person.judge(confirmed=asked, by=by, at=at, **thought)


def one_is_merged(calendar: Calendar, by: User) -> None:
    """Entered a second time from a visiting card, and found out soon."""
    at = calendar.now - dt.timedelta(days=TWICE_AGO)
    person = Contact.objects.filter(client__name=TWICE).exclude(phone="").order_by("pk")[0]
    first, _, last = person.name.partition(" ")
    twin = Contact.add(person.client, name=f"{first[0]}. {last}", phone=person.phone, by=by, at=at)
    Merge.of_contacts(person, twin, by=by, at=at + dt.timedelta(hours=2))
