"""What an amount is worth in the company's currency: the one place where figures, proofs and pages convert.

A line counts at the rate in force on its day. A return takes back at the rate of the sale that it takes back, so that
a full return leaves nothing; only where that day has no rate, at that of its own day. What has no rate keeps its own
currency. All is exact: an amount of six decimals times a rate of twelve.

The functions give SQL. `base` is an expression for the company's currency, by default a parameter of the statement.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from clients.models.sale import Sale

BASE = "%(currency)s"


def rate(currency: str, day: str, base: str = BASE) -> str:
    """What one unit of `currency` is in `base` on `day`: 1 of itself, NULL where there is no rate. One index lookup."""
    return f"""CASE WHEN {currency} = {base} THEN 1 ELSE ({_looked_up(currency, day, base)}) END"""


def of_line(line: str, base: str = BASE, name: str = "x") -> str:
    """A lateral join that tells of each row `line` of clients_sale its `rate`, NULL where there is none, the `factor`
    by which its amounts are taken, and the `unit` in which they are then. Asked once a row (OFFSET 0)."""
    sold_on = f"(SELECT fx_of.date FROM clients_sale fx_of WHERE fx_of.id = {line}.returns_id)"
    return f"""CROSS JOIN LATERAL (
    SELECT found.rate, coalesce(found.rate, 1) AS factor,
           CASE WHEN found.rate IS NULL THEN {line}.currency ELSE {base} END AS unit
    FROM (SELECT CASE WHEN {line}.currency = {base} THEN 1 ELSE coalesce(
        CASE WHEN {line}.returns_id IS NOT NULL THEN ({_looked_up(f"{line}.currency", sold_on, base)}) END,
        ({_looked_up(f"{line}.currency", f"{line}.date", base)})) END AS rate OFFSET 0) found) {name}"""


def _looked_up(currency: str, day: str, base: str) -> str:
    return f"""SELECT fx.rate FROM clients_exchangerate fx
        WHERE fx.currency = {currency} AND fx.base = {base} AND fx.since <= {day} ORDER BY fx.since DESC LIMIT 1"""


_RATES = f"SELECT l.id, x.rate FROM clients_sale l {of_line('l')} WHERE l.id = ANY(%(ids)s)"


def rates_of(sales: list[int], base: str) -> dict[int, Decimal | None]:
    """The rate of each of these lines: 1 in the company's currency, None where it has none. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_RATES, {"ids": sales, "currency": base})
        return dict(cursor.fetchall())


@dataclass(frozen=True)
class Gap:
    """What has no rate in a currency: how many lines, and from when to when."""

    currency: str
    first: dt.date
    last: dt.date
    lines: int


def gaps(sales: QuerySet[Sale], base: str) -> list[Gap]:
    """What is missing for these lines, currency by currency. One query."""
    try:
        wanted, params = sales.exclude(currency=base).order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return []
    line = of_line("l", "%s")
    sql = f"""SELECT l.currency, min(l.date), max(l.date), count(*) FROM clients_sale l {line}
        WHERE l.id IN ({wanted}) AND x.rate IS NULL GROUP BY 1 ORDER BY 1"""
    with connection.cursor() as cursor:
        cursor.execute(sql, [*[base] * line.count("%s"), *params])
        return [Gap(*row) for row in cursor.fetchall()]


_ESTIMATES = f"""SELECT p.currency, min(p.as_of), max(p.as_of), count(*) FROM (
    SELECT DISTINCT ON (client_id) currency, as_of FROM clients_spending
    WHERE client_id = ANY(%(clients)s) AND as_of <= %(last)s AND trashed_at IS NULL ORDER BY client_id, as_of DESC) p
WHERE {rate("p.currency", "p.as_of")} IS NULL GROUP BY 1 ORDER BY 1"""


def gaps_of_estimates(clients: list[int], last: dt.date, base: str) -> list[Gap]:
    """The same of the estimates of spending that hold for these clients on the day `last`."""
    with connection.cursor() as cursor:
        cursor.execute(_ESTIMATES, {"clients": clients, "last": last, "currency": base})
        return [Gap(*row) for row in cursor.fetchall()]
