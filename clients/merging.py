"""Two rows that are one client, or one contact: everything that points to the one that goes follows to the one kept.

No list of kinds stands here. Whatever has a ForeignKey to the row moves, of every room and of every later version;
only a model that says `stays_when_merged` does not (what was frozen with a closed month). Where the database allows a
thing once, and both have it, the kept one's stands; the other's goes, and what hung on it moves over. A fact that goes
lies in the trash of the row it was at, for a closed month may have counted it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, UniqueConstraint, Value, When

from clients.journal import Journal, rows_of
from clients.models import client, contact
from clients.models.client import Client
from clients.models.contact import Contact
from clients.models.fact import LATEST, Fact
from clients.models.responsibility import Responsibility

# What describes a row, and which a person may choose of the two.
DESCRIPTION: dict[type[models.Model], tuple[str, ...]] = {
    Client: client.DESCRIPTION,
    Contact: (*contact.DESCRIPTION, "left_on", "left_for"),
}
BLANK = (None, "")

Pair = tuple[Any, Any]
"""The row that is kept, and the one that goes."""
Relation = tuple[type[models.Model], models.ForeignKey]
Day = dt.date


def relations(model: type[models.Model]) -> Iterator[Relation]:
    """Every kind of row that points to `model`, with the field that does; also those between two kinds."""
    fields: list[Any] = model._meta.get_fields(include_hidden=True)
    for field in fields:
        points = field.auto_created and not field.concrete and (field.one_to_many or field.one_to_one)
        if points and not getattr(field.related_model, "stays_when_merged", False):
            yield field.related_model, field.field


def differing(kept, gone) -> list[str]:
    """The fields in which the two differ, and of which the one that goes has something to say."""
    return [
        name
        for name in DESCRIPTION[type(kept)]
        if getattr(gone, name) not in BLANK
        and getattr(gone, name) != getattr(kept, name)
        and getattr(gone, name) != kept
        and getattr(kept, name) != gone
    ]


def missing(kept, gone) -> set[str]:
    """Those of them that are empty at the kept one: filled from the other, unless somebody chooses otherwise."""
    return {name for name in differing(kept, gone) if getattr(kept, name) in BLANK}


@dataclass(frozen=True)
class Moving:
    """What a merge would do to one kind of row."""

    kind: str
    count: int
    twins: list[models.Model]
    """Of these the kept one has the same already."""


def foreseen(kept, gone) -> list[Moving]:
    """What would move, before anything does; a fixed number of queries."""
    found: dict[str, tuple[int, list]] = {}
    for model, field in relations(type(kept)):
        named: Any = model._meta.auto_created or model
        count, twins = found.get(kind := str(named._meta.verbose_name_plural), (0, []))
        count += rows_of(model).filter(**{field.attname: gone.pk}).count()
        twins += [row for _twin, row in _twins(model, field, {gone.pk: kept.pk})]
        found[kind] = count, twins
    return [Moving(kind, count, twins) for kind, (count, twins) in found.items() if count]


def absorb(journal: Journal, pairs: list[Pair], at: dt.datetime) -> None:
    """Let everything that points to the second of each pair point to the first: all pairs at once, kind by kind."""
    onto = {gone.pk: kept.pk for kept, gone in pairs}
    for model, field in relations(type(pairs[0][0])):
        if model is Responsibility:
            for kept, gone in pairs:
                _hand_over(journal, kept, gone)
            continue
        for kept, gone in pairs if model is type(pairs[0][0]) else ():
            _lift(journal, kept, gone, field)
        rows = rows_of(model).filter(**{f"{field.attname}__in": onto})
        if rows.exists():
            twins = _twins(model, field, onto)
            for some in _apart(twins):
                _unite_twins(journal, some, field, at)
            journal.move(rows.exclude(pk__in=[row.pk for _twin, row in twins]), field.attname, onto)


def unite(journal: Journal, kept, gone, at: dt.datetime, describe: dict[str, object]) -> None:
    """Make one row of two: what hangs on `gone` follows, `describe` is set on the kept one."""
    absorb(journal, [(kept, gone)], at)
    _put_out(journal, [(kept, gone)], at)
    journal.set(kept, **describe)


def _unite_twins(journal: Journal, pairs: list[Pair], field: models.ForeignKey, at: dt.datetime) -> None:
    """The same for rows that cannot stand beside each other, each kept one once; it gets what it lacks."""
    absorb(journal, pairs, at)
    model = type(pairs[0][0])
    links = [name for name in DESCRIPTION.get(model, ()) if model._meta.get_field(name).is_relation]
    rows = rows_of(model).select_related(*links) if links else rows_of(model)
    now = rows.in_bulk([row.pk for pair in pairs for row in pair])  # what hangs on them has moved
    pairs = [(now[kept.pk], now[gone.pk]) for kept, gone in pairs]
    describe = [(kept, _of_twin(kept, gone, field)) for kept, gone in pairs]
    _put_out(journal, pairs, at)
    journal.set_all(describe)


def _put_out(journal: Journal, pairs: list[Pair], at: dt.datetime) -> None:
    """The second of each pair is empty by now."""
    if not isinstance(pairs[0][1], Fact):
        journal.remove_all([gone for _kept, gone in pairs])
        return
    contact = isinstance(pairs[0][1], Contact)
    leads = [{"merged_into_id": kept.pk} if contact else {} for kept, _gone in pairs]
    journal.set_all(
        [
            (gone, {"trashed_at": gone.trashed_at or at, **lead})
            for (_kept, gone), lead in zip(pairs, leads, strict=True)
        ]
    )


def _apart(pairs: list[Pair]) -> list[list[Pair]]:
    """`pairs` in parts, in none of which a kept row comes twice: what hangs on both of its twins may be twins, too."""
    parts: list[dict[int, Pair]] = []
    for kept, gone in pairs:
        part = next((part for part in parts if kept.pk not in part), None)
        if part is None:
            parts.append(part := {})
        part[kept.pk] = kept, gone
    return [list(part.values()) for part in parts]


def _of_twin(twin, row, field: models.ForeignKey) -> dict[str, object]:
    """What a row that stands gets of its twin: everything where it lies in the trash and the twin does not."""
    if isinstance(row, Fact) and twin.trashed_at and not row.trashed_at:
        own = {"id", field.attname}
        columns = [f.attname for f in row._meta.concrete_fields if f.attname not in own and not f.generated]
        return {column: getattr(row, column) for column in columns}
    return described(twin, row, missing(twin, row)) if type(row) in DESCRIPTION else {}


def described(kept, gone, names: set[str]) -> dict[str, object]:
    """The columns of `kept` with what is taken of `gone`."""
    fields = [kept._meta.get_field(name) for name in sorted(names & set(differing(kept, gone)))] if names else []
    return {field.attname: getattr(gone, field.attname) for field in fields}


def _lift(journal: Journal, kept, gone, field: models.ForeignKey) -> None:
    """Where the kept one stands below the one that goes, it takes that one's place."""
    above, seen = getattr(kept, field.name), {kept.pk}
    while above and above.pk not in seen:
        if above.pk == gone.pk:
            over = getattr(gone, field.attname)
            journal.set(kept, **{field.attname: None if over == kept.pk else over})
            return
        seen.add(above.pk)
        above = getattr(above, field.name)


def _twins(model, field: models.ForeignKey, onto: dict[int, int]) -> list[Pair]:
    """The rows of those that go that could not stand beside one of the kept ones', each behind that one. `onto` is
    kept by gone."""
    pairs: dict[int, int] = {}
    for unique in _uniques(model, field):
        ours = rows_of(model).filter(**{f"{field.attname}__in": onto}).filter(unique.condition or Q())
        theirs = _alike(rows_of(model).filter(**{field.attname: OuterRef("onto")}), unique, field)
        found = ours.annotate(onto=_kept_of(field, onto)).annotate(twin=Subquery(theirs.values("pk")[:1]))
        pairs |= dict(found.exclude(twin=None).values_list("pk", "twin"))
    rows = rows_of(model).in_bulk([*pairs, *pairs.values()])
    return [(rows[twin], rows[pk]) for pk, twin in sorted(pairs.items())]


def _kept_of(field: models.ForeignKey, onto: dict[int, int]) -> models.expressions.Combinable:
    """Onto which row that of `field` is to be merged, as SQL."""
    kept = [Value(pk, output_field=models.BigIntegerField()) for pk in onto.values()]
    if len(kept) == 1:
        return kept[0]
    return Case(*[When(**{field.attname: gone}, then=pk) for gone, pk in zip(onto, kept, strict=True)])


def _uniques(model, field: models.ForeignKey) -> list[UniqueConstraint]:
    """What of `model` there may be only once for each row that `field` points to."""
    declared = [c for c in model._meta.constraints if isinstance(c, UniqueConstraint)]
    declared += [UniqueConstraint(fields=names, name="together") for names in model._meta.unique_together]
    if field.unique:
        declared.append(UniqueConstraint(fields=[field.name], name="once"))
    return [unique for unique in declared if field.name in unique.fields or F(field.name) in unique.expressions]


def _alike(theirs: models.QuerySet, unique: UniqueConstraint, field: models.ForeignKey) -> models.QuerySet:
    """Those of `theirs` that are, by `unique`, the same as the row outside."""
    theirs = theirs.filter(unique.condition or Q())
    same: dict[str, Any] = {name: OuterRef(name) for name in unique.fields if name != field.name}
    expressions: list[Any] = [expression for expression in unique.expressions if expression != F(field.name)]
    for number, expression in enumerate(expressions):
        sources: list[Any] = [source for source in expression.flatten() if isinstance(source, F)]
        theirs = theirs.annotate(**{f"part{number}": expression})
        same[f"part{number}"] = expression.replace_expressions({f: OuterRef(f.name) for f in sources})
    return theirs.filter(**same)


def _hand_over(journal: Journal, kept: Client, gone: Client) -> None:
    """The kept client's history stands; the other's fills the time in which nobody was responsible for it."""
    held = [(span.since, span.until or LATEST) for span in kept.responsibilities.order_by("since")]
    for span in gone.responsibilities.order_by("since"):
        pieces = list(_free(span.since, span.until or LATEST, held))
        if not pieces:
            journal.remove(span)
            continue
        first, *others = [{"since": since, "until": None if until == LATEST else until} for since, until in pieces]
        journal.set(span, client_id=kept.pk, **first)
        for piece in others:
            journal.add(Responsibility(client=kept, manager_id=span.manager_id, recorded_at=span.recorded_at, **piece))


def _free(since: Day, until: Day, held: list[tuple[Day, Day]]) -> Iterator[tuple[Day, Day]]:
    """The parts of [since, until) outside all of `held`, which are in order."""
    for begins, ends in held:
        if since < min(begins, until):
            yield since, min(begins, until)
        since = max(since, ends)
    if since < until:
        yield since, until


def strangers(*clients: int) -> Iterator[models.Model]:
    """Rows of one of these clients that name a row of another of them: a talk with another client's contact."""
    owned = {model: field for model, field in relations(Client) if model is not Client}
    for model in {*owned, *(through for known in owned for through, _field in relations(known))}:
        links: list[Any] = [f for f in model._meta.fields if f.related_model in owned]
        sides = [owned[model].attname] if model in owned else []
        sides += [f"{link.name}__{owned[link.related_model].attname}" for link in links]
        for side in sides[1:]:
            both = {f"{sides[0]}__in": clients, f"{side}__in": clients}
            yield from rows_of(model).filter(**both).exclude(**{sides[0]: F(side)})
