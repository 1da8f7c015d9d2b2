"""What was promised in talks and after complaints: mostly kept, now and then late, and some still to be kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from random import Random
from uuid import UUID

from accounts.models import User
from clients.models import Client, Contact, Interaction
from kam_crm.demo import catalogue
from kam_crm.demo.books import PINNED, Book
from kam_crm.demo.months import Calendar, dice, working_day
from work.models import Case, Promise

TEXTS = (
    "Figures of {service} by site",
    "Offer for {service}",
    "A second contact for the nights",
    "Answer of legal to the clause on notice",
    "Revised price list",
    "Plan for the holiday weeks",
    "Reference from a client nearby",
    "Minutes and the open points",
    "Replacement on site in {city}",
    "Trial of {service} for one site",
)
AFTER_A_COMPLAINT = (
    "Report on what went wrong",
    "Credit note for the days affected",
    "Weekly report until it is solved",
    "Visit on site with the site lead",
)
GIVEN_UP = ("They no longer need it", "Finance refused the discount", "Our supplier cannot deliver it")
AGREED = ("{person} agreed on the phone", "By e-mail from {person}", "Moved in the weekly call, {person} is fine")
WAITING = ("Purnima Bank", "Sahyadri Motors")  # for something whose day is over
OFTEN, RECENT = 0.05, 0.22  # of the talks held; of those of the last weeks
LATELY = dt.timedelta(days=21)


@dataclass
class Promises:
    """All of them, unsaved."""

    calendar: Calendar
    promises: list[Promise] = field(default_factory=list)

    def tell(
        self, client: Client, book: Book, people: list[Contact], talks: list[Interaction], cases: list[Case]
    ) -> None:
        rng, others = dice(f"promises {client.code}"), len(self.promises)
        held = [talk for talk in talks if talk.status == "held" and talk.kind in ("meeting", "call")]
        for talk in held:
            recent = talk.started_at > self.calendar.now - LATELY
            if rng.random() < (RECENT if recent else OFTEN):
                self.add(rng, client, talk.manager, self.day_of(talk.started_at), TEXTS, interaction=talk)
        for case in cases:
            day = self.day_of(case.received_at)
            holder = book.holder(day)
            if holder and case.kind in ("complaint", "problem") and rng.random() < 0.3:
                self.add(rng, client, holder, day, AFTER_A_COMPLAINT, case=case)
        holder = book.holder(self.calendar.today)
        if holder and client.name in PINNED:
            day = working_day(self.calendar.today - dt.timedelta(days=rng.randrange(6, 10)))
            self.add(rng, client, holder, day, TEXTS, settled=False)
        if holder and client.name in WAITING:
            day = working_day(self.calendar.today - dt.timedelta(days=20))
            self.add(rng, client, holder, day, TEXTS, settled=False)
        for made in self.promises[others:]:
            made.contact = rng.choice(people) if people and rng.random() < 0.7 else None

    def day_of(self, at: dt.datetime) -> dt.date:
        return Calendar(at).today

    def add(self, rng: Random, client: Client, by: User, day: dt.date, texts, settled: bool = True, **source) -> None:
        service = rng.choice(catalogue.ROWS)[1].lower()
        text = rng.choice(texts).format(service=service, city=client.city)
        made = Promise(
            reference=str(UUID(int=rng.getrandbits(128), version=4)),
            client=client,
            text=text[:1].upper() + text[1:],
            manager=by,
            made_on=day,
            due_on=max(working_day(day + dt.timedelta(days=rng.randrange(3, 15))), day),
            recorded_at=min(self.calendar.at(day, rng, (17, 20)), self.calendar.now),
            recorded_by=by,
            **source,
        )
        if rng.random() < 0.06:
            self.move(rng, made)
        if settled:
            self.settle(rng, made)
        self.promises.append(made)

    def move(self, rng: Random, made: Promise) -> None:
        """The client agreed to another day."""
        made.first_due_on = made.due_on
        made.due_on = working_day(made.due_on + dt.timedelta(days=rng.randrange(8, 15)))
        made.agreement = rng.choice(AGREED).format(person="Their head of facilities")

    def settle(self, rng: Random, made: Promise) -> None:
        """What lies long behind is settled; the last ones may still be open, or overdue."""
        kept = made.due_on - dt.timedelta(days=rng.choice((0, 0, 1, 1, 2, 3)))
        fate = rng.random()
        if fate < 0.12:
            kept = made.due_on + dt.timedelta(days=rng.randrange(1, 8))
        elif fate < 0.17:
            given_up = max(made.due_on - dt.timedelta(days=1), made.made_on)
            if given_up <= self.calendar.today:
                made.broken_on, made.reason = given_up, rng.choice(GIVEN_UP)
                return
        kept = max(kept, made.made_on)
        if kept < self.calendar.today:
            made.kept_on = kept
