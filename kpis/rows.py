"""The lines of a month's table, made from stored figures: a manager's, the unassigned, a team's, the company's.

A team's line adds up the lines of its people. Nothing here reads a fact.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse

from kpis import catalogue
from kpis.models import Figure

CELL_COLUMNS = ("measure", "value", "numerator", "denominator", "unit", "reason")
TRANSFERS = ("transferred_in", "transferred_out")


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
        return catalogue.MEASURES[self.measure].unit

    @property
    def change(self) -> Decimal | None:
        """Of a growth: now − then, also where there is no percentage."""
        if self.numerator is None or self.denominator is None:
            return None
        return self.numerator - self.denominator


def rate(measure: str, numerator: Decimal, denominator: Decimal) -> Cell:
    if not denominator:
        return Cell(measure, None, numerator, denominator, reason="no_clients_at_opening")
    return Cell(measure, numerator / denominator, numerator, denominator)


def growth(now: Cell, then: Cell, *, sales_before: bool) -> Cell:
    """(now − then) ÷ |then|; no value where there was nothing, or 0, to compare with."""
    if now.value is None or then.value is None or (now.value and then.value and now.unit != then.unit):
        return Cell("profit_growth", None, now.value, then.value, now.unit, "mixed_currencies")
    if not then.value:
        reason = "no_profit_before" if sales_before else "no_sales_before"
        return Cell("profit_growth", None, now.value, then.value, now.unit, reason)
    return Cell("profit_growth", (now.value - then.value) / abs(then.value), now.value, then.value, now.unit)


@dataclass
class Row:
    """`reference` is how a URL names the row: a manager's id, `unassigned`, `team-<senior's id>` or `company`."""

    first: dt.date
    reference: str
    label: str = ""
    sector: str = ""
    cells: dict[str, Cell] = field(default_factory=dict)

    def __getitem__(self, measure: str) -> Cell:  # so that a template may say row.opening
        return self.cells[measure]

    def get(self, measure: str) -> Cell | None:
        return self.cells.get(measure)

    def proof_of(self, measure: str) -> str:
        """Address of the proof page of one of this row's cells."""
        query = f"?{urlencode({'sector': self.sector})}" if self.sector else ""
        return reverse("kpis:proof", args=[self.first, self.reference, measure]) + query

    @property
    def is_empty(self) -> bool:
        return not any(cell.value for cell in self.cells.values())


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


def together(row: Row, parts: Iterable[Row], talks: dict[str, int]) -> Row:
    """Fill `row` with the sums of `parts`. `talks`: its meetings and calls, each joint one once."""
    parts = list(parts)
    for key, measure in catalogue.MEASURES.items():
        if measure.record == catalogue.INTERACTION:
            row.cells[key] = Cell(key, Decimal(talks.get(key, 0)))
        elif measure.unit != catalogue.RATE:
            row.cells[key] = _sum(key, [part.cells[key] for part in parts if key in part.cells])
    if row.reference == Figure.Scope.COMPANY:  # moving a client inside the company is no transfer in or out of it
        row.cells |= {key: Cell(key, Decimal(0)) for key in TRANSFERS}
    return with_rates(row, sales_before=any(_compared(part) for part in parts))


def with_rates(row: Row, *, sales_before: bool) -> Row:
    """Add the rates that follow from the row's own counts and sums."""
    opening, lost = row.cells["opening"].value or Decimal(0), row.cells["lost"].value or Decimal(0)
    row.cells["retention_rate"] = rate("retention_rate", opening - lost, opening)
    row.cells["outflow_rate"] = rate("outflow_rate", lost, opening)
    row.cells["profit_growth"] = growth(row.cells["profit"], row.cells["profit_before"], sales_before=sales_before)
    return row


def _sum(key: str, cells: list[Cell]) -> Cell:
    units = {cell.unit for cell in cells if cell.value and cell.unit}
    if len(units) > 1 or any(cell.reason == "mixed_currencies" for cell in cells):
        return Cell(key, None, reason="mixed_currencies")
    unit = next(iter(units), next((cell.unit for cell in cells), ""))
    return Cell(key, sum((cell.value or Decimal(0) for cell in cells), Decimal(0)), unit=unit)


def _compared(row: Row) -> bool:
    before = row.cells.get("profit_growth")
    return before is not None and before.reason != "no_sales_before"
