"""Bring a month's figures up to date: the whole month the first time, afterwards only what moved."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from accounts.models import Company
from clients.models import Responsibility, Sale
from kpis import freshness, measures, standing
from kpis.catalogue import RULES_VERSION
from kpis.models import Month, Standing


def refresh_month(first: dt.date, *, now: dt.datetime) -> Month:
    """The month with figures as of now. Safe to run twice, and by several workers at once: one waits for the other.

    All is read from one snapshot and written in one transaction, so nobody ever sees half a month.
    """
    Month.objects.get_or_create(first=first)
    with alone(first), _snapshot():
        horizon = freshness.horizon()
        month = Month.objects.get(first=first)
        rules = Company.current().rules()
        moved = freshness.moved(month, rules, now)
        if moved:
            _compute(month, rules, moved, now)
        month.fresh_below = horizon
        month.save(update_fields=["fresh_below", "over", "state", "rules", "basis", "computed_at"])
    return month


def _compute(month: Month, rules, moved: freshness.Moved, now: dt.datetime) -> None:
    if month.state != Month.State.CLOSED:
        month.over = freshness.is_over(month, rules, now)
        month.state, month.rules, month.basis = Month.State.PRELIMINARY, RULES_VERSION, freshness.basis(rules)
    month.computed_at = now
    if moved.everything:
        standing.write(month, rules, month.over)
        measures.write(month, rules)
        return
    managers = moved.managers | _whose(month, moved.clients)
    standing.write(month, rules, month.over, moved.clients)
    measures.write(month, rules, managers | _whose(month, moved.clients))


def _whose(month: Month, clients: frozenset[int]) -> frozenset[int]:
    """Every manager whose figures these clients' facts may have moved: ever responsible, ever selling, or standing."""
    if not clients:
        return frozenset()
    ever = Responsibility.objects.filter(client__in=clients).values_list("manager")
    sellers = Sale.objects.filter(client__in=clients, sold_by__isnull=False).values_list("sold_by")
    standings = Standing.objects.current().filter(month=month, client__in=clients)
    rows = ever.union(sellers, standings.values_list("accountable"), standings.values_list("responsible"))
    return frozenset(manager for (manager,) in rows if manager is not None)


@contextmanager
def alone(first: dt.date) -> Iterator[None]:
    """One refresh of a month at a time. The lock is taken before the snapshot, which must see the other's result."""
    key: list[str | int] = ["kpis.refresh", int(f"{first:%Y%m}")]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s), %s)", key)
        try:
            yield
        finally:
            if not connection.needs_rollback:
                cursor.execute("SELECT pg_advisory_unlock(hashtext(%s), %s)", key)


@contextmanager
def _snapshot() -> Iterator[None]:
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield
