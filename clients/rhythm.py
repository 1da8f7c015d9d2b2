"""What a client bought, and how often we spoke, month by month: two small lines beside the facts."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth

from accounts.models.company import CompanyRules
from clients.models import Client

MONTHS = 12
WIDTH, HEIGHT, EDGE = 120, 24, 2  # of the line's picture, in its own units


@dataclass(frozen=True)
class Line:
    """One value a month, the oldest first; `currency` where they are money."""

    values: Sequence[Decimal | int]
    currency: str = ""

    @property
    def total(self) -> Decimal | int:
        return sum(self.values)

    @property
    def points(self) -> str:
        """Of an SVG polyline: the highest month at the top, the lowest, or nothing, at the bottom."""
        low, high = min(0, *self.values), max(0, *self.values)
        span, step = (high - low) or 1, (WIDTH - 2 * EDGE) / (len(self.values) - 1)
        heights = [HEIGHT - EDGE - float((value - low) / span) * (HEIGHT - 2 * EDGE) for value in self.values]
        return " ".join(f"{EDGE + place * step:.1f},{height:.1f}" for place, height in enumerate(heights))


@dataclass(frozen=True)
class Rhythm:
    months: list[dt.date]
    talks: Line
    revenue: list[Line]  # one for each currency

    @property
    def rows(self) -> list[tuple[dt.date, Decimal | int, list[tuple[Decimal | int, str]]]]:
        """Month by month: talks, and the money in each currency."""
        money = [[(line.values[place], line.currency) for line in self.revenue] for place in range(len(self.months))]
        return list(zip(self.months, self.talks.values, money, strict=True))


def rhythm_of(client: Client, rules: CompanyRules, today: dt.date) -> Rhythm:
    """The last MONTHS months, the running one last. Two queries."""
    months = [_months_before(today, back) for back in reversed(range(MONTHS))]
    held = client.interactions.live().talks().held().filter(started_at__gte=rules.midnight(months[0]))
    by_month = held.order_by().annotate(month=TruncMonth("started_at", tzinfo=rules.zone)).values_list("month")
    talks = {month.date(): count for month, count in by_month.annotate(Count("pk"))}
    sold: dict[str, dict[dt.date, Decimal]] = defaultdict(dict)
    sales = client.sales.live().filter(date__gte=months[0]).order_by().annotate(month=TruncMonth("date"))
    for month, currency, amount in sales.values_list("month", "currency").annotate(Sum("amount")):
        sold[currency][month] = amount
    revenue = [Line([sold[code].get(month, Decimal(0)) for month in months], code) for code in sorted(sold)]
    return Rhythm(months, Line([talks.get(month, 0) for month in months]), revenue)


def _months_before(day: dt.date, back: int) -> dt.date:
    """The first of the month that lies so many months back."""
    year, month = divmod(day.year * 12 + day.month - 1 - back, 12)
    return dt.date(year, month + 1, 1)
