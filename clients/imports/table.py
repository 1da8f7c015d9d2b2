"""Reading a table out of a file that somebody sent: which encoding, which delimiter, which line a row begins on.

Everything is streamed. What is no table is refused with one sentence (`Unreadable`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _

from clients.imports.encoding import encoding_of
from clients.imports.rows import Table, Unreadable
from clients.imports.workbook import Workbook, is_zip

CELL_LIMIT = 1_000_000  # characters
LINE_LIMIT = 4_000_000
DELIMITERS = ",;\t"


def open_table(file: BinaryIO, known: set[str]) -> Table:
    """The table in `file`. `known` are the headers hoped for, in small letters; they tell the delimiter."""
    file.seek(0)
    if is_zip(file.read(4)):
        return Workbook(file)
    return TextTable(file, known)


class TextTable(Table):
    def __init__(self, file: BinaryIO, known: set[str]):
        self.file = file
        self.size = file.seek(0, io.SEEK_END)
        self.encoding = encoding_of(file)
        file.seek(0)
        self.text = io.TextIOWrapper(file, self.encoding, newline="")
        self.number = 0
        self._cells = self._parsed(known)
        self.headers = [header.strip() for header in next(self._cells)[1]]

    @property
    def position(self) -> int:  # type: ignore[override]
        return self.file.tell()

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        return self._cells

    def close(self) -> None:
        self.text.detach()

    def _parsed(self, known: set[str]) -> Iterator[tuple[int, list[str]]]:
        csv.field_size_limit(CELL_LIMIT)
        first, lines = self._first_line()
        reader = csv.reader(lines, delimiter=delimiter_of(first, known), strict=True)
        start = self.number
        try:
            for cells in reader:
                if any(cells) and not all(cell.isspace() or not cell for cell in cells):
                    yield start, cells
                start = self.number + 1
        except csv.Error as error:
            raise Unreadable(_csv_error(start, str(error))) from None

    def _first_line(self) -> tuple[str, Iterator[str]]:
        """The first line with anything in it, and all lines from it on."""
        lines = self._lines()
        for line in lines:
            if line.strip():
                return line, _chain(line, lines)
        raise Unreadable(_("The file is empty."))

    def _lines(self) -> Iterator[str]:
        while line := self._line():
            self.number += 1
            if len(line) > LINE_LIMIT:
                raise Unreadable(_("Line %d is longer than 4 MB; this is no table.") % self.number)
            if "\0" in line:
                raise Unreadable(_("Line %d has a NUL character; the file is damaged or no table.") % self.number)
            yield line

    def _line(self) -> str:
        try:
            return self.text.readline(LINE_LIMIT + 1)
        except UnicodeError:
            raise Unreadable(
                _("The file is neither UTF-8 nor another known encoding%s; save it as UTF-8.") % self._place()
            ) from None

    def _place(self) -> str:
        """Where the first bytes stand that cannot be read: the text is decoded in pieces of many lines."""
        if not self.encoding.startswith("utf-8"):
            return ""
        self.file.seek(0)
        for number, line in enumerate(self.file, 1):
            try:
                line.decode()
            except UnicodeDecodeError:
                return _(" (line %d)") % number
        return ""


def _chain(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _csv_error(line: int, error: str) -> str:
    if "field limit" in error:
        return _("Line %d: a cell is larger than 1 MB; perhaps a quotation mark is left open.") % line
    return _("Line %d: a quotation mark is not closed, or text follows it.") % line


def delimiter_of(line: str, known: set[str]) -> str:
    """The delimiter that makes the most known headers out of the first line."""

    def found(delimiter: str) -> tuple[int, int]:
        try:
            cells = next(csv.reader([line], delimiter=delimiter))
        except csv.Error:
            return 0, 0
        return len({cell.strip().casefold() for cell in cells} & known), len(cells)

    return max(DELIMITERS, key=found)
