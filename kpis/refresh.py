"""Bring a month's figures up to date: the whole month the first time, afterwards only what moved."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from accounts.models import Company
from accounts.models.company import CompanyRules
from activity.models import Job
from kpis import freshness, measures, split, standing
from kpis.models import Month

# What comes after a closed month moved: its late facts are looked at (kpis/tasks.py).
RESTATE = "kpis.restate"

# Every manager whose figures of the month the facts of these clients may have moved, 0 for the row of the unassigned.
# Read before and after the standings are judged anew; who held or sold what has changed meanwhile was touched by that
# change itself.
_WHOSE = """
SELECT v.id FROM kpis_standing s CROSS JOIN LATERAL (VALUES (s.accountable_id), (s.responsible_id)) v(id)
WHERE s.month_id = %(first)s AND s.edition = 'current' AND s.client_id = ANY(%(clients)s) AND v.id IS NOT NULL
UNION
SELECT h.manager_id FROM clients_responsibility h
WHERE h.client_id = ANY(%(clients)s) AND h.since <= %(closing)s AND (h.until IS NULL OR h.until > %(grace_day)s)
UNION
SELECT l.sold_by_id FROM clients_sale l
WHERE l.client_id = ANY(%(clients)s) AND l.date BETWEEN %(first)s AND %(closing)s AND l.sold_by_id IS NOT NULL
UNION  -- whose additional services of earlier months are taken back in this one
SELECT coalesce(l.sold_by_id, h.manager_id) FROM clients_sale r JOIN clients_sale l ON l.id = r.returns_id
LEFT JOIN clients_responsibility h
    ON h.client_id = l.client_id AND h.since <= l.date AND (h.until IS NULL OR h.until > l.date)
WHERE r.client_id = ANY(%(clients)s) AND r.date BETWEEN %(first)s AND %(closing)s
  AND coalesce(l.sold_by_id, h.manager_id) IS NOT NULL
UNION  -- the unassigned: clients that were nobody's on some day of the month, or on that of what is taken back
SELECT 0 FROM unnest(%(clients)s::bigint[]) AS c(id)
LEFT JOIN kpis_standing s ON s.month_id = %(first)s AND s.edition = 'current' AND s.client_id = c.id
WHERE (s.held AND s.accountable_id IS NOT NULL AND s.responsible_id IS NOT NULL) IS NOT TRUE
UNION
SELECT 0 FROM clients_sale r
WHERE r.client_id = ANY(%(clients)s) AND r.date BETWEEN %(first)s AND %(closing)s AND r.returns_id IS NOT NULL
"""


def refresh_month(first: dt.date, *, now: dt.datetime) -> Month:
    """The month with figures as of now. Safe to run twice, and by several workers at once: one waits for the other.

    All is read from one snapshot and written in one transaction, so nobody ever sees half a month. The whole month of a
    large company is the work of several (kpis/split.py). Of a closed month only the restated figures follow the facts,
    by the settings that it was closed with.
    """
    Month.objects.get_or_create(first=first)
    may_split = not connection.in_atomic_block
    with alone(first):
        try:
            return _refresh(first, now, may_split)
        except _Large:
            split.compute(first, now=now)
            return _refresh(first, now, may_split=False)  # what was touched meanwhile


class _Large(Exception):
    """So much is to be computed that it is split."""


def _refresh(first: dt.date, now: dt.datetime, may_split: bool) -> Month:
    with _snapshot():
        horizon = freshness.horizon()
        month = Month.objects.get(first=first)
        rules = freshness.rules_of(month, Company.current().rules())
        moved = freshness.moved(month, rules, now)
        if may_split and moved.everything and split.pays_off(month):
            raise _Large
        if moved:
            _compute(month, rules, moved, now)
            if month.is_closed:
                Job.leave(RESTATE, month=str(month))
        month.fresh_below = horizon
        month.save_computed()
    return month


def _compute(month: Month, rules: CompanyRules, moved: freshness.Moved, now: dt.datetime) -> None:
    freshness.computed_by(month, rules, now)
    if moved.everything:
        standing.write(month, rules, month.over)
        measures.write(month, rules)
        return
    managers = moved.managers | _whose(month, rules, moved.clients)
    if moved.clients:
        standing.write(month, rules, month.over, moved.clients)
    measures.write(month, rules, managers | _whose(month, rules, moved.clients))


def _whose(month: Month, rules: CompanyRules, clients: frozenset[int]) -> frozenset[int]:
    if not clients:
        return frozenset()
    params: dict[str, Any] = {
        "first": month.first,
        "closing": month.closing,
        "grace_day": month.first - dt.timedelta(days=rules.handover_grace_days),
        "clients": sorted(clients),
    }
    with connection.cursor() as cursor:
        cursor.execute(_WHOSE, params)
        return frozenset(manager for (manager,) in cursor.fetchall())


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
