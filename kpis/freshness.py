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
MOST_CLIENTS, MOST_MANAGERS = 500, 100


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


def is_over(month: Month, rules: CompanyRules, now: dt.datetime) -> bool:
    return now >= rules.midnight(month.following)


def moved(month: Month, rules: CompanyRules, now: dt.datetime) -> Moved:
    """What moved since the month was computed."""
    if (
        month.computed_at is None
        or month.rules != RULES_VERSION
        or month.basis != basis(rules)
        or month.over != is_over(month, rules, now)
        or month.fresh_below > horizon()  # a restored copy: this cluster's numbers are not those it was computed with
    ):
        return Moved(everything=True)
    touches = _touches(month).values_list("client_id", "manager_id").distinct()
    rows = touches[: MOST_CLIENTS + MOST_MANAGERS + 1]
    clients = frozenset(client for client, _ in rows if client is not None)
    managers = frozenset(manager for _, manager in rows if manager is not None)
    if len(clients) > MOST_CLIENTS or len(managers) > MOST_MANAGERS:
        return Moved(everything=True)
    return Moved(everything=False, clients=clients, managers=managers)


def is_stale(month: Month, *, now: dt.datetime, rules: CompanyRules | None = None) -> bool:
    """Whether a refresh is due. Three queries at most."""
    rules = rules or Company.current().rules()
    return bool(moved(month, rules, now))


def horizon() -> int:
    """Every transaction numbered below this has ended, as this transaction's snapshot sees it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return cursor.fetchone()[0]


def forget_old_touches() -> int:
    """Delete touches that no kept month can still need. Returns how many."""
    oldest = Month.objects.aggregate(oldest=Min("fresh_below"))["oldest"]
    return Touch.objects.filter(xid__lt=oldest).delete()[0] if oldest else 0


def _touches(month: Month) -> QuerySet[Touch]:
    return Touch.objects.filter(
        Q(until=None) | Q(until__gte=month.first), xid__gte=month.fresh_below, since__lte=month.closing
    ).order_by(F("client_id").asc(nulls_last=True), "manager_id")
