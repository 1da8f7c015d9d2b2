"""What a proof lists: records as lines of values under columns."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import ClassVar

from clients.exchange import Gap
from kpis.measure import Words

Value = object  # a text, number, exact amount or date, to be shown in the reader's format or written to a file


@dataclass(frozen=True)
class Column:
    key: str
    label: Words
    css: str = ""
    currency: str = ""  # of its amounts, where it is not that of the line
    optional: bool = False  # shown where some line says something

    @property
    def about(self) -> dict[str, object]:
        return {"currency": self.currency} if self.currency else {}


@dataclass
class Line:
    """One record. `id` is as the figure keeps it; `row` names the manager's row that counted it."""

    id: int
    row: str = ""
    values: dict[str, Value] = field(default_factory=dict)
    client_code: str = ""
    url: str = ""  # of the client's page, where the reader may open it
    since: str = ""  # what happened to it after the month was closed


class Kind:
    """A kind of record, of the month that begins on `first` in `zone`, of a company that counts in `currency`."""

    columns: ClassVar[tuple[Column, ...]]
    edition: str = ""  # of a closed month: as reported, or as the facts say today

    def __init__(self, first: dt.date, basis: dict):
        """`basis`: the settings that the month was computed by."""
        self.first, self.zone = first, zoneinfo.ZoneInfo(basis.get("time_zone", "UTC"))
        self.currency = basis.get("currency", "")

    def of_sector(self, ids: Collection[int], sector: str) -> set[int]:
        """Those of `ids` whose client is of the sector."""
        raise NotImplementedError

    def gaps(self, ids: Collection[int], sector: str, measure: str) -> list[Gap]:
        """What has no exchange rate of the records behind a figure, of one sector where one is named."""
        return []

    def load(self, ids: Collection[int]) -> dict[int, Line]:
        """The line of each record that is still there, in a fixed number of queries."""
        raise NotImplementedError
