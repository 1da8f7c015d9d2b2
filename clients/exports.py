"""Giving records out in the import's own headers, as CSV, XLSX or JSON; what comes out can be brought in again.

Everything is streamed, and limited to what the reader may see. A cell that a spreadsheet would run is disarmed.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, BinaryIO

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.cell import WriteOnlyCell

from accounts.models.company import CompanyRules
from clients.formulas import guarded
from clients.imports.kind import Kind

CHUNK = 2_000
CELL_LIMIT = 32_767  # characters that an XLSX cell can hold
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x0d\x0e-\x1f]")
Progress = Callable[[int, int], None]


class Unwritable(ValueError):
    """The records do not fit the format; says why in one sentence."""


def export(
    kind: Kind,
    file: BinaryIO,
    format: str,
    *,
    user,
    rules: CompanyRules,
    at: dt.datetime,
    progress: Progress = lambda done, size: None,
) -> int:
    """Write the rows of `kind` that `user` may see (None: all) to `file` in one of FORMATS. Returns how many."""
    rows = kind.exported(user, rules.today(at))
    size = rows.count()
    return FORMATS[format](kind, _counted(_rows(kind, rows, rules), size, progress), file)


def _rows(kind: Kind, rows, rules: CompanyRules) -> Iterator[list[Any]]:
    """The values in the order of the headers; instants in the company's time zone."""
    paths = [column.path or column.field for column in kind.columns]
    for row in rows.values_list(*paths).iterator(chunk_size=CHUNK):
        yield [v.astimezone(rules.zone) if isinstance(v, dt.datetime) else v for v in row]


def _counted(rows: Iterator[list[Any]], size: int, progress: Progress) -> Iterator[list[Any]]:
    done = 0
    for done, row in enumerate(rows, 1):
        if done % CHUNK == 0:
            progress(done, size)
        yield row
    progress(done, size)


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal():
            return _plain(value)
        case dt.datetime():
            return value.isoformat()
        case list():
            return guarded(";".join(value))
        case str():
            return guarded(value)
    return str(value)


def _plain(value: Decimal) -> str:
    """Without the zeros that fill the column up."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _csv(kind: Kind, rows: Iterator[list[Any]], file: BinaryIO) -> int:
    text = io.TextIOWrapper(file, "utf-8", newline="")
    writer = csv.writer(text)
    writer.writerow(_headers(kind))
    count = 0
    for row in rows:
        writer.writerow(map(_text, row))
        count += 1
    text.detach()
    return count


def _json(kind: Kind, rows: Iterator[list[Any]], file: BinaryIO) -> int:
    """A list of objects; amounts and instants are strings, a blank is null."""
    headers, count = _headers(kind), 0
    file.write(b"[")
    for count, row in enumerate(rows, 1):
        record = dict(zip(headers, map(_plain_json, row), strict=True))
        file.write(b",\n" if count > 1 else b"\n")
        file.write(json.dumps(record, ensure_ascii=False).encode())
    file.write(b"\n]\n")
    return count


def _plain_json(value: Any) -> Any:
    match value:
        case "":
            return None
        case Decimal():
            return _plain(value)
        case dt.date():
            return value.isoformat()
    return value


def _xlsx(kind: Kind, rows: Iterator[list[Any]], file: BinaryIO) -> int:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(kind.name)
    sheet.freeze_panes = "A2"
    sheet.append(_headers(kind))
    count = 0
    for count, row in enumerate(rows, 1):
        if count >= 1_048_576:
            raise Unwritable(_("A sheet holds 1,048,575 rows; there are more. Export as CSV."))
        sheet.append([_cell(sheet, value) for value in row])
    book.save(file)
    return count


def _cell(sheet, value: Any) -> Any:
    """Text stays text: openpyxl would take what begins with = for a formula. A number of more than 15 digits would
    be rounded by the spreadsheet, so it is text, too."""
    if isinstance(value, Decimal) and len(value.normalize().as_tuple().digits) <= 15:
        return value.normalize()
    if isinstance(value, int) or type(value) is dt.date:
        return value
    text = _text(value)
    if len(text) > CELL_LIMIT:
        raise Unwritable(_("A text is longer than the 32,767 characters that a cell holds. Export as CSV."))
    cell = WriteOnlyCell(sheet)
    cell.value = UNPRINTABLE.sub("", text) or None
    if text:
        cell.data_type = "s"
    return cell


def _headers(kind: Kind) -> list[str]:
    return [column.header for column in kind.columns]


FORMATS: dict[str, Callable[[Kind, Iterator[list[Any]], BinaryIO], int]] = {"csv": _csv, "xlsx": _xlsx, "json": _json}
