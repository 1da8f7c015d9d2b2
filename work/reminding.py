"""Reminding of what falls due, once for each due day, however often and by however many it is asked for."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef

from clients.models.client import today
from work.models import DepartmentRequest, RequestWarning


def of_requests(now: dt.datetime) -> int:
    """The department of what is due tomorrow, and both sides of what is overdue. Returns how many were told."""
    waiting = DepartmentRequest.objects.open()
    tomorrow = waiting.filter(due_on=today(now) + dt.timedelta(days=1))
    told = [request.warn("due_soon", at=now) for request in untold(tomorrow, "due_soon")]
    told += [request.warn("overdue", at=now) for request in untold(waiting.overdue(now), "overdue")]
    return sum(told)


def untold(requests, what: str):
    rows = RequestWarning.objects.filter(request=OuterRef("pk"), what=what, due_on=OuterRef("due_on"))
    return requests.filter(~Exists(rows))
