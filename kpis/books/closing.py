"""Closing a month: what it showed is frozen with the ids it counted, in one transaction, and sealed. For good."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import OperationalError, connection, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.access import Denied
from accounts.models import Company
from activity.models import record
from kpis.books import frozen, gate, order, seal, sums
from kpis.models import Books, Closing, Month
from kpis.refresh import alone, refresh_month

Progress = Callable[[int, int], None]
STEPS = 6
ATTEMPTS = 3
DEADLOCK, LOCK_TIMEOUT = "40P01", "55P03"


def may_close(user) -> bool:
    return user.is_active and (user.is_executive or user.is_administrator)


def close(first: dt.date, *, by, at: dt.datetime, begin: bool = False, progress: Progress | None = None) -> Closing:
    """Freeze the month. Executives and administrators; Denied for others, ValidationError where it may not be.

    `begin`: let the books begin with this month although earlier ones have figures; those can never be closed then.
    """
    if not may_close(by):
        raise Denied
    tell = progress or (lambda done, size: None)
    order.check(first, Books.objects.first(), Company.current().rules(), at, begin)
    # Outside the gate, so that little is left to do while everybody waits at it. Within a transaction that is already
    # open it would save nobody's time: what it has written itself is fresh to no later refresh, which does all again.
    if not connection.in_atomic_block:
        refresh_month(first, now=at)
    tell(1, STEPS)
    for attempt in range(1, ATTEMPTS + 1):
        try:
            # The lock of the month's refresh comes before the gate: who waits for it holds nothing.
            with alone(first), transaction.atomic():
                return _close(first, by, at, begin, tell)
        except OperationalError as error:
            # A deadlock is nobody's fault: whoever holds what this needs waits at the gate. Let them through first.
            if getattr(error.__cause__, "pgcode", "") == DEADLOCK and attempt < ATTEMPTS:
                continue
            raise _too_busy(error) from error
    raise AssertionError("unreachable")


def _close(first: dt.date, by, at: dt.datetime, begin: bool, tell: Progress) -> Closing:
    books = gate.take()
    order.check(first, books, Company.current().rules(), at, begin)
    month = refresh_month(first, now=at)
    tell(2, STEPS)
    frozen.copy(month)
    tell(3, STEPS)
    frozen.pay(month)
    tell(4, STEPS)
    if broken := sums.broken(month):
        raise ValidationError(
            _("The figures of %(month)s do not add up, so nothing was closed: %(what)s")
            % {"month": date_format(first, "F Y"), "what": "; ".join(broken[:3])}
        )
    tell(5, STEPS)
    closing = _seal(month, books, by, at)
    tell(6, STEPS)
    return closing


def _seal(month: Month, books: Books, by, at: dt.datetime) -> Closing:
    closing = Closing(
        month=month,
        closed_by=by,
        closed_at=at,
        rules=month.rules,
        basis=month.basis,
        contents=seal.contents(month.first),
        before_id=books.closed_through,
    )
    closing.seal = seal.seal(closing, books.seal or None)
    closing.save(force_insert=True)
    month.state = Month.State.CLOSED
    month.save(update_fields=["state"])
    Books.objects.filter(pk=books.pk).update(closed_through=month.first, seal=closing.seal)
    record("month.closed", books, by=by, at=at, month=f"{month.first:%Y-%m}", seal=closing.seal)
    return closing


def _too_busy(error: OperationalError) -> Exception:
    if getattr(error.__cause__, "pgcode", "") not in (DEADLOCK, LOCK_TIMEOUT):
        return error
    return ValidationError(
        _("Facts are being written just now, by an import perhaps, so nothing was closed. Try again in a moment.")
    )
