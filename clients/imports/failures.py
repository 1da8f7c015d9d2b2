"""The file of the rows that were refused, each with its reason: to be mended and imported again as it is."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from typing import BinaryIO, TextIO

from clients.formulas import guarded
from clients.imports.kind import Refusal
from clients.imports.load import Result
from clients.imports.table import open_table

HEADERS = ["line_number", "field", "reason"]


def write_failures(file: BinaryIO, out: TextIO, result: Result) -> None:
    """Read the imported `file` once more and write its refused rows to `out` as CSV, before each what is wrong."""
    writer = csv.writer(out)
    for row in _failures(file, result):
        writer.writerow(guarded(cell) for cell in row)


def _failures(file: BinaryIO, result: Result) -> Iterator[list[str]]:
    errors: dict[int, list[Refusal]] = defaultdict(list)
    for error in result.errors:
        errors[error.line].append(error)
    with closing(open_table(file, result.headers)) as table:
        yield HEADERS + table.headers
        for line, cells in table.rows():
            if line in errors:
                fields = ", ".join(error.field for error in errors[line])
                yield [str(line), fields, " ".join(error.reason for error in errors[line]), *cells]
