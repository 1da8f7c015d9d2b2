"""Everything that happened with a client as one list, newest first, in pages by key.

Each source gives its own few rows after the cursor; they are merged here. So a page costs the same number of queries
at fifty entries and at fifty thousand. A fact that has only a day stands at that day's first instant.
"""

from __future__ import annotations

import datetime as dt
import heapq
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Cover, User
from accounts.models.company import CompanyRules
from activity.models import Event
from clients.models import Client, Contract, Departure, Interaction, Responsibility, Sale, Survey

PAGE = 30
_signer = Signer(salt="clients.timeline")


@dataclass(frozen=True)
class Entry:
    """One line of the timeline. `template` draws `record`; `by_day` says that only the day is known."""

    at: dt.datetime
    rank: int
    record: Model
    template: str
    by_day: bool

    @property
    def place(self) -> tuple[dt.datetime, int, int]:
        return self.at, self.rank, self.record.pk


@dataclass(frozen=True)
class Source:
    """Where entries come from. `field` is when they happened: an instant, or a day. `who` names who acted; without it
    the rows themselves know whose they are."""

    show: str
    template: str
    field: str
    rows: Callable[[Client], Any]  # a QuerySet
    by_day: bool = True
    who: str | None = "recorded_by"


TALKS_WITH = ["contacts", "joint_managers"]  # a higher room adds what it draws beside a talk
SOURCES = [
    Source(
        "talks",
        "interaction",
        "started_at",
        lambda client: (
            Interaction.objects.filter(client=client).live().select_related("manager").prefetch_related(*TALKS_WITH)
        ),
        by_day=False,
        who=None,
    ),
    Source("business", "signed", "signed_on", lambda client: Contract.objects.filter(client=client).live()),
    Source("business", "departure", "left_on", lambda client: Departure.objects.filter(client=client).live()),
    Source(
        "business",
        "responsibility",
        "since",
        lambda client: Responsibility.objects.filter(client=client).select_related("manager"),
        who="manager",
    ),
    Source(
        "sales",
        "sale",
        "date",
        lambda client: Sale.objects.filter(client=client).live().select_related("service", "sold_by", "returns"),
        who="sold_by",
    ),
    Source(
        "changes",
        "change",
        "at",
        lambda client: Event.objects.filter(client_id__in=client.ids).select_related("actor"),
        by_day=False,
        who="actor",
    ),
    Source(
        "business",
        "survey",
        "answered_on",
        lambda client: Survey.objects.filter(client=client).live().select_related("contact"),
    ),
]  # a higher room adds its own when its app is ready
CHANGES = "changes"  # field by field: shown only where one asks for them
KINDS: dict[str, str | Promise] = {"talks": _("Talks"), "business": _("Business"), "sales": _("Sales")}


def choices() -> dict[str, str | Promise]:
    """What one can narrow the timeline to. Nothing chosen shows all but the changes."""
    return {"": _("All"), **KINDS, CHANGES: _("Changes")}


def people_of(client: Client) -> QuerySet[User]:
    """Those who may have acted: whoever was responsible or on the team, who stood in for them, and who leads them."""
    served = Q(pk__in=client.responsibilities.values("manager")) | Q(pk__in=client.team.values("user"))
    own = User.objects.filter(served)
    covering = Cover.objects.filter(absent__in=own).values("colleague")
    leading = own.exclude(supervisor=None).values("supervisor")
    return User.objects.filter(served | Q(pk__in=covering) | Q(pk__in=leading)).order_by("name", "pk")


def entries(
    client: Client, rules: CompanyRules, *, show: str = "", who: User | None = None, after: str = "", size: int = PAGE
) -> tuple[list[Entry], str]:
    """The page after the cursor, and the cursor of the next one ("" at the end). `show` is one of `choices`; `who`
    leaves what that person did."""
    place = _read(after)
    wanted = {show} if show in (*KINDS, CHANGES) else set(KINDS)
    streams = [
        _stream(source, rank, client, rules, who, place, size)
        for rank, source in enumerate(SOURCES)
        if source.show in wanted
    ]
    merged = heapq.merge(*streams, key=lambda entry: entry.place, reverse=True)
    found = list(itertools.islice(merged, size + 1))
    return found[:size], _write(found[size - 1]) if len(found) > size else ""


def _stream(source: Source, rank: int, client: Client, rules: CompanyRules, who, place, size: int) -> Iterator[Entry]:
    rows = source.rows(client).exclude(**{source.field: None}).order_by(f"-{source.field}", "-pk")
    if who:
        rows = rows.filter(**{source.who: who}) if source.who else rows.of([who])
    if place:
        rows = rows.filter(_older(source, rank, rules, *place))
    for row in rows[: size + 1]:
        when = getattr(row, source.field)
        at = rules.midnight(when) if source.by_day else when
        template = source.template if "/" in source.template else f"clients/timeline/{source.template}.html"
        yield Entry(at, rank, row, template, source.by_day)


def _older(source: Source, rank: int, rules: CompanyRules, at: dt.datetime, its_rank: int, pk: int) -> Q:
    """What comes after the entry (at, its_rank, pk) in this source."""
    when = rules.today(at) if source.by_day else at
    older = Q(**{f"{source.field}__lt": when})
    if source.by_day and rules.midnight(when) < at:  # that day's entries stand before the instant
        return older | Q(**{source.field: when})
    if rank > its_rank:
        return older
    same = Q(**{source.field: when})
    return older | (same & Q(pk__lt=pk) if rank == its_rank else same)


def _write(entry: Entry) -> str:
    return _signer.sign_object([entry.at.isoformat(), entry.rank, entry.record.pk])


def _read(cursor: str) -> tuple[dt.datetime, int, int] | None:
    try:
        at, rank, pk = _signer.unsign_object(cursor)
        return dt.datetime.fromisoformat(at), rank, pk
    except (BadSignature, ValueError):
        return None
