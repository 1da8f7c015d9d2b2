"""What the demo company's managers asked of its departments in the last half year, and how it was answered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from random import Random

from accounts.models import User
from clients.models import Client
from kam_crm.demo.months import Calendar, dice, working_day
from kam_crm.demo.people import DEPARTMENTS
from kam_crm.demo.words import REQUESTS, WHY_LATER
from work.models import DepartmentRequest

HALF_A_YEAR = range(-5, 0)
LATE = (0, 0, 0, 0, 1, 2, 5, 9)  # days
# Whose client, what is asked of whom (a person of the department, which of its words), sent and due how many days
# from today, and how far it has come.
NOW_OPEN = (
    ("Sahyadri Motors", "Leela Thomas", 0, -9, -2, "late"),
    ("Purnima Bank", "Leela Thomas", 1, -3, 1, "taken"),
    ("Gokul Dhara Dairy", "Leela Thomas", 2, -1, 4, "sent"),
    ("Anvaya Systems", "Leela Thomas", 3, -6, 2, "answered"),
    ("Sahyadri Motors", "Vivek Raman", 0, -4, 3, "taken"),
    ("Purnima Bank", "Manoj Pandey", 1, -5, -1, "sent"),
    ("Mangalam Hypermarkets", "Nandini Rao", 0, -8, 2, "sent back"),
    ("Gokul Dhara Dairy", "Tara Bose", 2, -2, 5, "taken"),
)


@dataclass(frozen=True)
class Asking:
    """The verbs, said by the people of the demo company."""

    calendar: Calendar
    people: dict[str, User]

    def tell(self) -> None:
        for month in HALF_A_YEAR:
            for name in DEPARTMENTS:
                self.month(month, name)
        for client, name, which, sent, due, state in NOW_OPEN:
            self.open(Client.objects.get(name=client), self.people[name], which, self.day(sent), self.day(due), state)

    def day(self, days: int) -> dt.date:
        return self.calendar.today + dt.timedelta(days=days)

    def month(self, month: int, name: str) -> None:
        """One or two of them, all answered: most on time."""
        rng, member = dice(f"requests {name} {month}"), self.people[name]
        clients = Client.objects.filter(kind="key", responsibilities__until=None).order_by("code").distinct()
        for client in rng.sample(list(clients), rng.randrange(1, 3)):
            sent = working_day(self.calendar.day(month, rng.randrange(1, 15)))
            due, late = working_day(sent + dt.timedelta(days=rng.randrange(4, 10))), rng.choice(LATE)
            request = self.send(rng, client, member, rng.randrange(4), sent, due)
            if request is None:
                continue
            if late > 1:
                self.promise(rng, request, member, due, late)
            answered = due + dt.timedelta(days=late or -rng.randrange(0, 3))
            self.answer(rng, request, member, max(answered, sent + dt.timedelta(days=1)))
            request.accept(by=request.sent_by, at=self.at(rng, answered + dt.timedelta(days=3)))

    def open(self, client: Client, member: User, which: int, sent: dt.date, due: dt.date, state: str) -> None:
        rng = dice(f"request {client.code} {member.email}")
        request = self.send(rng, client, member, which, sent, due)
        if request is None or state == "sent":
            return
        request.take(by=member, at=self.at(rng, sent + dt.timedelta(days=1)))
        if state == "late":
            self.promise(rng, request, member, due, 6)
        if state in ("answered", "sent back"):
            self.answer(rng, request, member, self.day(-3))
        if state == "sent back":
            reason = "The pages for the south are missing; they need them too."
            request.send_back(reason, by=request.sent_by, at=self.at(rng, self.day(-1)))

    def send(
        self, rng: Random, client: Client, member: User, which: int, sent: dt.date, due: dt.date
    ) -> DepartmentRequest | None:
        """Sent by who is responsible for the client today; None where nobody is."""
        by = client.held_by(self.calendar.today)
        if by is None:
            return None
        subject, asked, _answer, note = REQUESTS[DEPARTMENTS[member.name]][which]
        return DepartmentRequest.send(
            client,
            member.department,  # type: ignore[arg-type]  # each of these has one
            by=by,
            at=self.calendar.at(sent, rng),
            subject=subject,
            asked=asked.format(client=client.name, city=client.city),
            due_on=due,
            facts=rng.choice((["name"], ["name", "place"], ["name", "sector", "place"])),
            contacts=client.contacts.live().order_by("name")[: rng.randrange(0, 2)],
            note=note,
            priority=rng.choice(("normal", "normal", "normal", "high", "urgent")),
        )

    def promise(self, rng: Random, request: DepartmentRequest, member: User, due: dt.date, late: int) -> None:
        reason = rng.choice(WHY_LATER)
        request.delay(due + dt.timedelta(days=late), reason, by=member, at=self.calendar.at(due, rng, (9, 11)))

    def answer(self, rng: Random, request: DepartmentRequest, member: User, day: dt.date) -> None:
        said = next(row[2] for row in REQUESTS[DEPARTMENTS[member.name]] if row[0] == request.subject)
        request.answer(said, by=member, at=self.at(rng, day))

    def at(self, rng: Random, day: dt.date) -> dt.datetime:
        return min(self.calendar.at(day, rng, (11, 18)), self.calendar.now)


def ask_departments(calendar: Calendar, people: dict[str, User]) -> None:
    Asking(calendar, people).tell()
