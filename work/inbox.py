"""What waits for a member of a department, what is theirs, and what colleagues have: overdue first."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from accounts.models import User
from work.models import DepartmentRequest

LONGEST = 12  # lines of each list


def of_member(user: User, now: dt.datetime) -> dict[str, object]:
    """The lists of the page, in a fixed number of queries."""
    seen = DepartmentRequest.objects.visible_to(user).shown()
    boxes = [
        ("new", _("New"), _("Nothing new waits for your department."), seen.new()),
        ("mine", _("Mine"), _("You have no request at present."), seen.mine(user)),
        ("others", _("With colleagues"), _("Nobody else has one."), seen.others(user)),
        (
            "answered",
            _("Answered"),
            _("Nothing has been answered yet."),
            seen.answered().order_by("-answered_at", "-pk"),
        ),
    ]
    return {"now": now, "boxes": [box(*about) for about in boxes]}


def box(state: str, title: str, empty: str, rows) -> dict[str, object]:
    found = list(rows[: LONGEST + 1])
    return {"state": state, "title": title, "empty": empty, "rows": found[:LONGEST], "more": len(found) > LONGEST}
