"""Bringing a file into the database: read, judge, stage, settle, write, in one transaction and as a stream."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any, BinaryIO

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models.company import CompanyRules
from clients.formulas import unguarded
from clients.imports.cells import Bad
from clients.imports.kind import Column, Kind, Refusal
from clients.imports.known import Known
from clients.imports.rows import Table, Unreadable
from clients.imports.staged import Staged
from clients.imports.table import open_table

CHUNK = 5_000  # rows handed to the database at once
SHOWN = 200  # characters of a refused cell


@dataclass
class Result:
    """What became of a file. Nothing was written unless `written`; `failed` counts rows, of which each may have
    several errors."""

    kind: str
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    failed: int = 0
    extra_columns: list[str] = field(default_factory=list)
    errors: list[Refusal] = field(default_factory=list)
    dry_run: bool = False
    written: bool = False
    headers: set[str] = field(default_factory=set)
    """What the file's columns may be called, in small letters."""

    @property
    def taken(self) -> int:
        """How many rows the database now has as the file says, or would have."""
        return self.created + self.updated + self.unchanged

    def as_json(self, errors: int | None = None) -> dict[str, Any]:
        """For people's scripts; `errors` at most."""
        plain = {key: value for key, value in vars(self).items() if key != "headers"}
        return plain | {"errors": [asdict(error) for error in self.errors[:errors]]}


def load(
    kind: Kind,
    file: BinaryIO,
    *,
    rules: CompanyRules,
    at: dt.datetime,
    by=None,
    name: str = "",
    mapping: dict[str, str] | None = None,
    dry_run: bool = False,
    partial: bool = False,
    progress: Callable[[int, int], None] = lambda done, size: None,
) -> Result:
    """Import `file`. Without `partial` one refused row means that nothing is written.

    `mapping` gives for a header of ours the file's own. Raises Unreadable where the file as a whole is no such table.
    """
    wanted = _wanted(kind, mapping or {})
    headers = {header.casefold() for header in wanted.values()}
    try:
        with closing(open_table(file, headers)) as table, transaction.atomic():
            plan = Plan(kind, table.headers, wanted)
            result = Result(kind.name, extra_columns=plan.extra, dry_run=dry_run, headers=headers)
            staged = Staged(kind, plan.fields, Known(rules, rules.today(at)), at=at, by=by, name=name)
            result.errors += _stage(plan, table, staged, progress)
            staged.match()
            result.errors += staged.settle()
            result.failed = len({error.line for error in result.errors})
            if partial or not result.errors:
                result.created, result.updated, result.unchanged = staged.write()
                result.written = not dry_run and result.taken > 0
            staged.end()
            transaction.set_rollback(not result.written)
    except IntegrityError as error:
        raise Unreadable(_refused_by_database(error)) from error
    result.errors.sort(key=lambda error: error.line)
    return result


def _wanted(kind: Kind, mapping: dict[str, str]) -> dict[str, str]:
    """Our headers, each with the name that it has in the file."""
    headers = {column.header: column.header for column in kind.columns}
    for ours in mapping:
        if ours not in headers:
            raise Unreadable(
                _("%(kind)s have no field “%(field)s”; they have %(all)s.")
                % {"kind": kind.name, "field": ours, "all": ", ".join(headers)}
            )
    return headers | mapping


def _refused_by_database(error: IntegrityError) -> str:
    constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or "?"
    return _("The database refused the rows (%s): somebody changed the same records meanwhile. Try again.") % constraint


class Plan:
    """Which cell of a row fills which field."""

    def __init__(self, kind: Kind, headers: list[str], wanted: dict[str, str]):
        self.kind, self.width = kind, len(headers)
        places = self._places(headers)
        self.columns = [(c, places.get(wanted[c.header].casefold())) for c in kind.columns]
        self.columns = [(c, place) for c, place in self.columns if place is not None or c.field in kind.key]
        used = {place for _column, place in self.columns}
        self.extra = [header for place, header in enumerate(headers) if header and place not in used]
        self._must_have(wanted, headers)
        self.fields = list(dict.fromkeys(column.field for column, _place in self.columns))

    def _places(self, headers: list[str]) -> dict[str, int]:
        places: dict[str, int] = {}
        for place, header in enumerate(headers):
            if header and places.setdefault(header.casefold(), place) != place:
                raise Unreadable(_("The column “%s” is in the file twice.") % header)
        return places

    def _must_have(self, wanted: dict[str, str], headers: list[str]) -> None:
        present = {column.header for column, place in self.columns if place is not None}
        if not present:
            found = ", ".join(h[:40] for h in headers[:12] if h)
            raise Unreadable(
                _("This is no file of %(kind)s: none of their columns is in it (it has: %(found)s).")
                % {"kind": self.kind.name, "found": found or "–"}
            )
        missing = [wanted[c.header] for c in self.kind.columns if c.needed and c.header not in present]
        if missing:
            raise Unreadable(
                _("The file lacks the column %(missing)s; columns can be named with --map field=Column.")
                % {"missing": ", ".join(f"“{name}”" for name in missing)}
            )

    def read(self, line: int, cells: list[str], known: Known) -> tuple[dict[str, Any], list[Refusal]]:
        """The row's values, and what is wrong with it."""
        row: dict[str, Any] = {}
        bad: list[Refusal] = []
        for column, place in self.columns:
            cell = "" if place is None else cells[place].strip()
            try:
                row[column.field] = self._value(column, cell, known)
            except Bad as error:
                bad.append(Refusal(line, column.header, cell[:SHOWN], str(error)))
        if not bad:
            said = {c.header: "" if place is None else cells[place] for c, place in self.columns}
            bad = [
                Refusal(line, header, said.get(header, "").strip()[:SHOWN], reason)
                for header, reason in self.kind.judge(row, known)
            ]
        return row, bad

    def _value(self, column: Column, cell: str, known: Known) -> Any:
        if cell[:1] == "'":
            cell = unguarded(cell)
        if cell:
            return column.read(cell, known)
        if column.needed:
            raise Bad(_("This is empty."))
        return column.when_blank(known)


def _stage(plan: Plan, table: Table, staged: Staged, progress) -> Iterator[Refusal]:
    """Read all rows into the staging table; what a look at one row and the rows before it refuses is yielded."""
    first: dict[tuple, int] = {}
    rows = table.rows()
    while chunk := list(islice(rows, CHUNK)):
        for line, cells in chunk:
            yield from _stage_row(plan, line, cells, staged, first)
        staged.flush()
        progress(table.position, table.size)


def _stage_row(plan: Plan, line: int, cells: list[str], staged: Staged, first: dict[tuple, int]) -> list[Refusal]:
    if len(cells) != plan.width and (len(cells) < plan.width or any(cell.strip() for cell in cells[plan.width :])):
        reason = _("The row has %(cells)d cells, the header has %(headers)d.")
        return [Refusal(line, "", "", reason % {"cells": len(cells), "headers": plan.width})]
    row, bad = plan.read(line, cells, staged.known)
    if again := _twice(plan, row, cells, line, first):
        bad.append(again)
    if not bad:
        staged.add(line, row)
    return bad


def _twice(plan: Plan, row: dict[str, Any], cells: list[str], line: int, first: dict[tuple, int]) -> Refusal | None:
    key = plan.kind.key_of(row)
    if key is None or first.setdefault(key, line) == line:
        return None
    column, place = next((c, p) for c, p in plan.columns if c.field == plan.kind.key[0])
    reason = _("The same key stands on line %d of this file already.") % first[key]
    return Refusal(line, column.header, cells[place or 0].strip()[:SHOWN], reason)
