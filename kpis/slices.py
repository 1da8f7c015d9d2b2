"""Stored figures restricted to the clients of one sector, and joint talks counted once for a team.

A slice counts the ids that the figures keep and sums the records behind them: who is counted was decided when the
figures were computed. Each function takes a Figure queryset, already restricted to what the reader may see.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import chain

from django.db import connection

from clients.exchange import of_line
from kpis import catalogue, further
from kpis.rows import Cell, Cells, Row, reference_of, with_ratios

TALKS = [key for key, measure in catalogue.MEASURES.items() if measure.record == catalogue.INTERACTION]
CLIENTS = [
    key for key, measure in catalogue.MEASURES.items()
    if measure.record == catalogue.CLIENT and measure.unit == catalogue.COUNT
]  # fmt: skip
SOLD = ["upsells", "upsell_revenue", "revenue", "profit", "profit_before"]

_CLIENT = "JOIN clients_client c ON c.id = r.client_id"
# Where the records of the other measures stand. What each adds is kept with the figure.
_RECORDS = {
    catalogue.CLIENT: "JOIN clients_client c ON c.id = n.id",
    catalogue.CASE: f"JOIN work_case r ON r.id = n.id {_CLIENT}",
    catalogue.PROMISE: f"JOIN work_promise r ON r.id = n.id {_CLIENT}",
    catalogue.CONTACT: f"JOIN clients_contact r ON r.id = n.id {_CLIENT}",
    catalogue.SURVEY: f"JOIN clients_survey r ON r.id = n.id {_CLIENT}",
    catalogue.CONTRACT: f"JOIN clients_contract r ON r.id = n.id {_CLIENT}",
}
OTHERS = {
    record: [
        measure.key
        for measure in (*further.MEASURES, *further.INTERNAL)
        if measure.record == record and measure.of is None and measure.key not in CLIENTS
    ]
    for record in _RECORDS
}

_COUNTED = """
SELECT {by}, f.measure, {what}
FROM ({figures}) f CROSS JOIN LATERAL unnest(f.counted, f.adds) AS n(id, adds) {joins}
WHERE c.sector = %s GROUP BY {by}, f.measure"""
_ROW, _MONTH = "f.month_id, f.scope, f.manager_id", "f.month_id"

_CLIENTS = {"what": "count(*), ''", "joins": "JOIN clients_client c ON c.id = n.id"}
_TALKS = {
    "what": "count(*), ''",
    "joins": "JOIN clients_interaction i ON i.id = n.id JOIN clients_client c ON c.id = i.client_id",
}
_ADDED = """sum(coalesce(n.adds, 1)),
    CASE WHEN bool_or(f.reason <> '') OR min(f.unit) <> max(f.unit) THEN 'several' ELSE min(f.unit) END"""
# A negative id −n is the return line n. Of a row in several currencies each line is asked for its own: those of one
# sector may have the same.
_SALES = {
    "what": """sum(coalesce(n.adds, 1)),
        CASE WHEN min(u.unit) = max(u.unit) THEN min(u.unit) ELSE 'several' END""",
    "joins": f"""JOIN clients_sale s ON s.id = abs(n.id) JOIN clients_client c ON c.id = s.client_id
        JOIN kpis_month m ON m.first = f.month_id {of_line("s", "(m.basis ->> 'currency')")}
        CROSS JOIN LATERAL (SELECT coalesce(nullif(f.unit, ''), x.unit) AS unit) u""",
}

_OTHERS = [(OTHERS[record], {"what": _ADDED, "joins": joins}) for record, joins in _RECORDS.items()]
_SUMMED = [(CLIENTS, _CLIENTS), (SOLD, _SALES), *_OTHERS]

_HOLDING = """
SELECT f.month_id, count(DISTINCT f.manager_id)
FROM ({figures}) f CROSS JOIN LATERAL unnest(f.counted) AS n(id) JOIN clients_client c ON c.id = n.id
WHERE c.sector = %s GROUP BY 1"""

_TOGETHER = """
SELECT f.month_id, f.measure, count(DISTINCT n.id)
FROM ({figures}) f CROSS JOIN LATERAL unnest(f.counted) AS n(id)
JOIN clients_interaction i ON i.id = n.id JOIN clients_client c ON c.id = i.client_id
WHERE %s = '' OR c.sector = %s GROUP BY 1, 2"""


def of_sector(figures, sector: str) -> dict[tuple[dt.date, str], Row]:
    """The rows of `figures`, counting only clients of `sector`. Every row of `figures` is there, if only with zeros."""
    rows = _zeros(figures, sector)
    sold_before = set()
    for first, scope, manager_id, measure, value, unit in _count(figures, sector, _ROW, ((TALKS, _TALKS), *_SUMMED)):
        place = first, reference_of(scope, manager_id)
        rows[place].cells[measure] = _cell(measure, value, unit)
        if measure == "profit_before":
            sold_before.add(place)
    for place, row in rows.items():
        row.cells["managers_holding"] = Cell("managers_holding", Decimal(bool(row.cells["clients_held"].value)))
        with_ratios(row, {"profit_growth"} if place in sold_before else set())
    return rows


def sums_of_sector(figures, sector: str) -> dict[dt.date, Cells]:
    """What those rows add up to, by month, talks apart: a joint one stands in several rows."""
    found: dict[dt.date, Cells] = {first: {} for first in figures.values_list("month_id", flat=True).distinct()}
    for first, measure, value, unit in _count(figures, sector, _MONTH, _SUMMED):
        found[first][measure] = [_cell(measure, value, unit)]
        if measure == "profit_before":
            found[first]["profit_growth"] = [Cell("profit_growth", None)]  # it has a base
    for first, holding in _rows(_HOLDING, figures.filter(measure="clients_held"), [sector]):
        found[first]["managers_holding"] = [Cell("managers_holding", Decimal(holding))]
    return found


def _zeros(figures, sector: str) -> dict[tuple[dt.date, str], Row]:
    rows = {}
    for first, scope, manager_id in figures.values_list("month_id", "scope", "manager_id").distinct():
        cells = {key: Cell(key, Decimal(0)) for key in (*CLIENTS, *TALKS, *SOLD, *chain(*OTHERS.values()))}
        reference = reference_of(scope, manager_id)
        rows[first, reference] = Row(first, reference, sector=sector, cells=cells)
    return rows


def _cell(measure: str, value, unit: str) -> Cell:
    if (catalogue.MEASURES | catalogue.INTERNAL)[measure].unit != catalogue.MONEY:
        return Cell(measure, Decimal(value))
    if unit == "several":
        return Cell(measure, None, reason="mixed_currencies")
    return Cell(measure, value, unit=unit)


def talks_together(figures, sector: str = "") -> dict[dt.date, dict[str, int]]:
    """By month: meetings and calls of all rows of `figures`, each joint one once."""
    figures = figures.filter(measure__in=TALKS)
    talks: dict[dt.date, dict[str, int]] = {}
    for first, measure, value in _rows(_TOGETHER, figures, [sector, sector]):
        talks.setdefault(first, {})[measure] = value
    return talks


def _count(figures, sector: str, by: str, sources):
    """What each measure counts of the sector, for each row or each month that it counts any in."""
    for measures, source in sources:
        yield from _rows(_COUNTED, figures.filter(measure__in=measures), [sector], by=by, **source)


def _rows(sql: str, figures, params: list, **parts: str):
    inner, inner_params = figures.values(
        "month_id", "scope", "manager_id", "measure", "counted", "adds", "unit", "reason"
    ).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql.format(figures=inner, **parts), [*inner_params, *params])
        return cursor.fetchall()
