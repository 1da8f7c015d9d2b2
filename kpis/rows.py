"""The lines of a month's table, made from stored figures: a manager's, the unassigned, a team's, the company's.

A team's line adds up the lines of its people. Nothing here reads a fact.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import Max, Sum
from django.db.models.functions import Sign
from django.urls import reverse

from kpis import catalogue
from kpis.measure import Measure
from kpis.models import Figure
from kpis.models.goal import KEY

CELL_COLUMNS = ("measure", "value", "numerator", "denominator", "unit", "reason")
TRANSFERS = ("transferred_in", "transferred_out")
EXACT = 60  # digits: more than a figure has


class Cell(NamedTuple):
    """One measure of one row. `value` is a number, an exact sum of money or a fraction; None has a `reason`."""

    measure: str
    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    unit: str = ""
    reason: str = ""

    @property
    def kind(self) -> str:
        return catalogue.kind_of(self)

    @property
    def change(self) -> Decimal | None:
        """Of a growth: now − then, also where there is no percentage."""
        if self.numerator is None or self.denominator is None:
            return None
        return self.numerator - self.denominator


def added(amounts: Iterable[Decimal]) -> Decimal:
    """Their sum, exact: converted amounts have more digits than Python keeps by itself."""
    with localcontext(prec=EXACT):
        return sum(amounts, Decimal(0))


def ratio(measure: Measure, top: Cell, base: Cell, *, has_records: bool) -> Cell:
    """One measure divided by another, or its growth over the other; `has_records`: the other counts any at all."""
    about = (top.value, base.value, top.unit)
    if top.value is None or base.value is None or (top.value and base.value and top.unit != base.unit):
        return Cell(measure.key, None, *about, "mixed_currencies")
    if not base.value:
        return Cell(measure.key, None, *about, (has_records and measure.zero_base) or measure.no_base)
    if base.value < measure.least:
        return Cell(measure.key, None, *about, measure.too_few)
    if measure.growth:
        return Cell(measure.key, (top.value - base.value) / abs(base.value), *about)
    return Cell(measure.key, top.value / base.value, *about)


@dataclass
class Row:
    """`reference` is how a URL names the row: a manager's id, `unassigned`, `team-<senior's id>` or `company`.

    Of a closed month `edition` is empty as reported; then `restated` holds the cells that facts entered since have
    moved, as they are today.
    """

    first: dt.date
    reference: str
    label: str = ""
    sector: str = ""
    cells: dict[str, Cell] = field(default_factory=dict)
    edition: str = ""
    restated: dict[str, Cell] = field(default_factory=dict)

    def __getitem__(self, measure: str) -> Cell:  # so that a template may say row.opening
        return self.cells[measure]

    def get(self, measure: str) -> Cell | None:
        return self.cells.get(measure)

    def proof_of(self, measure: str, edition: str = "") -> str:
        """Address of the proof page of one of this row's cells, in the row's edition or another."""
        asked = {"sector": self.sector, "edition": edition or self.edition}
        query = urlencode({name: value for name, value in asked.items() if value})
        return reverse("kpis:proof", args=[self.first, self.reference, measure]) + (f"?{query}" if query else "")

    @property
    def address(self) -> str:
        """Of the row's own page."""
        page = reverse("kpis:row", args=[self.first, self.reference])
        return f"{page}?{urlencode({'edition': self.edition})}" if self.edition else page

    def set_beside(self, today: Row | None) -> None:
        """Keep those cells of `today` that say something else. No row is as good as one without anything."""
        cells = today.cells if today else {key: Cell(key, Decimal(0)) for key in self.cells if self.cells[key].value}
        self.restated = {key: cell for key, cell in cells.items() if key in self.cells and self.cells[key] != cell}

    @property
    def is_empty(self) -> bool:
        return not any(cell.value for cell in self.cells.values())


Cells = dict[str, list[Cell]]  # by measure


def reference_of(scope: str, manager_id: int | None) -> str:
    return str(manager_id) if scope == Figure.Scope.MANAGER else scope


def stored(figures) -> dict[tuple[dt.date, str], Row]:
    """The rows of a Figure queryset, by month and reference. One query, without the ids."""
    rows: dict[tuple[dt.date, str], Row] = {}
    for first, scope, manager_id, *columns in figures.values_list("month_id", "scope", "manager_id", *CELL_COLUMNS):
        reference = reference_of(scope, manager_id)
        row = rows.setdefault((first, reference), Row(first, reference))
        row.cells[columns[0]] = Cell(*columns)
    return rows


def sums(figures) -> dict[dt.date, Cells]:
    """What the rows of a Figure queryset add up to, by month. One query, and one cell for each unit, reason and sign:
    amounts of two currencies that cancel out are still amounts of two currencies."""
    groups = figures.order_by("-unit", "reason").values("month_id", "measure", "unit", "reason", sign=Sign("value"))
    found: dict[dt.date, Cells] = {}
    for group in groups.annotate(
        total=Sum("value"), over=Max("denominator")
    ):  # a goal's rate is known by what it is over
        cell = Cell(group["measure"], group["total"], None, group["over"], group["unit"], group["reason"])
        found.setdefault(group["month_id"], {}).setdefault(cell.measure, []).append(cell)
    return found


def together(row: Row, parts: Cells, talks: dict[str, int]) -> Row:
    """Fill `row` with the sums of `parts`. `talks`: its meetings and calls, each joint one once."""
    for key, measure in (catalogue.MEASURES | catalogue.INTERNAL).items():
        if measure.record == catalogue.INTERACTION:
            row.cells[key] = Cell(key, Decimal(talks.get(key, 0)))
        elif measure.of is None:
            row.cells[key] = _sum(key, parts.get(key, []))
    row.cells |= {key: _goal(key, cells) for key, cells in parts.items() if key.startswith(KEY)}
    if row.reference == Figure.Scope.COMPANY:  # moving a client inside the company is no transfer in or out of it
        row.cells |= {key: Cell(key, Decimal(0)) for key in TRANSFERS}
    return with_ratios(row, {key for key in catalogue.MEASURES if _has_base(key, parts.get(key, []))})


def with_ratios(row: Row, has_base: Collection[str]) -> Row:
    """Add what follows from the row's own counts and sums. `has_base`: the measures whose base counts any records."""
    for key, measure in catalogue.MEASURES.items():
        top, base = (row.cells.get(part) for part in measure.of or ("", ""))
        if top and base:
            row.cells[key] = ratio(measure, top, base, has_records=key in has_base)
    return row


def _sum(key: str, cells: list[Cell]) -> Cell:
    units = {cell.unit for cell in cells if cell.value and cell.unit}
    if len(units) > 1 or any(cell.reason == "mixed_currencies" for cell in cells):
        return Cell(key, None, reason="mixed_currencies")
    unit = next(iter(units), next((cell.unit for cell in cells), ""))
    return Cell(key, added(cell.value or Decimal(0) for cell in cells), unit=unit)


def _goal(key: str, cells: list[Cell]) -> Cell:
    """Of several people together: what those who have a value reached."""
    valued = [cell for cell in cells if cell.value is not None]
    if any(cell.kind == catalogue.RATE for cell in valued):
        return Cell(key, None, reason="no_sum_of_rates")
    return _sum(key, valued) if valued else cells[0]


def _has_base(key: str, cells: list[Cell]) -> bool:
    return any(cell.reason != catalogue.MEASURES[key].no_base for cell in cells)
