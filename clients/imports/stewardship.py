"""Who is responsible for a client from which day on, as an import of clients says it in two columns."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from activity.models import Event
from clients.imports.kind import Refusal
from clients.models import Responsibility


@dataclass(frozen=True)
class Change:
    """A new span from `since`, the manager of the span that begins there replaced, or `closes` ended there before."""

    client: int
    manager: int
    since: dt.date
    replaces: int | None = None
    closes: int | None = None


def settle(staged) -> Iterator[Refusal]:
    """Work out what the rows change, and refuse what would rewrite earlier history."""
    since = "r.managed_since" if staged.has("managed_since") else "NULL::date"
    spans = defaultdict(list)
    for span in Responsibility.objects.filter(client__in=_old_clients(staged)).order_by("since"):
        spans[span.client_id].append(span)
    staged.changes = []
    for line, client, manager, day in staged.rows(
        f"SELECT r.file_line, r.id, r.manager_id, {since} FROM import_row r WHERE r.manager_id IS NOT NULL ORDER BY 1"
    ):
        try:
            change = _change(spans[client], client, manager, day, staged.known.today)
        except ValueError as error:
            yield Refusal(line, "managed_since", str(day or ""), str(error))
        else:
            staged.changes += [change] if change else []


def _old_clients(staged) -> list[int]:
    return [pk for (pk,) in staged.rows("SELECT old_id FROM import_row WHERE old_id > 0 AND manager_id IS NOT NULL")]


def _change(spans: list[Responsibility], client: int, manager: int, day: dt.date | None, today: dt.date):
    """What it takes that `manager` is responsible from `day` on (blank: today); None if that is so already."""
    since = day or today
    same_day = next((span for span in spans if span.since == since), None)
    holding = next((s for s in spans if s.since <= since and (s.until is None or since < s.until)), None)
    if holding and holding.manager_id == manager:
        return None
    if same_day:
        return Change(client, manager, since, replaces=same_day.pk)
    if any(span.since > since for span in spans):
        raise ValueError(_("This lies inside the client's earlier history; import responsibilities to change that."))
    if holding and holding.until:
        raise ValueError(_("That span has an end already; import responsibilities to change it."))
    return Change(client, manager, since, closes=holding.pk if holding else None)


def mark(staged) -> None:
    clients = [change.client for change in staged.changes]
    staged.execute("UPDATE import_row SET changed = true WHERE old_id = ANY(%s)", [clients])


def write(staged) -> None:
    """The former span ends on the day on which the new one begins; the database checks that none overlap."""
    for change in staged.changes:
        if change.closes:
            Responsibility.objects.filter(pk=change.closes).update(until=change.since)
        if change.replaces:
            Responsibility.objects.filter(pk=change.replaces).update(manager=change.manager, recorded_at=staged.at)
    new = Responsibility.objects.bulk_create(
        [
            Responsibility(
                client_id=change.client, manager_id=change.manager, since=change.since, recorded_at=staged.at
            )
            for change in staged.changes
            if not change.replaces
        ]
    )
    _record(staged, [span.pk for span in new] + [change.replaces for change in staged.changes if change.replaces])


def _record(staged, spans: list[int]) -> None:
    data = {"file": staged.name}
    Event.objects.bulk_create(
        Event(
            verb="responsibilities.imported",
            subject=span._meta.label_lower,
            subject_id=span.pk,
            client_id=span.client_id,
            actor=staged.by,
            at=staged.at,
            data=data | {"manager": span.manager_id, "since": str(span.since)},
        )
        for span in Responsibility.objects.filter(pk__in=spans).order_by("pk")
    )
