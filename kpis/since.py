"""What the facts say today of a figure that a closed month reported, and what became of the records counted then."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import repeat

from django.utils.translation import gettext as _

from kpis.lens import Lens
from kpis.models import Month
from kpis.rows import Cell

Adds = dict[int, Decimal]
ONE = Decimal(1)


def adds_of(figures: Iterable[tuple[list[int], list[Decimal]]]) -> Adds:
    """What each record counted adds: 1 where the figure does not say. Of pairs of ids and what they add."""
    return {id: added for ids, adds in figures for id, added in zip(ids, adds or repeat(ONE), strict=False)}


class Since:
    """The same figure restated; 0 where its row is gone. `lens` is the restated one."""

    def __init__(self, lens: Lens, month: Month, measure: str):
        self.lens = lens
        row = lens.headlines([month.first]).get(month.first)
        self.cell = (row and row.get(measure)) or Cell(measure, Decimal(0))
        figures = lens.figures.filter(month=month, measure=measure)
        self.adds = adds_of(figures.values_list("counted", "adds"))

    def differs_from(self, cell: Cell, adds: Adds) -> bool:
        """`adds` are those of all sectors: of one sector only the number is compared."""
        return self.cell != cell or (not self.lens.sector and self.adds != adds)

    def words(self, id: int, added: Decimal) -> str:
        if id not in self.adds:
            return _("no longer counted")
        return "" if self.adds[id] == added else _("changed since closing")
