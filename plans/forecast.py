"""What is likely to come in, by the month in which a decision is expected; and how right that was before.

A forecast is the sum of value × probability of the open opportunities that are expected to be decided in a month,
for each currency on its own. That of a past month is made again, from the history of each opportunity, as it was at
the first instant of the month by the company's clock, and is set against what was won in that month and still is.
Both are of the opportunities that the reader may see today.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, DateField, DecimalField, ExpressionWrapper, F, Min, Sum
from django.db.models.functions import TruncMonth

from accounts.models.company import CompanyRules
from plans.models import OpportunityChange, Outcome
from plans.models.opportunity import OpportunityQuerySet

AHEAD, BACK = 6, 6  # months
WEIGHED = ExpressionWrapper(F("value") * F("probability") / Decimal(100), DecimalField(max_digits=30, decimal_places=8))


@dataclass(frozen=True)
class Money:
    """What the opportunities of one currency come to."""

    currency: str
    count: int
    total: Decimal
    weighed: Decimal


@dataclass
class Ahead:
    """One month to come, or all `before` this one and all `after` the last one shown. `first` is the month's."""

    first: dt.date | None
    when: str = "in"
    money: list[Money] = field(default_factory=list)


@dataclass(frozen=True)
class Compared:
    """One currency of a past month. `hit` is won ÷ forecast, a fraction; None where nothing was forecast."""

    currency: str
    forecast: Decimal
    won: Decimal

    @property
    def hit(self) -> Decimal | None:
        return self.won / self.forecast if self.forecast else None


@dataclass
class Past:
    """A past month. Without a history of its first day it has no forecast, only what was won."""

    first: dt.date
    known: bool
    money: list[Compared] = field(default_factory=list)


def month_after(first: dt.date, months: int = 1) -> dt.date:
    year, index = divmod(first.year * 12 + first.month - 1 + months, 12)
    return dt.date(year, index + 1, 1)


def ahead(found: OpportunityQuerySet, today: dt.date) -> list[Ahead]:
    """What is past its expected month, then this month and those that follow, then all later. One query."""
    first = today.replace(day=1)
    months = [month_after(first, number) for number in range(AHEAD)]
    rows: dict[dt.date | None, Ahead] = {None: Ahead(None, "before")}
    rows |= {month: Ahead(month) for month in months}
    later = Ahead(None, "after")
    by_month = found.open().annotate(month=TruncMonth("expected_on", output_field=DateField()))
    sums: dict[tuple[int, str], list[Money]] = defaultdict(list)
    for row in by_month.sums("month"):
        month = row.pop("month")
        target = later if month > months[-1] else rows[month if month >= first else None]
        sums[id(target), row["currency"]].append(Money(**row))
    for target in (*rows.values(), later):
        target.money = [added(parts) for (whose, _currency), parts in sums.items() if whose == id(target)]
    return [*rows.values(), later]


def added(parts: list[Money]) -> Money:
    """Of one currency."""
    return Money(
        parts[0].currency,
        sum(part.count for part in parts),
        sum((part.total for part in parts), Decimal(0)),
        sum((part.weighed for part in parts), Decimal(0)),
    )


def past(found: OpportunityQuerySet, rules: CompanyRules, today: dt.date) -> list[Past]:
    """The last BACK full months, the latest first. Two queries, and one a month."""
    first = today.replace(day=1)
    since = OpportunityChange.objects.filter(opportunity__in=found).aggregate(since=Min("at"))["since"]
    months = [month_after(first, -number) for number in range(1, BACK + 1)]
    won = won_in(found, months)
    return [compared(found, month, since is not None and since < rules.midnight(month), won, rules) for month in months]


def compared(
    found: OpportunityQuerySet,
    month: dt.date,
    known: bool,
    won: dict[tuple[dt.date, str], Decimal],
    rules: CompanyRules,
) -> Past:
    forecast = forecast_at(found, month, rules.midnight(month)) if known else {}
    currencies = sorted({*forecast, *(currency for when, currency in won if when == month)})
    zero = Decimal(0)
    money = [Compared(name, forecast.get(name, zero), won.get((month, name), zero)) for name in currencies]
    return Past(month, known, money)


def forecast_at(found: OpportunityQuerySet, month: dt.date, at: dt.datetime) -> dict[str, Decimal]:
    """By currency, what was to be expected in `month` as all stood just before the instant `at`."""
    earlier = OpportunityChange.objects.filter(opportunity__in=found, at__lt=at)
    standing = earlier.order_by("opportunity_id", "-at", "-pk").distinct("opportunity_id").values("pk")
    counted = OpportunityChange.objects.filter(
        pk__in=standing, outcome=Outcome.OPEN, live=True, expected_on__range=(month, last_of(month))
    )
    summed = counted.order_by().values("currency").annotate(weighed=Sum(WEIGHED))
    return {row["currency"]: row["weighed"] for row in summed}


def won_in(found: OpportunityQuerySet, months: Iterable[dt.date]) -> dict[tuple[dt.date, str], Decimal]:
    months = list(months)
    rows = found.live().won().filter(closed_on__range=(min(months), last_of(max(months)))).order_by()
    by_month = rows.annotate(month=TruncMonth("closed_on")).values("month", "currency")
    summed = by_month.annotate(total=Sum("value"), count=Count("pk"))
    return {(row["month"], row["currency"]): row["total"] for row in summed}


def last_of(month: dt.date) -> dt.date:
    return month_after(month) - dt.timedelta(days=1)
