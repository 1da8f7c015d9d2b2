"""What the seniors gave their juniors, and what everybody keeps in mind for themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from random import Random

from accounts.models import User
from clients.models import Client, Responsibility
from kam_crm.demo.months import Calendar, dice, working_day
from kam_crm.demo.people import TEAMS
from work.models import Task

# What is given, with its checklist.
GIVEN = [
    ("Prepare the renewal offer", ["Look up what they buy", "Agree the discount with finance", "Send the draft"]),
    ("Draw the map of who decides", []),
    ("Ask for a meeting with the new head of purchasing", []),
    ("Answer the complaint in writing", ["Ask logistics what happened", "Write", "Ring afterwards"]),
    ("Write down what we learnt from the last survey", []),
    ("Plan the quarterly review", ["Figures", "Their goals", "Our proposals"]),
    ("Show them the new training", []),
]
OWN = [("Tidy up the contacts", "month"), ("Read the minutes once more", ""), ("Ring for no reason", "fortnight")]
AHEAD = (-6, -3, -1, 0, 1, 2, 4, 7, 12)  # days from today on which tasks are due


def give_tasks(calendar: Calendar, people: Mapping[str, User]) -> None:
    held = Responsibility.objects.on(calendar.today).select_related("client")
    books: dict[int, list[Client]] = {}
    for span in held.order_by("client__code"):
        books.setdefault(span.manager_id, []).append(span.client)
    for senior, names in TEAMS.items():
        for name in names.split(", "):
            rng, junior = dice(f"tasks {name}"), people[name]
            for what, steps in rng.sample(GIVEN, 2):
                client = rng.choice(books.get(junior.pk) or [None])
                task = give(calendar, rng, people[senior], junior, title=what, steps=steps, client=client)
                go_on(calendar, rng, task, people[senior], junior)
            what, every = rng.choice(OWN)
            give(calendar, rng, junior, junior, title=what, every=every)


def give(calendar: Calendar, rng: Random, by: User, to: User, **fields) -> Task:
    due = working_day(calendar.today + dt.timedelta(days=rng.choice(AHEAD)))
    given = working_day(min(due, calendar.today) - dt.timedelta(days=rng.randrange(2, 9)))
    fields["priority"] = rng.choices(("low", "normal", "high", "urgent"), (1, 7, 3, 1))[0]
    fields["due_time"] = dt.time(rng.randrange(10, 18)) if rng.random() < 0.3 else None
    return Task.assign([to], by=by, at=calendar.at(given, rng), due_on=due, **fields)[0]


def go_on(calendar: Calendar, rng: Random, task: Task, senior: User, junior: User) -> None:
    """How far it has come."""
    at, far = task.created_at + dt.timedelta(minutes=rng.randrange(20, 120)), rng.random()
    if far < 0.25:
        return
    task = task.accept(by=junior, at=at)
    for step in list(task.steps.all())[: rng.randrange(0, 3)]:
        task.tick(step, True, by=junior, at=at)
    if far > 0.45:
        task = task.begin(by=junior, at=at)
    if far > 0.6:
        task = task.hand_in(by=junior, at=at + dt.timedelta(days=1))
    if far > 0.85:
        task.give_back(
            "The figures of last year are missing; add them.", by=senior, at=at + dt.timedelta(days=1, hours=1)
        )
    elif far > 0.75:
        task.approve(by=senior, at=at + dt.timedelta(days=1, hours=1))
