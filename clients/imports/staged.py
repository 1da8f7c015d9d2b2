"""The rows of a file in a temporary table of the database, and what is made of them in few large statements.

`import_row` has the columns that the file fills, and `file_line`, `id` (that the row has or will have),
`old_id` (NULL: the row is new) and `changed` (an existing row differs).
"""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import NOT_PROVIDED
from django.utils.translation import gettext as _

from activity.models import Event
from clients.imports.kind import Kind, Refusal
from clients.imports.known import Known

ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})

MANY = 1_000


class Staged:
    def __init__(self, kind: Kind, fields: list[str], known: Known, *, at: dt.datetime, by, name: str):
        self.kind, self.fields, self.known = kind, fields, known
        self.at, self.by, self.name = at, by, name
        resolved = [kind.references[field] for field in fields if field in kind.references]
        self.stored = [f.attname for f in kind.model._meta.concrete_fields if f.attname in [*fields, *resolved]]
        self.cursor = connection.cursor()
        self._buffer: list[str] = []
        self._begin()

    def execute(self, sql: str, params: Any = None) -> int:
        self.cursor.execute(sql, params)
        return self.cursor.rowcount

    def rows(self, sql: str, params: Any = None) -> list[tuple]:
        self.cursor.execute(sql, params)
        return self.cursor.fetchall()

    def has(self, field: str) -> bool:
        return field in self.fields

    # Filling

    def _begin(self) -> None:
        """One import of a kind at a time. The temporary tables are this connection's own and end with the import."""
        self.execute("SELECT pg_advisory_xact_lock(hashtext('clients.imports'), hashtext(%s))", [self.kind.name])
        self.end()
        columns = ", ".join(f'"{field}" {self.kind.type_of(field)}' for field in self.fields)
        self.execute(f"CREATE TEMPORARY TABLE import_cell (file_line integer, {columns})")

    def add(self, line: int, row: dict[str, Any]) -> None:
        values = [_copied(row[field]) for field in self.fields]
        self._buffer.append("\t".join([str(line), *values]) + "\n")

    def flush(self) -> None:
        """Hand the rows gathered so far to the database."""
        if self._buffer:
            self.cursor.copy_expert("COPY import_cell FROM STDIN", io.StringIO("".join(self._buffer)))
            self._buffer.clear()

    def match(self) -> None:
        """Find the rows that exist already, and give the others the ids that they will have."""
        trash = "t.trashed_at" if self.kind.trash else "NULL::timestamptz"
        if self.kind.merges:
            trash = f"CASE WHEN t.merged_into_id IS NULL THEN {trash} END"
        further = dict.fromkeys(self.kind.references.values(), "bigint") | self.kind.derived
        derived = "".join(f', NULL::{kind} AS "{field}"' for field, kind in further.items())
        self.execute(
            f"CREATE TEMPORARY TABLE import_row AS SELECT r.*, t.id AS old_id,"
            f" COALESCE(t.id, nextval(pg_get_serial_sequence('{self.kind.table}', 'id'))) AS id,"
            f" false AS changed, {trash} AS trashed_at{derived}"
            f" FROM (SELECT * FROM import_cell ORDER BY file_line) r LEFT JOIN {self.kind.table} t ON {self.kind.match}"
        )
        self.execute("ALTER TABLE import_row ADD PRIMARY KEY (file_line)")
        self.execute("CREATE INDEX ON import_row (id)")
        self.execute("ANALYZE import_row")

    # Judging

    def resolve(self, attname: str, condition: str) -> None:
        """Fill a reference with the id of the row `x` that meets `condition`, of this file or else of the table."""
        self.execute(f'UPDATE import_row SET "{attname}" = NULL WHERE "{attname}" IS NOT NULL')
        missing = f'r."{attname}" IS NULL'
        for source in ("import_row", self.kind.table):
            self.execute(f'UPDATE import_row r SET "{attname}" = x.id FROM {source} x WHERE {missing} AND {condition}')

    def unresolved(self, field: str, attname: str, header: str, reason: str) -> Iterator[Refusal]:
        for line, value in self.rows(
            f'SELECT file_line, "{field}" FROM import_row WHERE "{field}" > \'\' AND "{attname}" IS NULL ORDER BY 1'
        ):
            yield Refusal(line, header, value, reason)

    def circles(self, field: str, attname: str, header: str, reason: str) -> Iterator[Refusal]:
        """The rows of the file that would stand above themselves."""
        if not self.rows(f'SELECT 1 FROM import_row WHERE "{attname}" IS NOT NULL LIMIT 1'):
            return
        above = dict(self.rows(f'SELECT id, "{attname}" FROM {self.kind.table} WHERE "{attname}" IS NOT NULL'))
        above |= dict(self.rows(f'SELECT id, "{attname}" FROM import_row'))
        for line, pk, value in self.rows(
            f'SELECT file_line, id, "{field}" FROM import_row WHERE "{attname}" IS NOT NULL'
        ):
            if _comes_back(pk, above):
                yield Refusal(line, header, value, reason)

    def settle(self) -> Iterator[Refusal]:
        """Refuse rows until those that are left fit each other and the database."""
        refused = list(self._in_trash())
        while True:
            self._remove(refused)
            yield from refused
            refused = list(self.kind.settle(self))
            if not refused:
                return

    def _in_trash(self) -> Iterator[Refusal]:
        header = next(c.header for c in self.kind.columns if c.field == self.kind.key[0])
        shown = f'"{next(c.field for c in self.kind.columns if c.header == header)}"::text'
        for line, value in self.rows(
            f"SELECT file_line, {shown} FROM import_row WHERE trashed_at IS NOT NULL ORDER BY file_line"
        ):
            yield Refusal(line, header, value, _("This record is in the trash; take it out of the trash first."))

    def _remove(self, refused: list[Refusal]) -> None:
        if refused:
            self.execute("DELETE FROM import_row WHERE file_line = ANY(%s)", [[r.line for r in refused]])

    # Writing

    def write(self) -> tuple[int, int, int]:
        """Write what is new or differs, and an event for each. Returns how many: created, updated, unchanged."""
        self._mark_changed()
        self.kind.compare(self)
        self._spare_merged()
        self._update()
        self._insert()
        self.kind.complete(self)
        self._record()
        self.execute("SET CONSTRAINTS ALL IMMEDIATE")
        self.execute("SET CONSTRAINTS ALL DEFERRED")
        counts = "count(*) FILTER (WHERE old_id IS NULL), count(*) FILTER (WHERE changed)"
        created, updated, total = self.rows(f"SELECT {counts}, count(*) FROM import_row")[0]
        if created + updated >= MANY:  # or the planner takes the table for the empty one that it was
            self.execute(f"ANALYZE {self.kind.table}")
        return created, updated, total - created - updated

    def end(self) -> None:
        self.execute("DROP TABLE IF EXISTS pg_temp.import_cell, pg_temp.import_row")

    def _mark_changed(self) -> None:
        if self.stored:
            ours, theirs = (", ".join(self._compared(side, field) for field in self.stored) for side in "rt")
            self.execute(
                f"UPDATE import_row r SET changed = true FROM {self.kind.table} t"
                f" WHERE t.id = r.old_id AND ROW({ours}) IS DISTINCT FROM ROW({theirs})"
            )

    def _spare_merged(self) -> None:
        """A row that was merged into another changes nothing: the file of a system that still has two must not write
        one over the other."""
        if self.kind.merges:
            merged = f"SELECT id FROM {self.kind.table} WHERE merged_into_id IS NOT NULL"
            self.execute(f"UPDATE import_row SET changed = false WHERE old_id IN ({merged})")

    def _compared(self, side: str, field: str) -> str:
        """A workbook cannot keep how a line ends, so that alone is no change."""
        name = f'{side}."{field}"'
        return f"replace({name}, E'\\r', '')" if self.kind.type_of(field) == "text" else name

    def _update(self) -> None:
        if self.stored:
            sets = ", ".join(f'"{field}" = r."{field}"' for field in self.stored)
            self.execute(f"UPDATE {self.kind.table} t SET {sets} FROM import_row r WHERE r.changed AND t.id = r.old_id")

    def _insert(self) -> None:
        given: dict[str, tuple[str, list]] = {"id": ("r.id", [])}
        given |= {field: (f'r."{field}"', []) for field in self.stored}
        given = {**dict(self._defaults()), **self.kind.inserted(self.known), **given}
        names = ", ".join(f'"{name}"' for name in given)
        values = ", ".join(sql for sql, _params in given.values())
        params = [param for _sql, found in given.values() for param in found]
        self.execute(
            f"INSERT INTO {self.kind.table} ({names}) SELECT {values} FROM import_row r"
            " WHERE r.old_id IS NULL ORDER BY r.file_line",
            params,
        )

    def _defaults(self) -> Iterator[tuple[str, tuple[str, list]]]:
        """What a new row gets where the file has no column: the kind's own expression, or else the model's default."""
        own = {"recorded_at": self.at, "recorded_by_id": self.by and self.by.pk, "date_joined": self.at}
        for field in self.kind.model._meta.concrete_fields:
            if field.attname in own:
                yield field.attname, ("%s", [own[field.attname]])
            elif field.db_default is NOT_PROVIDED and not field.generated:
                yield field.attname, ("%s", [field.get_db_prep_save(field.get_default(), connection)])

    def _record(self) -> None:
        """One event for each row that came or changed, as a person's own change leaves one."""
        self.execute(
            f"INSERT INTO {Event._meta.db_table} (at, actor_id, verb, subject, subject_id, client_id, data)"
            f" SELECT %s, %s, %s, %s, r.id, {self.kind.client},"
            " CASE WHEN r.old_id IS NULL THEN %s::jsonb ELSE %s::jsonb END"
            " FROM import_row r WHERE r.old_id IS NULL OR r.changed ORDER BY r.file_line",
            [
                self.at,
                self.by and self.by.pk,
                f"{self.kind.name}.imported",
                self.kind.model._meta.label_lower,
                *(json.dumps({"file": self.name, "change": change}) for change in ("created", "updated")),
            ],
        )


def _comes_back(start: int, above: dict[int, int | None]) -> bool:
    passed = set()
    here = above.get(start)
    while here is not None and here not in passed:
        if here == start:
            return True
        passed.add(here)
        here = above.get(here)
    return False


def _copied(value: Any) -> str:
    """A value in the text format of COPY."""
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.translate(ESCAPES)
    if isinstance(value, list):
        return "{" + ",".join(map(str, value)) + "}"
    return str(value)
