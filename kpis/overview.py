"""A month at a glance, through a lens: the headline row, the table of rows, twelve months behind it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext as _

from kpis import rolling, stretch
from kpis.lens import UNASSIGNED, Lens, Rows
from kpis.rows import Cell, Row
from kpis.stretch import Stretch

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
    def __init__(self, lens: Lens, first: dt.date, sort: str = NAME, *, by_year: bool = False, begin: str = ""):
        """`by_year`: the table gives, and is sorted by, rates over twelve months. `begin`: at which line, as asked."""
        self.lens, self.first, self.by_year, self._begin = lens, first, by_year, begin
        self.sort = sort if sort.removeprefix("-") in (NAME, *COLUMNS) else NAME
        self.months = months_back(first)
        self._headlines = lens.headlines(self.months)

    def set_beside_restated(self) -> None:
        """Give the rows shown what the facts say today, where that is something else."""
        restated = self.lens.restated
        if headline := self._headlines.get(self.first):
            headline.set_beside(restated.headlines([self.first]).get(self.first))
        if self._parts:
            parts = restated.parts([self.first], managers=self.shown)
            for place, row in self._parts.items():
                row.set_beside(parts.get(place))

    @property
    def is_restated(self) -> bool:
        """Whether facts entered after the month was closed moved anything shown here."""
        return any(row.restated for row in (self._headlines.get(self.first), *self._parts.values()) if row)

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
    def _names(self) -> dict[int, str]:
        return {} if self.lens.is_one_row else self.lens.people(self.first)

    @cached_property
    def _order(self) -> list[int]:
        """All managers of the table in the order asked for, of which no other figures need be read. Those without a
        value stand last."""
        by, descending = self.sort.removeprefix("-"), self.sort.startswith("-")
        order = sorted(self._names, key=lambda pk: (self._names[pk].casefold(), pk))
        if by == NAME:
            return order[::-1] if descending else order
        values = self._values(by)
        valued = [pk for pk in order if str(pk) in values]
        valued.sort(key=lambda pk: values[str(pk)], reverse=descending)
        return [*valued, *(pk for pk in order if str(pk) not in values)]

    def _values(self, by: str) -> dict[str, Decimal]:
        """What the table is sorted by, of all rows that have a value."""
        if self.by_year and by in rolling.ROLLING:
            found = {reference: cells.get(by) for reference, cells in self._over_months([by]).items()}
        else:
            rows = self.lens.parts([self.first], measures=[by])
            found = {reference: row.get(by) for (_first, reference), row in rows.items()}
        return {reference: cell.value for reference, cell in found.items() if cell and cell.value is not None}

    @cached_property
    def stretch(self) -> Stretch:
        return stretch.asked(self._begin, len(self._names))

    @cached_property
    def shown(self) -> Sequence[int]:
        """The managers on this page of the table."""
        return self.stretch.of(self._order)

    @cached_property
    def _parts(self) -> Rows:
        """What the table shows, and the unassigned."""
        return {} if self.lens.is_one_row else self.lens.parts([self.first], managers=self.shown)

    @cached_property
    def rows(self) -> list[Row]:
        """The managers' rows on this page, in order."""
        found = [(pk, self._parts.get((self.first, str(pk)))) for pk in self.shown]
        for pk, row in found:
            if row:
                row.label = self._names[pk]
        return [row for _pk, row in found if row]

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
        """The same of every row shown, by reference."""
        return {} if self.lens.is_one_row else self._over_months(rolling.ROLLING, managers=self.shown)

    def _over_months(
        self, measures: Collection[str], managers: Collection[int] | None = None
    ) -> dict[str, dict[str, Cell]]:
        months: dict[str, list[Row]] = {}
        for (_first, reference), row in self.lens.parts(self.months, managers=managers, measures=measures).items():
            months.setdefault(reference, []).append(row)
        return {reference: rolling.together(found, measures) for reference, found in months.items()}
