"""Twelve months as charts draw them. The same figures stand in the table below the charts."""

from __future__ import annotations

from babel import dates
from django.utils.translation import gettext as _

from kpis import catalogue
from kpis.rows import Row
from pages.formats import numbers

COLUMNS = ("opening", "retention_rate", "lost", "outflow_rate", "upsells", "meetings", "calls", "profit")


def chart(trend: list[Row]) -> dict[str, object]:
    """Numbers as plain floats: they only decide where a point is drawn. Labels carry the exact words."""
    currency = next((cell.unit for row in trend[::-1] if (cell := row.get("profit")) and cell.unit), "")
    return {
        "months": [dates.format_date(row.first, "LLL yy", locale=numbers.locale()) for row in trend],
        "retention": _series(trend, "retention_rate", 100),
        "kept": [_kept(row) for row in trend],
        "meetings": _series(trend, "meetings"),
        "calls": _series(trend, "calls"),
        "profit": _series(trend, "profit"),
        "currency": currency,
        "labels": {
            key: str(catalogue.MEASURES[key].label) for key in ("retention_rate", "meetings", "calls", "profit")
        },
        "locale": numbers.locale(currency).replace("_", "-"),
        "none": _("no figures"),
    }


def _series(trend: list[Row], measure: str, factor: int = 1) -> list[float | None]:
    cells = [row.get(measure) for row in trend]
    return [float(cell.value * factor) if cell and cell.value is not None else None for cell in cells]


def _kept(row: Row) -> str:
    cell = row.get("retention_rate")
    if cell is None or not cell.denominator:
        return ""
    return _("%(kept)s of %(base)s") % {"kept": f"{cell.numerator:.0f}", "base": f"{cell.denominator:.0f}"}
