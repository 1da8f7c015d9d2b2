"""Are a month's figures up to date, and if not, what moved?

Each change of a fact leaves a Touch that carries the number of its transaction. A refresh remembers, as the month's
`fresh_below`, the lowest transaction number that was still running when it took its snapshot: everything below had
ended, so its touches were seen; everything from there on is looked at again next time. A refresh may thus do a
little work twice, but can never miss a change, however long a transaction stays open.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import connection
from django.db.models import F, Min, Q, QuerySet

from accounts.models import Company
from accounts.models.company import CompanyRules
from kpis.catalogue import RULES_VERSION
from kpis.models import Month, Touch

# Beyond these, computing the whole month costs less than computing its parts.
MOST_CLIENTS, MOST_MANAGERS = 2_500, 500


@dataclass(frozen=True)
class Moved:
    """What a refresh must look at again. `everything`, or these clients and managers."""

    everything: bool
    clients: frozenset[int] = frozenset()
    managers: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return self.everything or bool(self.clients or self.managers)


def basis(rules: CompanyRules) -> dict[str, object]:
    """The settings that figures depend on, kept with them."""
    return {
        "time_zone": rules.time_zone,
        "currency": rules.currency,
        "regular_purchase_months": rules.regular_purchase_months,
        "handover_grace_days": rules.handover_grace_days,
        "profit_comparison": rules.profit_comparison,
    }


def rules_of(month: Month, rules: CompanyRules) -> CompanyRules:
    """By which settings the month is computed: `rules`, those of today; a closed one by its own for ever."""
    return CompanyRules(**month.basis) if month.is_closed else rules


def computed_by(month: Month, rules: CompanyRules, now: dt.datetime) -> CompanyRules:
    """Note in the month that it is computed now, and by which settings; return these."""
    rules = rules_of(month, rules)
    month.computed_at = now
    if not month.is_closed:
        month.over = is_over(month, rules, now)
        month.state, month.rules, month.basis = Month.State.PRELIMINARY, RULES_VERSION, basis(rules)
    return rules


def is_over(month: Month, rules: CompanyRules, now: dt.datetime) -> bool:
    return now >= rules.midnight(month.following)


def moved(month: Month, rules: CompanyRules, now: dt.datetime) -> Moved:
    """What moved since the month was computed. A closed month moves by facts alone, and not at all once the rules have
    another version than that which it was closed by."""
    if month.is_closed and month.rules != RULES_VERSION:
        return Moved(everything=False)
    if month.fresh_below > horizon() or _must_begin_anew(month, rules, now):
        return Moved(everything=True)
    rows = _touches(month).values_list("client_id", "manager_id").distinct()[: MOST_CLIENTS + MOST_MANAGERS + 1]
    clients = frozenset(client for client, _ in rows if client is not None)
    managers = frozenset(manager for _, manager in rows if manager is not None)
    everybody = (None, None) in rows
    if everybody or len(clients) > MOST_CLIENTS or len(managers) > MOST_MANAGERS:
        return Moved(everything=True)
    return Moved(everything=False, clients=clients, managers=managers)


def _must_begin_anew(month: Month, rules: CompanyRules, now: dt.datetime) -> bool:
    """Never computed, or by other rules, other settings or before the month was over."""
    if month.is_closed:
        return False
    return (
        month.computed_at is None
        or month.rules != RULES_VERSION
        or month.basis != basis(rules)
        or month.over != is_over(month, rules, now)
    )


def is_stale(month: Month, *, now: dt.datetime, rules: CompanyRules | None = None) -> bool:
    """Whether a refresh is due. Three queries at most."""
    rules = rules_of(month, rules or Company.current().rules())
    return bool(moved(month, rules, now))


def stale_months(rules: CompanyRules, now: dt.datetime) -> list[dt.date]:
    """The kept months for which a refresh is due, the newest first. Three queries, however many months there are.

    The others are marked as fresh as they are, so that the touches they passed over are not looked at again.
    """
    limit = horizon()
    kept = [m for m in Month.objects.order_by("-first") if not (m.is_closed and m.rules != RULES_VERSION)]
    with connection.cursor() as cursor:
        cursor.execute(_UNMOVED, {"limit": limit})
        passed = {first for (first,) in cursor.fetchall()}
    return [
        month.first
        for month in kept
        if month.first not in passed or month.fresh_below > limit or _must_begin_anew(month, rules, now)
    ]


# `limit` was asked before: every touch below it can be seen. A month whose numbers lie above it is a restored copy's.
_UNMOVED = """
UPDATE kpis_month m SET fresh_below = greatest(m.fresh_below, %(limit)s)
WHERE NOT EXISTS (
    SELECT 1 FROM kpis_touch t WHERE t.xid >= m.fresh_below AND t.since < m.first + interval '1 month'
      AND (t.until IS NULL OR t.until >= m.first))
RETURNING m.first
"""


HORIZON = "pg_snapshot_xmin(pg_current_snapshot())::text::bigint"


def horizon() -> int:
    """Every transaction numbered below this has ended, as this transaction's snapshot sees it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {HORIZON}")
        return cursor.fetchone()[0]


def forget_old_touches() -> int:
    """Delete touches that no kept month can still need. Returns how many."""
    oldest = Month.objects.aggregate(oldest=Min("fresh_below"))["oldest"]
    return Touch.objects.filter(xid__lt=oldest).delete()[0] if oldest else 0


def _touches(month: Month) -> QuerySet[Touch]:
    return Touch.objects.filter(
        Q(until=None) | Q(until__gte=month.first), xid__gte=month.fresh_below, since__lte=month.closing
    ).order_by(F("client_id").asc(nulls_last=True), "manager_id")
