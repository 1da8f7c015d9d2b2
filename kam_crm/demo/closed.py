"""The demo company's closed months: eighteen, up to the last but one. The last full month waits to be closed."""

from __future__ import annotations

from accounts.models import User
from kam_crm.demo.months import Calendar, dice
from kam_crm.demo.world import analyse
from kpis.books.closing import close

CLOSED = range(-19, -1)


def close_months(calendar: Calendar, executive: User) -> None:
    """Each on the day after the last facts of the month came in. The books begin with the first of them."""
    for month in CLOSED:
        at = calendar.at(calendar.books_day(month), dice(f"closing {month}"), (10, 16))
        close(calendar.first(month), by=executive, at=at, begin=month == CLOSED[0])
        if month == CLOSED[0]:
            analyse()
