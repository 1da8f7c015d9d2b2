"""Reading the first sheet of an Excel workbook as if it were text, row by row, with caps on its unpacked size."""

from __future__ import annotations

import datetime as dt
import warnings
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from typing import BinaryIO

import openpyxl
from django.utils.translation import gettext as _

from clients.imports.rows import Table, Unreadable

UNPACKED_LIMIT = 1_000_000_000  # bytes: a sheet of 400,000 sales unpacks to some 250 MB
STRINGS_LIMIT = 100_000_000  # bytes: the one part that is held in memory
COLUMN_LIMIT = 200
CELL_LIMIT = 1_000_000


def is_zip(head: bytes) -> bool:
    return head == b"PK\x03\x04"


class Workbook(Table):
    """The first sheet. A row's line is its row number in the sheet."""

    def __init__(self, file: BinaryIO):
        _check_size(file)
        file.seek(0)
        try:
            with warnings.catch_warnings(action="ignore"):  # about decorations that we do not read
                self.book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
            self.sheet = self.book.worksheets[0]
        except Exception:  # a damaged file fails in as many ways as there are parts in it
            raise Unreadable(_("The file is no Excel workbook, or a damaged one.")) from None
        self.sheet.reset_dimensions()  # what a file says of its own size is not to be relied on
        self.size = self.position = 0
        self._cells = self._parsed()
        try:
            self.headers = next(self._cells)[1]
        except StopIteration:
            raise Unreadable(_("The first sheet of the workbook is empty.")) from None

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        return self._cells

    def _parsed(self) -> Iterator[tuple[int, list[str]]]:
        width = 0
        rows = self.sheet.iter_rows(values_only=True, max_col=COLUMN_LIMIT)
        while True:
            try:
                row = next(rows)
            except StopIteration:
                return
            except Exception:
                line = self.position + 1
                raise Unreadable(_("Row %d of the workbook cannot be read; the file is damaged.") % line) from None
            self.position += 1
            cells = [_as_text(value, self.position) for value in row]
            if any(cells):
                width = width or len(_without_blank_end(cells))
                yield self.position, cells + [""] * (width - len(cells)) if len(cells) < width else _cut(cells, width)


def _cut(cells: list[str], width: int) -> list[str]:
    """A sheet's rows end in blank cells as it pleases; what is beyond the header stays only where it says something."""
    return cells if any(cells[width:]) else cells[:width]


def _without_blank_end(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells = cells[:-1]
    return cells


def _check_size(file: BinaryIO) -> None:
    """Unpack everything once, counting: the sizes that a ZIP file declares are held against what is in it."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            strings = sum(part.file_size for part in parts if part.filename.endswith("sharedStrings.xml"))
            if sum(part.file_size for part in parts) > UNPACKED_LIMIT or strings > STRINGS_LIMIT:
                raise Unreadable(_("The workbook is too large; save it as CSV."))
            if "xl/workbook.xml" not in archive.namelist() or archive.testzip():
                raise Unreadable(_("The file is no Excel workbook, or a damaged one."))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError):
        raise Unreadable(_("The file is no Excel workbook, or a damaged one.")) from None


def _as_text(value: object, line: int) -> str:
    """What the same cell would say in a CSV file. A sheet's numbers have 15 digits that mean something."""
    if value is None:
        return ""
    if isinstance(value, str):
        if len(value) > CELL_LIMIT:
            raise Unreadable(_("Line %d: a cell is larger than 1 MB.") % line)
        return value.strip()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return format(Decimal(f"{value:.15g}"), "f")
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ", timespec="seconds")
    return str(value)
