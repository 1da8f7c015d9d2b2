"""What waits for a member of a department, what is theirs, and what colleagues have: overdue first."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from accounts.models import User
from work.models import DepartmentRequest

LONGEST = 12  # lines of each list
LAST_ANSWERED = 5


def of_member(user: User, now: dt.datetime) -> dict[str, object]:
    """The lists of the page, in a fixed number of queries."""
    seen = DepartmentRequest.objects.visible_to(user).shown()
    answered = seen.answered().order_by("-answered_at", "-pk")
    waiting = [
        box("new", _("New"), _("Nothing new waits for your department."), seen.new()),
        box("mine", _("Mine"), _("You have no request at present."), seen.mine(user)),
    ]
    others = [
        box("others", _("With colleagues"), _("No colleague has one."), seen.others(user)),
        box("answered", _("Answered"), _("Nothing has been answered yet."), answered, LAST_ANSWERED),
    ]
    return {"now": now, "columns": [waiting, others]}


def box(state: str, title: str, empty: str, rows, most: int = LONGEST) -> dict[str, object]:
    found = list(rows[: most + 1])
    return {"state": state, "title": title, "empty": empty, "rows": found[:most], "more": len(found) > most}
