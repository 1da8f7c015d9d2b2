"""Meetings, calls, e-mails and notes: more with key clients, busier with some managers, fewer before a loss."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from random import Random
from uuid import UUID

from accounts.models import User
from clients.models import Client, Contact, Interaction
from kam_crm.demo import catalogue, words
from kam_crm.demo.books import PINNED, Book
from kam_crm.demo.lives import Life
from kam_crm.demo.months import FIRST, Calendar, dice, working_day

# How many a month, of each kind.
PACE = {
    "key": {"meeting": 3.0, "call": 4.2, "email": 1.0, "note": 0.25},
    "regular": {"meeting": 0.35, "call": 0.9, "email": 0.5, "note": 0.1},
    "prospect": {"meeting": 0.5, "call": 0.6, "email": 0.5, "note": 0.1},
}
TEXTS = {"meeting": words.MEETING, "call": words.CALL, "email": words.EMAIL, "note": words.NOTE}
MINUTES = {"meeting": (45, 60, 60, 90, 120), "call": (5, 10, 15, 20, 30)}
AHEAD = 14  # days for which meetings are planned
UNEASY = {subject for subject, _notes in words.UNEASY} | {"Escalation: night shift staffing", "Delay at the gate"}


@dataclass
class Talks:
    """All interactions, unsaved, with who took part."""

    calendar: Calendar
    interactions: list[Interaction] = field(default_factory=list)
    joint: list[tuple[Interaction, User]] = field(default_factory=list)
    met: list[tuple[Interaction, Contact]] = field(default_factory=list)
    decks: dict[tuple, list] = field(default_factory=dict)  # what was not yet said to the client at hand

    def tell(self, life: Life, client: Client, book: Book, people: list[Contact]) -> None:
        rng, others = dice(f"talks {client.code}"), len(self.interactions)
        self.decks.clear()
        for month in range(FIRST, 1):
            for kind, pace in PACE[client.kind].items():
                for _ in range(count(rng, pace * self.zeal(life, month, book))):
                    self.talk(rng, kind, month, life, client, book, people)
        self.plan(rng, client, book, people)
        self.next_step(rng, client, self.interactions[others:])
        self.feel(dice(f"moods {client.code}"), self.interactions[others:])

    def zeal(self, life: Life, month: int, book: Book) -> float:
        """How much goes on: by the manager's temper, and less in the last months before a loss and after it."""
        holder = book.holder(self.calendar.first(month))
        temper = 0.7 + (sum(map(ord, holder.name)) % 7) / 10 if holder else 0.3
        if not life.spells:
            return temper
        if any(spell.first <= month <= (0 if spell.last is None else spell.last - 2) for spell in life.spells):
            return temper
        return temper * 0.4 if month >= life.spells[0].first - 2 else 0.0

    def talk(
        self, rng: Random, kind: str, month: int, life: Life, client: Client, book: Book, people: list[Contact]
    ) -> None:
        day = self.calendar.first(month) + dt.timedelta(days=rng.randrange(0, 31))
        day = working_day(day)
        started, holder = self.calendar.at(day, rng), book.holder(day)
        if holder is None or self.calendar.month_of(day) != month or started > self.calendar.now:
            return
        status = rng.choices(("held", "cancelled", "not_held"), (89, 7, 4))[0] if kind in MINUTES else "held"
        text = self.draw(rng, self.texts(rng, kind, month, life, people))
        made = self.add(rng, kind, status, started, client, holder, people, *text)
        if kind == "meeting" and rng.random() < 0.09:
            self.share(rng, made, holder, book)

    def texts(self, rng: Random, kind: str, month: int, life: Life, people: list[Contact]):
        """What there is to say: some write Hindi, a client about to leave complains, a prospect gets to know us."""
        if people and people[0].language == "Hindi" and kind != "note" and rng.random() < 0.5:
            return words.HINDI
        if kind in MINUTES and any(s.last is not None and 0 <= s.last - month <= 2 for s in life.spells):
            return words.UNEASY
        return words.PROSPECT if not life.spells and kind == "meeting" else TEXTS[kind]

    def draw(self, rng: Random, texts: tuple) -> tuple[str, str]:
        """One of them, and none twice before all were used."""
        deck = self.decks.setdefault(texts, [])
        if not deck:
            deck += rng.sample(texts, len(texts))
        return deck.pop()

    def share(self, rng: Random, made: Interaction, holder: User, book: Book) -> None:
        """A joint meeting: with the senior or a colleague of the team. A few came from both calendars, as copies."""
        colleagues = [user for user, since, until in book.team if since <= made.started_at.date() and until is None]
        above = [holder.supervisor] if holder.level == "junior" and holder.supervisor else []
        other = rng.choice([*above, *colleagues] or [holder])
        if other is holder:
            return
        if rng.random() < 0.8:
            self.joint.append((made, other))
            return
        made.calendar_uid = f"{made.reference}@calendar.vindhya.example"
        copy = Interaction(
            **{
                name: getattr(made, name)
                for name in (
                    "client",
                    "kind",
                    "status",
                    "started_at",
                    "duration_minutes",
                    "subject",
                    "calendar_uid",
                    "recorded_at",
                )
            },
            reference=new_reference(rng),
            manager=other,
            recorded_by=other,
        )
        self.interactions.append(copy)

    def plan(self, rng: Random, client: Client, book: Book, people: list[Contact]) -> None:
        """What stands in the calendar for the next two weeks, and now and then what nobody has closed since."""
        holder = book.holder(self.calendar.today)
        if holder is None or rng.random() > eagerness(client):
            return
        day = working_day(self.calendar.today + dt.timedelta(days=rng.randrange(-2, AHEAD)))
        subject = rng.choice(words.PLANNED)
        recorded = self.calendar.at(self.calendar.today - dt.timedelta(days=rng.randrange(3, 9)), rng)
        made = self.add(rng, "meeting", "planned", self.calendar.at(day, rng), client, holder, people, subject, "")
        made.recorded_at = recorded

    def next_step(self, rng: Random, client: Client, own: list[Interaction]) -> None:
        """The last talk of the last weeks leaves something to do."""
        recent = self.calendar.now - dt.timedelta(days=16)
        held = [talk for talk in own if talk.status == "held" and talk.started_at > recent]
        if held and rng.random() < eagerness(client):
            last = max(held, key=lambda talk: talk.started_at)
            last.next_step = rng.choice(words.NEXT).format(person="them")
            wanted = self.calendar.today + dt.timedelta(days=rng.randrange(-3, 10))
            last.next_step_on = max(working_day(wanted), last.started_at.date() + dt.timedelta(days=1))

    def feel(self, rng: Random, own: list[Interaction]) -> None:
        """How most of the talks ended, and of about half of them what came of it."""
        for talk in own:
            if talk.status != "held" or talk.kind not in MINUTES or rng.random() < 0.2:
                continue
            weights = (0, 1, 4) if talk.subject in UNEASY else (5, 4, 0.4)
            talk.sentiment = rng.choices(("good", "neutral", "bad"), weights)[0]
            if rng.random() < 0.6:
                talk.outcome = rng.choice(words.OUTCOMES[talk.sentiment])

    def add(
        self,
        rng: Random,
        kind: str,
        status: str,
        started: dt.datetime,
        client: Client,
        holder: User,
        people: list[Contact],
        subject: str,
        notes: str,
    ) -> Interaction:
        person = rng.choice(people) if people else None
        service = rng.choice(catalogue.ROWS)[1].lower()
        filled = {"person": person.name if person else "them", "city": client.city, "service": service}
        made = Interaction(
            reference=new_reference(rng),
            client=client,
            manager=holder,
            kind=kind,
            status=status,
            started_at=started,
            duration_minutes=rng.choice(MINUTES[kind]) if kind in MINUTES and status == "held" else None,
            subject=subject.format(**filled),
            notes=notes.format(**filled) if status == "held" else "",
            recorded_at=self.logged(started, rng),
            recorded_by=holder,
        )
        self.interactions.append(made)
        if person and kind != "note":
            self.met.append((made, person))
        return made

    def logged(self, started: dt.datetime, rng: Random) -> dt.datetime:
        """Mostly within the hour; now and then days late, or, once in fifty times, weeks."""
        hours = rng.choices((1, 5, 24, 72, 24 * rng.randrange(8, 40)), (60, 18, 12, 8, 2))[0]
        return min(started + dt.timedelta(hours=hours), self.calendar.now)


def eagerness(client: Client) -> float:
    """How likely something lies ahead with a client: surely with those that the story is about."""
    return 1.0 if client.name in PINNED else 0.55 if client.kind == "key" else 0.2


def count(rng: Random, mean: float) -> int:
    """A whole number that is `mean` on average."""
    return int(mean) + (rng.random() < mean % 1) + (mean > 0 and rng.random() < 0.12)


def new_reference(rng: Random) -> str:
    return str(UUID(int=rng.getrandbits(128), version=4))
