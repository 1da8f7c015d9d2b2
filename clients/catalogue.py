"""What a service's page shows beside its facts: who buys it, and its price over time as a small picture."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, F, Q, Sum

from clients.models import Sale, Service, ServicePrice

YEAR = dt.timedelta(days=365)
MOST = 10
WIDTH, HEIGHT, EDGE = 320, 72, 4  # of the picture, in its own units


@dataclass(frozen=True)
class Bought:
    """`sums` has a row for each currency, `clients` those who bought most of it."""

    sums: Sequence[Mapping]
    clients: Sequence[Mapping]


def buyers_of(service: Service, user, today: dt.date) -> Bought:
    """What the clients whom `user` may see bought of it within a year, returns taken off. Two queries."""
    sales = Sale.objects.visible_to(user).live().filter(service=service, date__gt=today - YEAR, date__lte=today)
    buyers = Count("client", distinct=True, filter=Q(returns=None))
    sums = sales.order_by().values("currency").annotate(clients=buyers, revenue=Sum("amount"))
    named = sales.order_by().values("currency", code=F("client__code"), name=F("client__name"))
    most = named.annotate(revenue=Sum("amount")).filter(revenue__gt=0).order_by("-revenue", "name")
    return Bought([*sums.order_by("-revenue")], [*most[:MOST]])


@dataclass(frozen=True)
class Steps:
    """The points of two SVG polylines: what was in force, and what is planned ("" where nothing is)."""

    past: str
    planned: str


def price_steps(prices: Sequence[ServicePrice], today: dt.date) -> Steps | None:
    """`prices` newest first. None where one price, or several currencies, make no line."""
    known = [(price.since.toordinal(), price.price) for price in reversed(prices) if price.price is not None]
    if len(known) < 2 or len({price.currency for price in prices if price.currency}) > 1:
        return None
    days, now = [day for day, _amount in known], today.toordinal()
    if prices[-1].is_first:  # in force since always: a while before the second
        days[0] = days[1] - max(now - days[1], 30) // 4
    last = max(now, days[-1]) + max((now - days[0]) // 12, 7)
    high = max(amount for _day, amount in known) or Decimal(1)

    def point(day: int, amount: Decimal) -> str:
        along, up = (day - days[0]) / (last - days[0]), float(amount / high)
        return f"{EDGE + along * (WIDTH - 2 * EDGE):.1f},{HEIGHT - EDGE - up * (HEIGHT - 2 * EDGE):.1f}"

    past: list[str] = []
    planned: list[str] = []
    for begins, ends, (_day, amount) in zip(days, [*days[1:], last], known, strict=True):
        line = planned if begins > now else past
        if line is planned and not planned:
            planned.append(past[-1] if past else point(begins, amount))
        line += [point(begins, amount), point(ends, amount)]
    return Steps(" ".join(past), " ".join(planned))
