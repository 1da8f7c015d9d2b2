"""The demo company's closed months: eighteen, up to the last but one. The last full month waits to be closed.

After that a few talks are entered late, so that there are adjustments to look at: one accepted, one refused, one that
waits.
"""

from __future__ import annotations

import datetime as dt

from accounts.models import User
from clients.models import Interaction
from kam_crm.demo.months import ZONE, Calendar, dice
from kam_crm.demo.world import analyse
from kpis.books import late
from kpis.books.closing import close
from kpis.models import Adjustment
from kpis.refresh import refresh_month

CLOSED = range(-19, -1)
# Who entered how many calls of the last closed month after it was closed, and what became of it.
LATE = {
    "Asha Kulkarni": (2, Adjustment.State.ACCEPTED, "She was travelling; the clients confirmed both calls."),
    "Kavya Reddy": (1, Adjustment.State.REFUSED, "The client does not remember this call."),
    "Ravi Mishra": (3, Adjustment.State.WAITING, ""),
}


def close_months(calendar: Calendar, executive: User) -> None:
    """Each on the day after the last facts of the month came in. The books begin with the first of them."""
    for month in CLOSED:
        at = calendar.at(calendar.books_day(month), dice(f"closing {month}"), (10, 16))
        close(calendar.first(month), by=executive, at=at, begin=month == CLOSED[0])
        if month == CLOSED[0]:
            analyse()


def tell_late(calendar: Calendar, people: dict[str, User], executive: User) -> None:
    """What was entered too late, and what the executive decided about it."""
    month = CLOSED[-1]
    begins = dt.datetime.combine(calendar.first(month), dt.time(), ZONE)
    ends = dt.datetime.combine(calendar.first(month + 1), dt.time(), ZONE)
    entered = calendar.at(calendar.day(month + 1, 14), dice("late"), (10, 12))
    for name, (count, _state, _reason) in LATE.items():
        talks = Interaction.objects.filter(
            manager=people[name], kind="call", status="held", started_at__gte=begins, started_at__lt=ends
        )
        for talk in talks.order_by("started_at")[:count]:
            again_an_hour_later(talk, entered)
    refresh_month(calendar.first(month), now=entered)
    decided = entered + dt.timedelta(days=1, hours=3)
    for found in late.find(calendar.first(month), now=entered):
        _count, state, reason = LATE[found.manager.name]
        decide = {Adjustment.State.ACCEPTED: found.accept, Adjustment.State.REFUSED: found.refuse}.get(state)
        if decide:
            decide(by=executive, at=decided, seen=found.version, reason=reason)


def again_an_hour_later(talk: Interaction, recorded_at: dt.datetime) -> None:
    Interaction.objects.create(
        client=talk.client,
        manager=talk.manager,
        kind=talk.kind,
        status=talk.status,
        started_at=talk.started_at + dt.timedelta(hours=1),
        duration_minutes=10,
        subject=talk.subject,
        reference=f"{talk.reference}-2",
        recorded_at=recorded_at,
        recorded_by=talk.manager,
    )
