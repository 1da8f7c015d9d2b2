"""What clients come with, what they answer to surveys, and what they may be spending elsewhere."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from clients.models import Client, Contact, Spending, Survey
from kam_crm.demo import catalogue, words
from kam_crm.demo.books import PINNED, Book
from kam_crm.demo.lives import Life
from kam_crm.demo.months import FIRST, Calendar, dice, working_day
from work.models import Case

PACE = {"key": 0.55, "regular": 0.14, "prospect": 0.04}  # cases a month
KINDS = {"question": 34, "problem": 28, "need": 14, "suggestion": 9, "complaint": 15}
PRIORITIES = {"low": 15, "normal": 60, "high": 20, "urgent": 5}
HOURS = (1, 3, 6, 18, 30, 60)  # to the first answer, about
LIKELY = (22, 30, 22, 14, 8, 4)
SCORES = {"supporter": (8, 9, 9, 10, 10), "neutral": (6, 7, 8, 8, 9), "critic": (2, 4, 5, 6, 7)}
EVERY = 6  # months between two surveys of a client
ESTIMATED = {"key": 0.85, "regular": 0.3, "prospect": 0.0}


@dataclass
class Voice:
    """All of it, unsaved."""

    calendar: Calendar
    cases: list[Case] = field(default_factory=list)
    surveys: list[Survey] = field(default_factory=list)
    spendings: list[Spending] = field(default_factory=list)

    def tell(self, life: Life, client: Client, book: Book, people: list[Contact]) -> None:
        rng = dice(f"voice {client.code}")
        for month in range(FIRST, 1):
            if book.holder(self.calendar.first(month)) is None or not is_client(life, month):
                continue
            while rng.random() < PACE[client.kind] * 0.7:
                self.case(rng, month, client, book)
            if (month + life.phase) % EVERY == 0:
                self.survey(rng, month, life, client, people)
        if book.holder(self.calendar.today) and rng.random() < (0.7 if client.name in PINNED else 0.06):
            day = working_day(self.calendar.today - dt.timedelta(days=rng.randrange(0, 3)))
            self.receive(rng, day, None, client, book)
        if rng.random() < ESTIMATED[client.kind]:
            self.estimate(rng, life, client, book)

    def case(self, rng: Random, month: int, client: Client, book: Book) -> None:
        day = working_day(self.calendar.first(month) + dt.timedelta(days=rng.randrange(0, 27)))
        hours = rng.choices(HOURS, LIKELY)[0] * rng.uniform(0.6, 1.4)
        self.receive(rng, day, hours, client, book)

    def receive(self, rng: Random, day: dt.date, hours: float | None, client: Client, book: Book) -> None:
        """`hours` to the first answer; None: it waits for one."""
        received = self.calendar.at(day, rng)
        if received > self.calendar.now:
            return
        answered = received + dt.timedelta(hours=hours) if hours else None
        solved = answered + dt.timedelta(hours=rng.uniform(1, 120)) if answered and rng.random() < 0.93 else None
        kind = one(rng, KINDS)
        service = rng.choice(catalogue.ROWS)[1].lower()
        subject = rng.choice(words.CASES[kind]).format(service=service, city=client.city)
        self.cases.append(
            Case(
                reference=f"K-{received:%y%m}-{rng.randrange(16**5):05X}",
                client=client,
                kind=kind,
                priority=one(rng, PRIORITIES),
                subject=subject[:1].upper() + subject[1:],
                received_at=received,
                first_answer_at=self.past(answered),
                solved_at=self.past(solved),
                recorded_at=received,
                recorded_by=book.holder(day),
            )
        )

    def past(self, at: dt.datetime | None) -> dt.datetime | None:
        return at.replace(second=0, microsecond=0) if at and at <= self.calendar.now else None

    def survey(self, rng: Random, month: int, life: Life, client: Client, people: list[Contact]) -> None:
        """About every second person answers; who is about to leave says so."""
        leaving = any(spell.last is not None and 0 <= spell.last - month <= 3 for spell in life.spells)
        service = rng.choice(catalogue.ROWS)[1].lower()
        for person in people:
            day = working_day(self.calendar.first(month) + dt.timedelta(days=rng.randrange(0, 27)))
            if rng.random() < 0.45 or day > self.calendar.today or self.calendar.month_of(day) != month:
                continue
            score = max(0, rng.choice(SCORES[person.attitude]) - 3 * leaving)
            said = rng.choice(words.OPINIONS["good" if score >= 9 else "fair" if score >= 7 else "bad"])
            comment = said.format(service=service)
            self.surveys.append(
                Survey(
                    client=client,
                    contact=person,
                    answered_on=day,
                    score=score,
                    comment=comment[:1].upper() + comment[1:],
                    recorded_at=min(self.calendar.at(day, rng), self.calendar.now),
                )
            )

    def estimate(self, rng: Random, life: Life, client: Client, book: Book) -> None:
        """What they may spend with everybody: more than with us; looked at again by some this year."""
        ours = sum(catalogue.PRICE[code] for code in life.base) * life.scale * 12
        months = (-14, -3) if rng.random() < 0.4 else (-14,)
        share = rng.uniform(0.3, 0.85)
        for month in months:
            day = self.calendar.first(month)
            amount = Decimal(round(ours / share / 100_000 * rng.uniform(0.95, 1.15)) or 1) * 100_000
            self.spendings.append(
                Spending(
                    client=client,
                    as_of=day,
                    amount=amount,
                    currency="INR",
                    recorded_at=self.calendar.at(day, rng),
                    recorded_by=book.holder(day),
                )
            )


def is_client(life: Life, month: int) -> bool:
    return any(spell.first <= month and (spell.last is None or month <= spell.last) for spell in life.spells)


def one(rng: Random, weights: dict[str, int]) -> str:
    return rng.choices(list(weights), list(weights.values()))[0]
