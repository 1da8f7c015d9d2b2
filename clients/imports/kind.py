"""What a kind of import is: its columns, its key, and the rules that go beyond one cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import connection
from django.db.models import Model, QuerySet

from clients.imports.cells import Reader
from clients.imports.known import Known

if TYPE_CHECKING:
    from clients.imports.staged import Staged

NEEDED: Any = object()
"""The blank value of a column in which every row must say something."""


@dataclass(frozen=True)
class Refusal:
    """Why a row of the file is not taken. `line` is the file's line on which the row begins."""

    line: int
    field: str
    value: str
    reason: str


@dataclass(frozen=True)
class Column:
    """One header of the contract, and the column of the table that it fills.

    With `type` (of SQL) it fills none, and is only there for the kind's own rules. `path` is where an export reads it.
    """

    header: str
    field: str
    read: Reader
    blank: Any = NEEDED
    type: str = ""
    path: str = ""

    @property
    def needed(self) -> bool:
        return self.blank is NEEDED

    def when_blank(self, known: Known) -> Any:
        return self.blank(known) if callable(self.blank) else self.blank


class Kind:
    """A kind of import and export. A higher room adds its own with `clients.imports.register`.

    In the SQL of a kind, `r` is a row of the file and `t` the row of the table that it may already have.
    """

    name: ClassVar[str]
    model: ClassVar[type[Model]]
    columns: ClassVar[tuple[Column, ...]]
    key: ClassVar[tuple[str, ...]]
    match: ClassVar[str]
    client: ClassVar[str] = "r.client_id"
    references: ClassVar[dict[str, str]] = {}
    """Staged fields that name another row, perhaps of the same file, and the column into which `settle` resolves it."""
    derived: ClassVar[dict[str, str]] = {}
    """Further columns that `settle` fills for itself, with their SQL types."""

    def inserted(self, known: Known) -> dict[str, tuple[str, list]]:
        """What a new row gets in columns that the file does not have, where the model's default is not it: SQL and
        its parameters."""
        return {}

    def key_of(self, row: dict[str, Any]) -> tuple | None:
        """What identifies the row, or None where a part of it could not be read."""
        return tuple(row[field] for field in self.key) if all(field in row for field in self.key) else None

    def judge(self, row: dict[str, Any], known: Known) -> Iterable[tuple[str, str]]:
        """(header, reason) for what is wrong between the cells of one row; may complete the row."""
        return ()

    def settle(self, staged: Staged) -> Iterator[Refusal]:
        """Resolve references between rows and refuse what does not fit the other rows or the database.

        Called again without the refused rows until it refuses none.
        """
        yield from ()

    def compare(self, staged: Staged) -> None:
        """Mark (`changed`) rows that differ in something else than the columns of the table."""

    def complete(self, staged: Staged) -> None:
        """Write what does not stand in the table itself, for the rows that are new or changed."""

    def exported(self, user, today) -> QuerySet:
        """The rows that `user` may see; all of them for None, the operator of the machine."""
        rows: Any = self.model._default_manager.order_by("pk")  # visible_to: each kind's model has it, Model has not
        rows = rows.filter(trashed_at=None) if self.trash else rows
        return rows if user is None else rows.visible_to(user)

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def trash(self) -> bool:
        return any(field.name == "trashed_at" for field in self.model._meta.fields)

    @property
    def merges(self) -> bool:
        return any(field.name == "merged_into" for field in self.model._meta.fields)

    def type_of(self, field: str) -> str:
        """The SQL type of a staged column."""
        own = next((column.type for column in self.columns if column.field == field and column.type), "")
        return own or str(next(f for f in self.model._meta.concrete_fields if f.attname == field).db_type(connection))
