"""Rates over twelve months together, for those whose single months are nearly all noise.

All numerators ÷ all denominators of the months. Only of measures that look at one month: what looks back over a time
of its own (revenue retention, coverage) or at a day (share of wallet) is not added up.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from kpis import catalogue
from kpis.rows import Cell, Row, added, ratio

MONTHS = 12
ROLLING = (
    "retention_rate", "outflow_rate", "profit_growth", "answered_in_time", "deadlines_met", "renewal_rate", "nps"
)  # fmt: skip


def together(months: Iterable[Row], measures: Iterable[str] = ROLLING) -> dict[str, Cell]:
    """One row's rates over these months."""
    months = list(months)
    return {key: _over(key, [cell for row in months if (cell := row.get(key))]) for key in measures}


def _over(key: str, cells: list[Cell]) -> Cell:
    measure = catalogue.MEASURES[key]
    based = [(cell.numerator, cell.denominator) for cell in cells if cell.denominator is not None]
    units = {cell.unit for cell in cells if cell.denominator and cell.unit}
    if len(units) > 1 or any(cell.reason == "mixed_currencies" for cell in cells):
        return Cell(key, None, reason="mixed_currencies")
    unit = next(iter(units), "")
    top, base = measure.of or ("", "")
    tops = Cell(top, added(now or Decimal(0) for now, _then in based), unit=unit)
    bases = Cell(base, added(then for _now, then in based), unit=unit)
    return ratio(measure, tops, bases, has_records=any(then for _now, then in based))
