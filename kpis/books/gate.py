"""The gate between the facts and closing: the one row of the books.

Whoever writes a fact, an exchange rate or the company's settings holds it FOR SHARE until the transaction ends:
triggers see to that (migrations 0004, 0010 and 0013). Verbs that change what a month pays for, such as plans and
adjustments, call `hold`. Closing takes it for itself.
"""

from __future__ import annotations

import datetime as dt

from django.db import connection

from clients import books
from kpis.models import Books, Closing, Month

PATIENCE = "5s"  # how long closing waits for those who are writing


def hold() -> Books:
    """The books, as they stay until this transaction ends: nothing is closed meanwhile."""
    return Books.objects.raw("SELECT * FROM kpis_books FOR SHARE")[0]


def first_open(*, held: bool) -> dt.date | None:
    """The first day that is not closed, and with `held` stays so until the transaction ends. None: no month is."""
    closed_through = hold().closed_through if held else _closed_through()
    return closed_through and Month(first=closed_through).following


books.KEEPERS.append(first_open)


def _closed_through() -> dt.date | None:
    return Books.objects.values_list("closed_through", flat=True).first()


def is_closed(first: dt.date) -> bool:
    """Whether the books are closed through that month. Within a transaction that holds them this stays so."""
    return Books.objects.filter(closed_through__gte=first).exists()


def open_month() -> dt.date | None:
    """The month after those that are closed; None where the books have not begun."""
    return first_open(held=False)


def closings() -> dict[dt.date, dt.datetime]:
    """When each closed month was closed."""
    return dict(Closing.objects.values_list("month_id", "closed_at"))


def take() -> Books:
    """The books for closing alone. Waits a while for everybody who writes facts; OperationalError after that."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
    return Books.objects.select_for_update().get()
