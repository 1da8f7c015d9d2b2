"""How things are done at the demo company, what of it is under way, and what regular clients said when called."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from random import Random

from accounts.models import User
from clients.models import Client, Responsibility
from kam_crm.demo.months import Calendar, dice, working_day
from kam_crm.demo.people import REGULAR, TEAMS
from work import playbook_examples, starting
from work.models import Answer, Playbook, PlaybookQuestion, PlaybookRun

WRITER = next(iter(TEAMS))
IN_FORCE = dt.timedelta(days=200)  # ago
SAID = [
    "Prices of the others went up, ours should not.",
    "A second shop in spring.",
    "Ring before you deliver.",
    "The new invoices are hard to read.",
    "All is well, carry on.",
]


def follow_playbooks(calendar: Calendar, people: Mapping[str, User]) -> None:
    writer = people[WRITER]
    at = calendar.now - IN_FORCE
    drafts = playbook_examples.take(by=writer, at=at)
    books = {draft.purpose: draft.adopt(by=writer, at=at + dt.timedelta(days=2)) for draft in drafts}
    renew(calendar, books["renewal"])
    review(calendar, books["review"], people)
    for name in REGULAR.split(", ")[:4]:
        call(calendar, books["script"], people[name])


def renew(calendar: Calendar, playbook: Playbook) -> None:
    """As if it had begun by itself ninety days before each notice, where the manager has been the same since."""
    for occasion in starting.notices(calendar.now):
        rng = dice(f"renewal {occasion.key}")
        begun = occasion.anchor - dt.timedelta(days=starting.AHEAD)
        held = Responsibility.objects.on(calendar.today).filter(client=occasion.client, since__lte=begun)
        if held.exists():
            at = min(calendar.at(begun, rng, (2, 3)), calendar.now)
            PlaybookRun.start_by_itself(
                playbook, occasion.client, occasion.anchor, key=occasion.key, at=at, contract=occasion.contract
            )
            go_on(calendar, rng, PlaybookRun.objects.get(key=occasion.key))


def review(calendar: Calendar, playbook: Playbook, people: Mapping[str, User]) -> None:
    """Each senior had one begun for a junior's client."""
    for senior, names in TEAMS.items():
        rng, junior = dice(f"review {senior}"), people[names.split(", ")[0]]
        client = Client.objects.filter(pk__in=held_by(calendar, junior)).order_by("code").first()
        if client:
            at = calendar.at(working_day(calendar.today - dt.timedelta(days=9)), rng)
            day = working_day(calendar.today + dt.timedelta(days=12))
            run = PlaybookRun.start(playbook, client, day, key="demo", by=people[senior], at=at)
            go_on(calendar, rng, run)


def go_on(calendar: Calendar, rng: Random, run: PlaybookRun) -> None:
    """What was due before today is mostly done."""
    for task in run.tasks.filter(due_on__lt=calendar.today).order_by("due_on", "pk"):
        if rng.random() < 0.9:
            at = calendar.at(task.due_on or calendar.today, rng)
            task = task.accept(by=task.owner, at=at) if not task.is_own else task
            task.hand_in(by=task.owner, at=at)


def call(calendar: Calendar, script: Playbook, manager: User) -> None:
    """The last few days' calls by the script."""
    rng = dice(f"script {manager.name}")
    clients = list(Client.objects.filter(pk__in=held_by(calendar, manager)).order_by("code"))
    for client in rng.sample(clients, min(2, len(clients))):
        day = working_day(calendar.today - dt.timedelta(days=rng.randrange(1, 7)))
        at = min(calendar.at(day, rng), calendar.now)
        said = {question.pk: answer(question, rng) for question in script.questions.all()}
        Answer.take(
            script, client, said, by=manager, at=at, started_at=at, duration_minutes=rng.choice((8, 12, 15, 20))
        )


def answer(question: PlaybookQuestion, rng: Random) -> str:
    kind = PlaybookQuestion.Kind
    if question.kind == kind.NUMBER:
        return str(rng.randrange(2, 40) * 10)
    if question.kind == kind.YES_NO:
        return rng.choice(("yes", "yes", "no"))
    return rng.choice(question.choices or SAID)


def held_by(calendar: Calendar, manager: User):
    return Responsibility.objects.on(calendar.today).filter(manager=manager).values("client")
