"""How departments kept to their due days, by month: every number is the length of a list that can be opened."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import Count, Max, Q, Sum
from django.db.models.functions import TruncMonth
from django.urls import reverse

from accounts.models import Department
from accounts.models.company import CompanyRules
from work.models import RequestDelay
from work.models.request import DepartmentRequestQuerySet

MONTHS = 6
REASONS = 30


@dataclass
class Row:
    """A department's answers of the days `since` to `until`; `month` is None where these are all of them."""

    department: Department
    since: dt.date
    until: dt.date
    month: dt.date | None = None
    answered: int = 0
    late: int = 0
    days: int = 0  # of delay, of all the late ones
    worst: int = 0
    overdue: int = 0

    @property
    def on_time(self) -> int:
        return self.answered - self.late

    @property
    def mean(self) -> Decimal | None:
        """Days of delay of those that were late."""
        return Decimal(self.days) / self.late if self.late else None

    def add(self, other: Row) -> None:
        self.answered += other.answered
        self.late += other.late
        self.days += other.days
        self.worst = max(self.worst, other.worst)

    def of(self, state: str) -> str:
        span = {} if state == "overdue" else {"since": self.since, "until": self.until}
        return reverse("requests:list") + "?" + urlencode({"department": self.department.code, "state": state} | span)

    @property
    def links(self) -> dict[str, str]:
        return {state: self.of(state) for state in ("answered", "on_time", "late", "overdue")}


@dataclass
class Part:
    """A department: all its months together, and each of them, the newest first."""

    total: Row
    months: list[Row] = field(default_factory=list)


def by_department(
    requests: DepartmentRequestQuerySet, first: dt.date, rules: CompanyRules, now: dt.datetime
) -> list[Part]:
    """The departments that were asked for something, with the MONTHS months from `first` on. Three queries."""
    end = later(first, MONTHS)
    until = end - dt.timedelta(days=1)
    parts: dict[int, Part] = {}
    for department in Department.objects.filter(pk__in=requests.values("department")).order_by("name"):
        parts[department.pk] = Part(Row(department, first, until))
    for found in monthly(requests, rules.midnight(first), rules.midnight(end), rules):
        part, month = parts[found.pop("department")], found.pop("month").date()
        row = Row(part.total.department, month, later(month, 1) - dt.timedelta(days=1), month, **found)
        part.months.append(row)
        part.total.add(row)
    overdue = requests.overdue(now).order_by().values_list("department").annotate(Count("pk"))
    for department, count in overdue:
        parts[department].total.overdue = count
    return list(parts.values())


def monthly(requests: DepartmentRequestQuerySet, since: dt.datetime, until: dt.datetime, rules: CompanyRules):
    answered = requests.answered().filter(answered_at__gte=since, answered_at__lt=until)
    grouped = answered.order_by().annotate(month=TruncMonth("answered_at", tzinfo=rules.zone))
    return (
        grouped.values("department", "month")
        .annotate(
            answered=Count("pk"),
            late=Count("pk", filter=Q(days_late__gt=0)),
            days=Sum("days_late"),
            worst=Max("days_late"),
        )
        .order_by("department", "-month")
    )


def reasons(requests: DepartmentRequestQuerySet, first: dt.date, rules: CompanyRules) -> list[RequestDelay]:
    """What the departments said why, in the same months, the newest first; at most REASONS and one more."""
    span = {"at__gte": rules.midnight(first), "at__lt": rules.midnight(later(first, MONTHS))}
    given = RequestDelay.objects.filter(request__in=requests, **span).select_related("request__department", "by")
    return list(given.order_by("-at", "-pk")[: REASONS + 1])


def later(first: dt.date, months: int) -> dt.date:
    """The first day of the month that is `months` later."""
    year, index = divmod(first.year * 12 + first.month - 1 + months, 12)
    return dt.date(year, index + 1, 1)
