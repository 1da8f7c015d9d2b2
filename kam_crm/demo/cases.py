"""What became of the cases: what was learnt, who confirmed it, when one waited for the client, what came back; and
the working calendar that their clocks run by."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from random import Random

from accounts.models import User
from clients.models import Contact
from kam_crm.demo.months import FIRST, dice
from kam_crm.demo.months import Calendar as Story
from work import winding
from work.models import Calendar, Case, CasePause
from work.worktime import read_hours

FEASTS = {"01-26": "Republic Day", "08-15": "Independence Day", "10-02": "Gandhi Jayanti", "12-25": "Christmas"}
HALF_DAYS = {"12-31": "New Year's Eve"}
LEARNT = {
    "question": ("The answer belongs on the order form.", "Ask the client's own people first; they knew."),
    "problem": ("Check the delivery list the evening before.", "The site contact must confirm the time by phone."),
    "need": ("Two more clients of the sector may want this.", "Bring the specialist to the first talk."),
    "suggestion": ("A small change, and they noticed it at once.", "Worth asking others, too."),
    "complaint": (
        "Call before writing; the tone was half of it.",
        "The invoice went out before the service was accepted.",
    ),
}
LEARNT_LATER = "The first repair treated the sign and not the cause."
LONGEST = dt.timedelta(days=40)  # then the last one, too, is solved


def tell(story: Story, cases: list[Case], contacts: list[Contact]) -> list[CasePause]:
    """Of `cases` that are not stored yet, without clocks. Gives their pauses."""
    names, pauses = defaultdict(list), []
    for contact in contacts:
        names[contact.client.code].append(contact.name)
    for case in cases:
        rng = dice(f"case {case.reference}")
        if case.first_answer_at and story.now - case.first_answer_at > LONGEST and not case.solved_at:
            case.solved_at = case.first_answer_at + dt.timedelta(hours=rng.randrange(20, 400))
        if case.solved_at and case.first_answer_at:
            end(case, case.first_answer_at, case.solved_at, rng, story, names[case.client.code])
        elif case.first_answer_at and rng.random() < 0.5:
            case.waiting_since = case.first_answer_at
            pauses.append(CasePause(case=case, since=case.waiting_since))
    return pauses


def wind(story: Story, cases: list[Case], pauses: list[CasePause], administrator: User) -> None:
    """Their clocks, once they are stored."""
    lay_out_calendar(story, administrator)
    CasePause.objects.bulk_create(pauses)
    winding.wind([case.pk for case in cases], new=True, at=story.now)


def lay_out_calendar(story: Story, administrator: User) -> None:
    years = range(story.first(FIRST).year, story.today.year + 2)
    half = [list(span) for span in read_hours("9–13")]
    days: dict[str, dict] = {
        f"{year}-{day}": {"name": name, "hours": []} for year in years for day, name in FEASTS.items()
    }
    days |= {f"{year}-{day}": {"name": name, "hours": half} for year in years for day, name in HALF_DAYS.items()}
    since = dt.datetime.combine(story.first(FIRST), dt.time(), dt.UTC) - dt.timedelta(days=1)
    Calendar.objects.create(since=since, set_by=administrator, days=dict(sorted(days.items())))


def end(case: Case, answered: dt.datetime, solved: dt.datetime, rng: Random, story: Story, names: list[str]) -> None:
    """Most clients say that it is solved; one in fifteen came back before that."""
    case.learnt = rng.choice(LEARNT[case.kind])
    if rng.random() < 0.06:
        case.reopened, case.learnt = 1, LEARNT_LATER
        case.reopened_at = answered + (solved - answered) / 2
    confirmed = solved + dt.timedelta(hours=rng.uniform(2, 70))
    if names and rng.random() < 0.7 and confirmed <= story.now:
        case.confirmed_at, case.confirmed_by = confirmed.replace(second=0, microsecond=0), rng.choice(names)
