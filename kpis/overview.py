"""A month at a glance, through a lens: the headline row, the table of rows, twelve months behind it."""

from __future__ import annotations

import datetime as dt
from functools import cached_property

from django.utils.translation import gettext as _

from accounts.models import User
from kpis import rolling
from kpis.lens import UNASSIGNED, Lens
from kpis.rows import Cell, Row, stored

COLUMNS = (
    "opening",
    "retention_rate",
    "lost",
    "pending",
    "new",
    "returned",
    "closing",
    "upsells",
    "meetings",
    "calls",
    "profit",
    "profit_growth",
)
NAME = "name"


def months_back(first: dt.date, count: int = 12) -> list[dt.date]:
    """`count` months that end with `first`, oldest first."""
    number = first.year * 12 + first.month - 1
    return [dt.date(n // 12, n % 12 + 1, 1) for n in range(number - count + 1, number + 1)]


class Overview:
    def __init__(self, lens: Lens, first: dt.date, sort: str = NAME, *, by_year: bool = False):
        """`by_year`: the table gives, and is sorted by, rates over twelve months."""
        self.lens, self.first, self.by_year = lens, first, by_year
        self.sort = sort if sort.removeprefix("-") in (NAME, *COLUMNS) else NAME
        self.months = months_back(first)
        self._parts = lens.parts(self.months if lens.is_added_up else [first])
        self._headlines = lens.headlines(self.months, self._parts)

    def set_beside_restated(self) -> None:
        """Give the month's rows what the facts say today, where that is something else. Two or three queries."""
        restated = self.lens.restated
        parts = restated.parts([self.first])
        headlines = restated.headlines([self.first], parts)
        if headline := self._headlines.get(self.first):
            headline.set_beside(headlines.get(self.first))
        for place, row in self._parts.items():
            if place[0] == self.first and row is not headline:
                row.set_beside(parts.get(place))

    @property
    def is_restated(self) -> bool:
        """Whether facts entered after the month was closed moved anything here."""
        shown = [row for (first, _), row in self._parts.items() if first == self.first]
        return any(row.restated for row in (self._headlines.get(self.first), *shown) if row)

    @cached_property
    def headline(self) -> Row | None:
        """None where the month has no figures for this lens."""
        if row := self._headlines.get(self.first):
            row.label = self.lens.label
        return row

    @cached_property
    def unassigned(self) -> Row | None:
        if row := self._parts.get((self.first, UNASSIGNED)):
            row.label = _("Without a manager")
        return row

    @cached_property
    def rows(self) -> list[Row]:
        """The managers' rows of the month, in the order asked for; those without a value stand last."""
        rows = [row for (month, name), row in self._parts.items() if month == self.first and name != UNASSIGNED]
        names = dict(User.objects.filter(pk__in=[row.reference for row in rows]).values_list("pk", "name"))
        for row in rows:
            row.label = names.get(int(row.reference), row.reference)
        by = self.sort.removeprefix("-")
        if self.by_year and by in rolling.ROLLING:
            cells = {row.reference: self.rolling_rows[row.reference].get(by) for row in rows}
        else:
            cells = {row.reference: row.get(by) for row in rows}
        return _sorted(rows, by, cells, self.sort.startswith("-"))

    @cached_property
    def trend(self) -> list[Row]:
        """One row for each of the twelve months; a month without figures has no cells."""
        return [self._headlines.get(first) or Row(first, self.lens.reference) for first in self.months]

    @cached_property
    def before(self) -> Row | None:
        """The month before, to compare with."""
        return self._headlines.get(self.months[-2])

    @cached_property
    def rolling(self) -> dict[str, Cell]:
        """The headline's rates over the twelve months."""
        return rolling.together(self.trend)

    @cached_property
    def rolling_rows(self) -> dict[str, dict[str, Cell]]:
        """The same of every row of the table, by reference. One query."""
        rows = self._parts
        if self.lens.is_stored and not self.lens.is_one_row:
            figures = self.lens.figures.filter(month__in=self.months, measure__in=rolling.ROLLING)
            rows = stored(figures)
        months: dict[str, list[Row]] = {}
        for (_first, reference), row in rows.items():
            months.setdefault(reference, []).append(row)
        return {reference: rolling.together(found) for reference, found in months.items()}


def _sorted(rows: list[Row], by: str, cells: dict[str, Cell | None], descending: bool) -> list[Row]:
    rows.sort(key=lambda row: row.label.casefold())
    if by == NAME:
        return rows[::-1] if descending else rows
    valued = [(cell.value, row) for row in rows if (cell := cells[row.reference]) and cell.value is not None]
    valued.sort(key=lambda pair: pair[0], reverse=descending)
    empty = [row for row in rows if not ((cell := cells[row.reference]) and cell.value is not None)]
    return [row for _value, row in valued] + empty
