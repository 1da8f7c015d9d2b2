"""Playbooks that start by themselves: what has happened that they wait for.

Asked again and again; the key of an event lets it start its playbook once. The last DAYS are looked at, so that a
playbook just adopted does not begin for what is long past.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from accounts.models import Company
from clients.models import Client, Contract, Responsibility
from work.models import Case, Playbook, PlaybookRun

AHEAD = 90  # days before the last day of notice
DAYS = 3


@dataclass(frozen=True)
class Occasion:
    """Something a playbook starts for, once."""

    key: str
    client: Client
    anchor: dt.date
    contract: Contract | None = None
    case: Case | None = None


def start_due(now: dt.datetime, events: Iterable[str] = tuple(Playbook.Starts)) -> None:
    """Start what is due for these events. One that waits for a manager is tried again."""
    for playbook in Playbook.objects.adopted().filter(starts__in=events).exclude(starts=""):
        for occasion in new(list(OCCASIONS[playbook.starts](now))):
            PlaybookRun.start_by_itself(
                playbook,
                occasion.client,
                occasion.anchor,
                key=occasion.key,
                at=now,
                contract=occasion.contract,
                case=occasion.case,
            )


def new(found: list[Occasion]) -> list[Occasion]:
    """Those for which none has begun, nor was called off while it waited."""
    known = PlaybookRun.objects.filter(key__in=[occasion.key for occasion in found])
    over = set(known.exclude(began_at=None, cancelled_at=None).values_list("key", flat=True))
    return [occasion for occasion in found if occasion.key not in over]


def notices(now: dt.datetime) -> Iterator[Occasion]:
    """Contracts in force that nobody has terminated, with at most 90 days left to give notice."""
    today = Company.current().rules().today(now)
    contracts = Contract.objects.live().in_force(today).filter(terminated_on=None)
    for contract in contracts.notice_within(AHEAD, today).select_related("client").order_by("pk"):
        notice_by = contract.notice_by
        yield Occasion(f"notice {contract.pk} {notice_by}", contract.client, notice_by, contract=contract)


def complaints(now: dt.datetime) -> Iterator[Occasion]:
    rules = Company.current().rules()
    cases = Case.objects.live().filter(kind=Case.Kind.COMPLAINT, solved_at=None)
    since = now - dt.timedelta(days=DAYS)
    for case in cases.filter(received_at__gte=since).select_related("client").order_by("pk"):
        yield Occasion(f"complaint {case.pk}", case.client, rules.today(case.received_at), case=case)


def transfers(now: dt.datetime) -> Iterator[Occasion]:
    """Clients who came into other hands; the first manager of a new client takes nothing over."""
    today = Company.current().rules().today(now)
    before = Responsibility.objects.filter(client=OuterRef("client"), until=OuterRef("since"))
    spans = Responsibility.objects.filter(since__gt=today - dt.timedelta(days=DAYS), since__lte=today)
    for span in spans.filter(Exists(before)).select_related("client").order_by("pk"):
        yield Occasion(f"transfer {span.client_id} {span.manager_id} {span.since}", span.client, span.since)


OCCASIONS: dict[str, Callable[[dt.datetime], Iterator[Occasion]]] = {
    Playbook.Starts.NOTICE: notices,
    Playbook.Starts.COMPLAINT: complaints,
    Playbook.Starts.TRANSFER: transfers,
}
