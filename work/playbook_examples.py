"""Playbooks to begin with: drafts in the words of who takes them, to be read, changed and put into force."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_noop as N

from work.models import Playbook, PlaybookQuestion, PlaybookStep
from work.models.playbook import must_write

RESPONSIBLE, SENIOR, TEAM = PlaybookStep.Role
WORDS, YES_NO, NUMBER, CHOICE = PlaybookQuestion.Kind


class Step(NamedTuple):
    days: int
    title: str
    role: str = RESPONSIBLE
    checklist: tuple[str, ...] = ()
    priority: str = "normal"


class Example(NamedTuple):
    name: str
    purpose: str
    starts: str = ""
    steps: tuple[Step, ...] = ()
    questions: tuple[tuple[str, str, tuple[str, ...]], ...] = ()


EXAMPLES = (
    Example(
        N("Onboarding of a new key account"),
        "onboarding",
        steps=(
            Step(-5, N("Read everything there is about the client"), TEAM),
            Step(0, N("Welcome call"), checklist=(N("Introduce the team"), N("Agree how often to talk"))),
            Step(
                7,
                N("First meeting: goals and worries"),
                checklist=(N("What they want to reach this year"), N("What went wrong with others"), N("Who decides")),
            ),
            Step(14, N("Enter all people with their roles"), TEAM),
            Step(21, N("Send the written summary of what was agreed")),
            Step(30, N("Look through the first month together"), SENIOR),
            Step(90, N("Ask for a first opinion, and answer it")),
        ),
    ),
    Example(
        N("Renewal of a contract"),
        "renewal",
        "notice",
        steps=(
            Step(-85, N("Look up what they bought, and what went well and badly")),
            Step(-75, N("Ask what they expect of the next term")),
            Step(-60, N("Prepare the renewal offer"), checklist=(N("Prices"), N("Term"), N("What is new"))),
            Step(-50, N("Review the offer"), SENIOR, priority="high"),
            Step(-45, N("Present the offer in a meeting"), priority="high"),
            Step(-21, N("Ring: what still stands in the way?")),
            Step(-7, N("Decide with the client: renew, change or end"), priority="urgent"),
        ),
    ),
    Example(
        N("Complaint"),
        "complaint",
        "complaint",
        steps=(
            Step(0, N("Ring the client and listen"), priority="urgent"),
            Step(1, N("Find out what happened"), checklist=(N("Ask the department"), N("Write down the facts"))),
            Step(2, N("Propose a solution"), priority="high"),
            Step(5, N("Ask whether it is solved")),
            Step(14, N("Talk over what we learnt"), SENIOR),
        ),
    ),
    Example(
        N("Hand-over to another manager"),
        "handover",
        "transfer",
        steps=(
            Step(0, N("Read the client's last twelve months")),
            Step(2, N("Talk with the manager before"), checklist=(N("Promises"), N("People"), N("Open complaints"))),
            Step(5, N("Introduce yourself to everyone who matters there"), priority="high"),
            Step(10, N("Joint meeting with the client")),
            Step(90, N("Look back: is the client content?"), SENIOR),
        ),
    ),
    Example(
        N("Quarterly review with the client"),
        "review",
        steps=(
            Step(-21, N("Agree the day and who takes part")),
            Step(-10, N("Put the figures together"), TEAM, (N("Sales"), N("Complaints"), N("Goals"))),
            Step(-5, N("Rehearse the review"), SENIOR),
            Step(0, N("Hold the review"), priority="high"),
            Step(2, N("Send the minutes with what was promised")),
        ),
    ),
    Example(
        N("Call to a regular client"),
        "script",
        questions=(
            (N("How content are you with us at present?"), CHOICE, (N("very"), N("rather"), N("not really"))),
            (N("Did the last delivery come complete and on time?"), YES_NO, ()),
            (N("What do you plan for the next three months?"), WORDS, ()),
            (N("About how much will you need?"), NUMBER, ()),
            (N("Do you buy something elsewhere that we have, too?"), YES_NO, ()),
            (N("Is there anything we should do differently?"), WORDS, ()),
        ),
    ),
)


def take(*, by, at: dt.datetime) -> list[Playbook]:
    """The drafts, made by `by` in the language that is active."""
    must_write(by)
    with transaction.atomic():
        return [_draft(example, by, at) for example in EXAMPLES]


def _draft(example: Example, by, at: dt.datetime) -> Playbook:
    draft = Playbook.draft(name=_t(example.name), purpose=example.purpose, starts=example.starts, by=by, at=at)
    steps = [
        PlaybookStep(
            offset_days=step.days,
            title=_t(step.title),
            role=step.role,
            priority=step.priority,
            checklist=[_t(line) for line in step.checklist],
        )
        for step in example.steps
    ]
    questions = [
        PlaybookQuestion(text=_t(text), kind=kind, choices=[_t(choice) for choice in choices])
        for text, kind, choices in example.questions
    ]
    return draft.write(steps=steps, questions=questions, by=by, at=at)
