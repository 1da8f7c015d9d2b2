"""Who is away at the demo company: one over, one running, one ahead."""

from __future__ import annotations

import datetime as dt

from accounts.models import Cover, User
from kam_crm.demo.months import Calendar, dice

# Who is away, who stands in, from how many days from today, for how many days, and what to know meanwhile.
AWAY = [
    ("Ravi Mishra", "Pooja Agarwal", -40, 5, "Family wedding in Lucknow; reachable for emergencies."),
    (
        "Kavya Reddy",
        "Asha Kulkarni",
        -2,
        8,
        "The renewals are with legal; please keep the clients informed.",
    ),
    ("Deepa Krishnan", "Sanjay Yadav", -1, 5, ""),
    ("Asha Kulkarni", "Rohan Deshpande", 21, 7, "Year-end leave. Open offers are in the notes of the last talks."),
]


def arrange_absences(calendar: Calendar, people: dict[str, User]) -> None:
    """Each was arranged a week before it begins, or today."""
    for absent, colleague, begins, days, note in AWAY:
        since = calendar.today + dt.timedelta(days=begins)
        said = min(calendar.at(since - dt.timedelta(days=7), dice(f"absence {absent}")), calendar.now)
        until = since + dt.timedelta(days=days)
        Cover.arrange(people[absent], people[colleague], since, until, by=people[absent], at=said, note=note)
