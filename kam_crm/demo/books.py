"""Who looks after which client: the first manager, teams, transfers, a hand-over, and two clients with nobody."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from itertools import cycle, zip_longest

from accounts.models import User
from kam_crm.demo.lives import LAST, NOW, Life
from kam_crm.demo.months import FIRST, Calendar, dice
from kam_crm.demo.people import LEAVER, NEWCOMER, REGULAR, TEAMS, Staff

PINNED = {
    "Sahyadri Motors": "Asha Kulkarni",
    "Purnima Bank": "Asha Kulkarni",
    "Gokul Dhara Dairy": "Asha Kulkarni",
    "Anvaya Systems": "Vikram Rao",
    "Mangalam Hypermarkets": "Vikram Rao",
    "Dhanam Housing Finance": "Rohan Deshpande",
    "Vaigai Textiles": "Nikhil Patil",
    "Rajwada Palaces and Hotels": "Ravi Mishra",
    "Nalanda Learning": "Pooja Agarwal",
}
# client, month, day, to whom (empty: to nobody)
MOVES = (
    ("Girnar Forgings", -13, 4, "Farah Sayed"),
    ("Grand Trunk Motels", -10, 11, "Harpreet Singh"),
    ("Niramaya Eye Institute", -7, 19, "Lakshmi Narayanan"),
    ("Suryatej Renewables", -5, 15, "Sneha Joshi"),
    ("Vastukala Developers", -5, 15, "Arjun Pillai"),
    ("Assam River Transport", -2, 20, ""),
    ("Dhanam Housing Finance", LAST, 12, "Asha Kulkarni"),
    ("Solapur Home Linen", LAST, 17, "Nila Subramaniam"),
    ("Vaigai Textiles", NOW, 4, "Asha Kulkarni"),
    ("Panipat Carpets and Rugs", NOW, 9, "Sanjay Yadav"),
)
# Before they became key these clients were regular; before the leaver left, these were his; one was entered twice.
BEFORE = {
    "Girnar Forgings": "Deepa Krishnan",
    "Grand Trunk Motels": "Mohit Saxena",
    "Niramaya Eye Institute": "Rukmini Hegde",
    "Suryatej Renewables": LEAVER,
    "Vastukala Developers": LEAVER,
    "Solapur Home Linen": "Abdul Karim",
    "Panipat Carpets and Rugs": "Shalini Dubey",
    "Anvaya Sys Pvt Ltd": "Kavya Reddy",
}
NOBODY = ("Sethu Shipping Agents",)
SWAPS = (-20, -17, -14, -11, -8, -4)  # months in which two clients of a team change places


@dataclass
class Book:
    """One client's history: from which day on whose. `None` is nobody."""

    since: list[tuple[dt.date, User | None]] = field(default_factory=list)
    team: list[tuple[User, dt.date, dt.date | None]] = field(default_factory=list)

    def holder(self, day: dt.date) -> User | None:
        return next((manager for since, manager in reversed(self.since) if since <= day), None)

    def spans(self) -> list[tuple[User, dt.date, dt.date | None]]:
        pairs = zip_longest(self.since, [since for since, _ in self.since[1:]])
        return [(manager, since, until) for (since, manager), until in pairs if manager]


def books(staff: Staff, lives: list[Life], calendar: Calendar) -> dict[str, Book]:
    """Each client's book by the client's name."""
    found = {life.entry.name: Book() for life in lives}
    turns = {senior: slots(staff, senior) for senior in TEAMS}
    regular, indian = cycle(REGULAR.split(", ")), cycle(("Vikram Rao", "Meera Iyer"))
    for life in lives:
        entry = life.entry
        if entry.name in NOBODY:
            continue
        if entry.kind == "key":
            senior = "Daniel Whitfield" if entry.country != "India" else next(indian)
            name = PINNED.get(entry.name) or next(turns[senior])
        else:
            name = next(regular)
        name = BEFORE.get(entry.name, name)
        found[entry.name].since.append((met_on(life, calendar), staff.by_name[name]))
    swap(found, lives, calendar)
    for name, month, day, to in MOVES:
        found[name].since.append((calendar.day(month, day), staff.by_name.get(to)))
    gather_teams(found, lives, staff, calendar)
    return found


def slots(staff: Staff, senior: str):
    """The team's names in turn: seniors keep two key clients at most, juniors three. Pinned clients count."""
    full = Counter(PINNED.values()) + Counter({senior: 1, LEAVER: 3, NEWCOMER: 3})
    names = [senior, *(user.name for user in staff.team(senior))]
    return cycle([name for turn in range(3) for name in names if full[name] + turn < 3])


def met_on(life: Life, calendar: Calendar) -> dt.date:
    """The day from which on somebody was responsible: long ago, or some weeks before the first business."""
    if not life.spells:
        return calendar.first(life.rng.randrange(-9, 0)) + dt.timedelta(days=life.rng.randrange(0, 25))
    if life.spells[0].first > FIRST:
        return calendar.first(life.spells[0].first) - dt.timedelta(days=life.rng.randrange(20, 80))
    return calendar.first(FIRST) - dt.timedelta(days=life.rng.randrange(20, 400))


def swap(found: dict[str, Book], lives: list[Life], calendar: Calendar) -> None:
    """Twice a year and more, two key managers of one team exchange a client in mid-month."""
    rng, told = dice("swaps"), {*PINNED, *BEFORE}
    keys = [life for life in lives if life.entry.kind == "key" and life.entry.name not in told]
    names = [life.entry.name for life in keys if life.spells[0].first == FIRST]
    for month in SWAPS:
        day = calendar.day(month, rng.randrange(6, 24))
        mine = names.pop(rng.randrange(len(names)))
        holder = found[mine].holder(day)
        others = [n for n in names if (other := found[n].holder(day)) is not holder and same_team(other, holder)]
        yours = names.pop(names.index(rng.choice(others)))
        partner = found[yours].holder(day)
        found[mine].since.append((day, partner))
        found[yours].since.append((day, holder))


def same_team(one: User | None, other: User | None) -> bool:
    return one is not None and other is not None and one.supervisor is not None and one.supervisor is other.supervisor


def gather_teams(found: dict[str, Book], lives: list[Life], staff: Staff, calendar: Calendar) -> None:
    """Up to two colleagues of the responsible manager work on each key client; the newcomer learns at two."""
    learning = iter(("Takshila University Trust", "Doorsanchar Networks"))
    for life in lives:
        book, senior = found[life.entry.name], None
        if life.entry.kind == "key" and book.since and (holder := book.since[-1][1]):
            senior = holder.supervisor or holder
        if senior is None or senior.name not in TEAMS:
            continue
        held_by = {manager.name for _, manager in book.since if manager}
        colleagues = [u for u in staff.team(senior.name) if u.name not in (*held_by, LEAVER, NEWCOMER)]
        for user in life.rng.sample(colleagues, life.rng.choice((0, 1, 1, 2))):
            since = max(book.since[0][0], calendar.first(life.rng.randrange(-20, 0)))
            until = since + dt.timedelta(days=200) if life.rng.random() < 0.15 else None
            book.team.append((user, since, until if until and until < calendar.today else None))
    for name in learning:
        found[name].team.append((staff.by_name[NEWCOMER], calendar.first(0), None))
