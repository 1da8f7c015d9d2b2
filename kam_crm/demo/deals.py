"""Business that may come: half a year of opportunities, and what clients need that is no service off the shelf."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from accounts.models import User
from clients.models import Client, Responsibility, Service
from kam_crm.demo import catalogue
from kam_crm.demo.lives import RIVALS
from kam_crm.demo.months import Calendar, dice, working_day
from kam_crm.demo.people import REGULAR, TEAMS
from plans.models import Need, Opportunity, Solution, Stage

SINCE = -7  # months; who has held a client for longer has opportunities with it
KINDS = ("{service} for two more sites", "{service} in {city}", "{service} for the new building", "Switch to {service}")
STEPS = ("Ring the head of purchasing", "Send the references", "Visit the site", "Agree the start", "Draft the offer")
DECISIONS = (
    "A board of three; purchasing proposes, finance has the last word.",
    "The owner decides alone, after a visit on site.",
    "A tender with two rounds; price counts for 60 %.",
)
LOSSES = ("competitor", "price", "no_budget", "no_decision", "timing")
NEEDS = (
    ("One bill for all sites", "Finance gets nine bills a month from us and wants one, with the sites as lines."),
    ("Somebody on site at night", "Since the second shift began nobody answers after eight."),
    ("A start within two weeks", "Their landlord has given notice; the move is sooner than planned."),
    ("Training in Hindi and Marathi", "Half of the people on the floor do not follow the English course."),
)
ANALYSIS = (
    "Asked three people on site. The wish is older than the complaint; what it costs them is mostly time of their own "
    "office, about two days a month. A standard service covers most of it; the rest is a matter of who is there when."
)
WORDS = (
    "We take over the whole of it from one hand, with one contact for all sites.\n"
    "The first month is a trial: you may end it at its last day without giving a reason."
)
# Whose, and how far each solution has come.
SOLUTIONS = {
    "Asha Kulkarni": ("draft", "submitted", "offered", "accepted"),
    "Ravi Mishra": ("submitted", "refused"),
    "Vikram Rao": ("approved",),
}


@dataclass
class Deals:
    """The verbs, said by the people of the demo company."""

    calendar: Calendar
    people: Mapping[str, User]
    stages: list[Stage] = field(default_factory=lambda: list(Stage.objects.all()))

    def tell(self) -> None:
        for name in self.sellers():
            rng = dice(f"deals {name}")
            for client in self.book(name):
                for _number in range(rng.choice((1, 1, 1, 2))):
                    self.opportunity(rng, client, self.people[name])
        for name, states in SOLUTIONS.items():
            for number, state in enumerate(states):
                self.solution(dice(f"solution {name} {number}"), self.people[name], number, state)

    def sellers(self) -> list[str]:
        """The seniors, some of their juniors, and some who serve regular clients."""
        juniors = [name for names in TEAMS.values() for name in names.split(", ")[:4]]
        return [*TEAMS, *juniors, *REGULAR.split(", ")[:3]]

    def book(self, name: str) -> list[Client]:
        """Four of the clients whom this person has held for long enough."""
        held = Responsibility.objects.on(self.calendar.today).filter(manager=self.people[name])
        long = held.filter(since__lte=self.calendar.first(SINCE)).select_related("client").order_by("client__code")
        return [span.client for span in long][:4]

    def opportunity(self, rng: Random, client: Client, owner: User) -> None:
        """Begun in the last half year, and moved on every few weeks until it was decided, or until now."""
        code, service, _line, price, *_ = rng.choice(catalogue.ROWS)
        day = working_day(self.calendar.day(rng.randrange(SINCE + 1, 0), rng.randrange(1, 25)))
        value = Decimal(price) * rng.randrange(4, 25)
        at = self.calendar.at(day, rng)
        made = Opportunity.begin(
            client,
            by=owner,
            at=at,
            title=rng.choice(KINDS).format(service=service, city=client.city),
            stage=self.stages[0],
            value=value,
            currency="INR",
            expected_on=working_day(day + dt.timedelta(days=rng.randrange(45, 150))),
            competitors=rng.choice(RIVALS) if rng.random() < 0.5 else "",
            decision=rng.choice(DECISIONS),
            details=f"{service} ({code})" if rng.random() < 0.3 else "",
        )
        self.go_on(rng, made, owner, at)

    def go_on(self, rng: Random, made: Opportunity, owner: User, at: dt.datetime) -> None:
        for stage in self.stages[1:]:
            at += dt.timedelta(days=rng.randrange(20, 55), hours=rng.randrange(1, 4))
            if at > self.calendar.now:
                break
            made = made.move(stage, by=owner, at=at)
            if rng.random() < 0.15:
                self.decide(rng, made, owner, at, won=rng.random() < 0.4)
                return
        else:
            self.decide(rng, made, owner, at, won=rng.random() < 0.75)
            return
        due = working_day(self.calendar.today + dt.timedelta(days=rng.choice((-4, 1, 2, 5, 9, 14))))
        expected = max(made.expected_on, self.calendar.today + dt.timedelta(days=rng.randrange(-9, 120)))
        step, expected = rng.choice(STEPS), working_day(expected)
        made.change(by=owner, at=self.calendar.now, next_step=step, next_step_on=due, expected_on=expected)

    def decide(self, rng: Random, made: Opportunity, owner: User, at: dt.datetime, won: bool) -> None:
        at = min(at + dt.timedelta(days=rng.randrange(1, 6)), self.calendar.now)
        if won:
            made.win(by=owner, at=at)
            return
        reason = rng.choice(LOSSES)
        rival = rng.choice(RIVALS) if reason == "competitor" else ""
        made.lose(reason, competitor=rival, note="They decided sooner than we thought.", by=owner, at=at)

    def solution(self, rng: Random, owner: User, number: int, state: str) -> None:
        clients = [span.client for span in owner.responsibilities.on(self.calendar.today).order_by("client__code")]
        client = clients[number % len(clients)]
        title, wanted = NEEDS[number % len(NEEDS)]
        day = working_day(self.calendar.today - dt.timedelta(days=rng.randrange(20, 40)))
        at = min(self.calendar.at(day, rng), self.calendar.now)
        need = Need.note(client, by=owner, at=at, title=title, wanted=wanted)
        need = need.analyse(ANALYSIS, by=owner, at=at + dt.timedelta(days=2))
        at += dt.timedelta(days=4)
        made = Solution.draft(
            need,
            by=owner,
            at=at,
            number=f"S-{day:%y%m%d}-{rng.randrange(16**4):04X}",
            title=title,
            words=WORDS,
            currency="INR",
            discount=Decimal(rng.choice((0, 5, 8, 12))),
            valid_until=self.calendar.today + dt.timedelta(days=rng.randrange(10, 40)),
        )
        for code in rng.sample(catalogue.RECURRING, 3):
            price = Decimal(catalogue.PRICE[code])
            cost = price * Decimal(str(catalogue.COST[code]))
            sums = {"quantity": Decimal(rng.choice((3, 6, 12))), "price": price, "cost": cost}
            made.put_line(None, service=Service.objects.get(code=code), by=owner, at=at, **sums)
        if state != "draft":
            self.go_through(made.submit(by=owner, at=at), owner, at, state)

    def go_through(self, made: Solution, owner: User, at: dt.datetime, state: str) -> None:
        if state == "submitted":
            return
        if made.state == Solution.State.SUBMITTED:
            lead = owner.supervisor or self.people["Esha Menon"]
            made.approve(by=lead, at=at + dt.timedelta(days=1))
        if state == "approved":
            return
        made = made.offer(by=owner, at=at + dt.timedelta(days=2))
        answered = at + dt.timedelta(days=6)
        if state == "accepted":
            made.accept(number=f"D-{made.number[2:]}", won=True, by=owner, at=answered)
        if state == "refused":
            made.refuse("Their own people will do it for now.", by=owner, at=answered)


def make_deals(calendar: Calendar, people: Mapping[str, User]) -> None:
    Deals(calendar, people).tell()
