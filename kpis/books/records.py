"""The records behind an adjustment: what each adds or takes away, and who entered or changed it when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q

from activity.models import Event
from clients.models import Contact, Contract, Departure, Fact, Interaction, Sale, Survey
from kpis import catalogue
from kpis.books.differences import Change
from kpis.evidence import KINDS
from kpis.lines import Column, Line
from kpis.measure import Measure, Words
from kpis.models import Adjustment, Closing
from kpis.rows import Cell
from work.models import Case, Promise

FACTS: dict[str, type[Fact]] = {
    catalogue.SALE: Sale,
    catalogue.INTERACTION: Interaction,
    catalogue.CASE: Case,
    catalogue.PROMISE: Promise,
    catalogue.CONTACT: Contact,
    catalogue.SURVEY: Survey,
    catalogue.CONTRACT: Contract,
}
"""Records that are facts themselves. Of a client, the facts that judge it are told."""

JUDGING: dict[type[Fact], str] = {Sale: "date", Contract: "starts_on", Departure: "left_on"}
SHOWN = 5  # of one record's deeds
ENTERING = ("recorded", "logged", "prepared", "offered", "imported", "made")


@dataclass(frozen=True)
class Deed:
    what: str
    at: dt.datetime
    by: str


@dataclass(frozen=True)
class Effect:
    """What a record adds to a measure now, less what it added before."""

    label: Words
    difference: Cell


@dataclass
class Entry:
    line: Line
    effects: list[Effect] = field(default_factory=list)
    deeds: list[Deed] = field(default_factory=list)
    refused_before: bool = False

    @property
    def more(self) -> int:
        return max(len(self.deeds) - SHOWN, 0)

    @property
    def newest(self) -> list[Deed]:
        return sorted(self.deeds, key=lambda deed: deed.at, reverse=True)[:SHOWN]


@dataclass
class Table:
    """The records of one kind."""

    columns: tuple[Column, ...]
    entries: list[Entry]


def of(adjustment: Adjustment, closing: Closing, measures: dict[str, Measure]) -> list[Table]:
    """A fixed number of queries for each kind of record."""
    by_kind: dict[str, list[Change]] = {}
    for change in adjustment.changes:
        measure = measures.get(change["measure"])
        if measure and measure.of is None and measure.record in KINDS:  # a ratio follows from its two measures
            by_kind.setdefault(measure.record, []).append(change)
    return [_table(record, changes, adjustment, closing, measures) for record, changes in by_kind.items()]


def _table(record: str, changes: list[Change], adjustment: Adjustment, closing: Closing, measures) -> Table:
    kind = KINDS[record](adjustment.month_id, closing.basis)
    effects = _effects(changes, measures)
    lines = kind.load(list(effects))
    again = {id for change in changes for id in change["refused_before"]}
    entries = {
        id: Entry(lines.get(id) or Line(id), effects=found, refused_before=id in again)
        for id, found in sorted(effects.items())
    }
    if model := FACTS.get(record):
        _tell_of_facts(entries, model, closing)
    elif record == catalogue.CLIENT:
        _tell_of_clients(entries, adjustment.month.closing, closing)
    said = {key for line in lines.values() for key, value in line.values.items() if value != ""}
    return Table(tuple(c for c in kind.columns if c.key in said or not c.optional), list(entries.values()))


def _effects(changes: Iterable[Change], measures: dict[str, Measure]) -> dict[int, list[Effect]]:
    found: dict[int, list[Effect]] = {}
    for change in changes:
        key, cell = change["measure"], change["after"] or change["before"]
        rows = [(id, Decimal(adds)) for id, adds in change["added"]]
        rows += [(id, -Decimal(adds)) for id, adds in change["removed"]]
        rows += [(id, Decimal(now) - Decimal(was)) for id, was, now in change["changed"]]
        for id, difference in rows:
            if difference:
                effect = Effect(measures[key].label, Cell(key, difference, unit=cell["unit"]))
                found.setdefault(id, []).append(effect)
    return found


def _tell_of_facts(entries: dict[int, Entry], model: type[Fact], closing: Closing) -> None:
    ids = {abs(id) for id in entries}  # −n is the return line n
    told: dict[int, list[Deed]] = {}
    for pk, _client, deed in _entered(model, closing, Q(pk__in=ids)):
        told.setdefault(pk, []).append(deed)
    for event in _events(closing, Q(subject=model._meta.label_lower, subject_id__in=ids)):
        told.setdefault(event.subject_id, []).append(_deed(event))
    for id, entry in entries.items():
        entry.deeds = told.get(abs(id), [])


def _tell_of_clients(entries: dict[int, Entry], last_day: dt.date, closing: Closing) -> None:
    told: dict[int, list[Deed]] = {}
    for model, day in JUDGING.items():
        wanted = Q(client__in=entries, **{f"{day}__lte": last_day})
        for _pk, client, deed in _entered(model, closing, wanted):
            told.setdefault(client, []).append(deed)
    subjects = [model._meta.label_lower for model in JUDGING]
    moved = Q(subject__in=subjects) | Q(verb="client.transferred") | Q(subject="clients.responsibility")
    for event in _events(closing, moved & Q(client_id__in=entries)):
        told.setdefault(event.client_id or 0, []).append(_deed(event))
    for id, entry in entries.items():
        entry.deeds = told.get(id, [])


def _entered(model: type[Fact], closing: Closing, wanted: Q) -> Iterable[tuple[int, int, Deed]]:
    """Facts that were recorded after the month was closed: id, client and deed."""
    facts = model._default_manager.filter(wanted, recorded_at__gt=closing.closed_at).select_related("recorded_by")
    for fact in facts:
        what = f"{model._meta.verbose_name} {fact}"
        yield fact.pk, fact.client_id, Deed(what, fact.recorded_at, fact.recorded_by.name if fact.recorded_by else "")  # type: ignore[attr-defined]


def _events(closing: Closing, wanted: Q) -> Collection[Event]:
    """What happened to records afterwards. That one was entered is told by the record itself, imported or not."""
    events = Event.objects.filter(wanted, at__gt=closing.closed_at).select_related("actor")
    return [event for event in events if event.verb.rpartition(".")[2] not in ENTERING]


def _deed(event: Event) -> Deed:
    return Deed(event.words, event.at, event.actor.name if event.actor else "")
