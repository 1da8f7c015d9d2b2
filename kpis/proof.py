"""How one figure came about: its records, those left out and why, and how it follows from other figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from clients.exchange import Gap
from kpis import catalogue, formulas, goals
from kpis.evidence import KINDS, Column, Line, Sales
from kpis.lens import COMPANY, UNASSIGNED, Lens
from kpis.models import Month
from kpis.rows import TRANSFERS, Cell, Row, added, reference_of
from kpis.since import Since, adds_of

PAGE = 100
ADDED = Column("added", gettext_lazy("Counts"), "num")
FEW = 20  # of each reason's records, before one asks for all
COUNTED = "counted"

Entry = tuple[str, int]  # the row that counted it, and the record
Kept = list[tuple[str, list[int], dict[str, list[int]], list[Decimal]]]  # row, counted, left out, what each adds


@dataclass
class Group:
    """Records counted, or left out for one reason: how many, and those shown."""

    key: str
    label: catalogue.Words
    size: int
    lines: list[Line]


class Proof:
    """404 where there is no such figure. `sector` narrows figure and records alike, as the lens says."""

    def __init__(self, lens: Lens, month: Month, measure: str):
        found = goals.measure(measure)
        if found is None:
            raise Http404
        self.lens, self.month, self.measure = lens, month, found
        row = lens.headlines([month.first]).get(month.first)
        if row is None or row.get(measure) is None:
            raise Http404
        self.row: Row = row
        self.cell: Cell = row.cells[measure]
        self.kind = KINDS[self.measure.record](month.first, month.basis)
        self.kind.edition = lens.edition

    @cached_property
    def today(self) -> Since | None:
        """Of a closed month as reported: what the facts say since. None where they say the same, or it is restated."""
        if not self.month.is_closed or self.lens.edition:
            return None
        found = Since(self.lens.restated, self.month, self.measure.key)
        return found if found.differs_from(self.cell, self._adds) else None

    @cached_property
    def _adds(self) -> dict[int, Decimal]:
        return adds_of((counted, adds) for _row, counted, _left_out, adds in self._kept)

    @property
    def formula(self) -> list[formulas.Term]:
        return formulas.worked(self.measure.key, self.row)

    @property
    def error(self) -> Decimal | None:
        """How certain a net promoter score is; in percentage points."""
        error = formulas.standard_error(self.row) if self.measure.key == "nps" else None
        return None if error is None else error * 100

    @property
    def columns(self) -> list[Column]:
        hidden = {"counts": not self.takes_back, "rate": not self.has_foreign}
        columns = [column for column in self.kind.columns if not hidden.get(column.key)]
        return [*columns, self._added] if self.shows_added else columns

    @property
    def _added(self) -> Column:
        """Of lines in other currencies: what they add in the company's."""
        if not self.has_foreign:
            return ADDED
        own = self.kind.currency
        return replace(ADDED, label=_("In %(currency)s") % {"currency": own}, currency=own)

    @property
    def shows_added(self) -> bool:
        """Whether its records add something else than 1 that none of their own columns shows."""
        if self.has_foreign:
            return self.cell.unit in ("", self.kind.currency)
        return self.measure.record in (catalogue.CLIENT, catalogue.SURVEY) and any(adds for *_rest, adds in self._kept)

    @cached_property
    def has_foreign(self) -> bool:
        """Whether it adds amounts of lines in other currencies than the company's."""
        if not isinstance(self.kind, Sales) or self.measure.unit == catalogue.COUNT:
            return False
        return self.kind.has_foreign({id for _row, counted, *_rest in self._kept for id in counted})

    @cached_property
    def missing(self) -> list[Gap]:
        """Where several currencies leave it without a value: which of them have no rate, and when."""
        if self.cell.reason != "mixed_currencies":
            return []
        measures = {self.measure.key, *(self.measure.of or ())}
        found = self.lens.figures.filter(month=self.month, measure__in=measures).values_list("counted", flat=True)
        return self.kind.gaps({abs(id) for counted in found for id in counted}, self.lens.sector, self.measure.key)

    @property
    def takes_back(self) -> bool:
        """Whether its records may count −1."""
        return self.measure.key in ("upsells", "upsell_revenue")

    @cached_property
    def names(self) -> dict[str, str]:
        """What each row below is called."""
        people = [reference for reference, *_ in self._kept if reference != UNASSIGNED]
        named = {str(pk): name for pk, name in User.objects.filter(pk__in=people).values_list("pk", "name")}
        return named | {UNASSIGNED: _("Without a manager")}

    @cached_property
    def counted(self) -> list[Entry]:
        """Each record once, row after row. A joint meeting stands under the first of its managers."""
        if self.lens.reference == COMPANY and self.measure.key in TRANSFERS:
            return []
        seen: dict[int, str] = {}
        for reference, counted, _left_out, _adds in sorted(self._kept, key=self._order):
            for id in counted:
                seen.setdefault(id, reference)
        return [(reference, id) for id, reference in seen.items() if self._in_sector(id)]

    @cached_property
    def left_out(self) -> dict[str, list[Entry]]:
        """By reason. What one row left out and another counted is not left out of both together."""
        counted = {id for _reference, id in self.counted}
        reasons: dict[int, tuple[str, str]] = {}
        for reference, _counted, left_out, _adds in sorted(self._kept, key=self._order):
            for reason, ids in left_out.items():
                for id in ids:
                    if id not in reasons or reasons[id][0] == "accountable_other":
                        reasons[id] = reason, reference
        groups: dict[str, list[Entry]] = {}
        for id, (reason, reference) in reasons.items():
            if id not in counted and self._in_sector(id):
                groups.setdefault(reason, []).append((reference, id))
        return groups

    @property
    def taken_back(self) -> int:
        return sum(id < 0 for _reference, id in self.counted)

    @cached_property
    def total(self) -> dict[str, object]:
        """Of money: the sums of all lines, to be compared with the figure."""
        if self.measure.unit != catalogue.MONEY or self.takes_back or not self.counted or self.cell.value is None:
            return {}
        ids = [id for _reference, id in self.counted]
        total = {ADDED.key: added(self._adds[id] for id in ids)}
        if not isinstance(self.kind, Sales):
            return {**total, "currency": self.cell.unit}
        return self.kind.total(ids) | (total if self.shows_added else {})

    def groups(self, shown: str, start: int) -> list[Group]:
        """A page of the group `shown`, and the first few of every other. All records in one go."""
        wanted = {
            key: entries[start : start + PAGE] if key == shown else entries[:FEW]
            for key, entries in {COUNTED: self.counted, **self.left_out}.items()
        }
        lines = iter(self.lines([entry for entries in wanted.values() for entry in entries]))
        return [
            Group(
                key,
                self.label(key),
                len(self.left_out.get(key, self.counted)),
                [next(lines) if key == COUNTED else self._uncounted(next(lines)) for _entry in entries],
            )
            for key, entries in wanted.items()
        ]

    @staticmethod
    def label(key: str) -> catalogue.Words:
        return _("Counted") if key == COUNTED else catalogue.LEFT_OUT.get(key, key)

    def lines(self, entries: Sequence[Entry]) -> list[Line]:
        """One line for each entry, also where the record has been deleted since."""
        loaded = self.kind.load([id for _reference, id in entries])
        gone: dict[str, object] = {"client": _("This record has been deleted since.")}
        return [
            self._since(
                self._with_added(replace(loaded.get(id) or Line(id, values=gone), row=self.names.get(reference, "")))
            )
            for reference, id in entries
        ]

    def _since(self, line: Line) -> Line:
        """The line, and what became of the record after the month was closed."""
        if self.today is None or line.id not in self._adds:
            return line
        return replace(line, since=self.today.words(line.id, self._adds[line.id]))

    def _with_added(self, line: Line) -> Line:
        if line.id not in self._adds or not self.shows_added:
            return line
        adds = self._adds[line.id]
        if self.has_foreign:
            counts = line.values.get("unit") == self.kind.currency
            return replace(line, values={**line.values, ADDED.key: adds if counts else ""})
        shown = {ADDED.key: adds, "currency": self.cell.unit} if self.cell.unit else {ADDED.key: int(adds)}
        return replace(line, values={**line.values, **shown})

    @staticmethod
    def _uncounted(line: Line) -> Line:
        return replace(line, values={**line.values, "counts": 0}) if "counts" in line.values else line

    @cached_property
    def _kept(self) -> Kept:
        figures = self.lens.figures.filter(month=self.month, measure=self.measure.key)
        rows = figures.values_list("scope", "manager_id", "counted", "left_out", "adds")
        return [(reference_of(scope, manager), *lists) for scope, manager, *lists in rows]

    def _order(self, kept) -> tuple[bool, str, str]:
        reference = kept[0]
        return reference == UNASSIGNED, self.names.get(reference, "").casefold(), reference

    def _in_sector(self, id: int) -> bool:
        return self._of_sector is None or id in self._of_sector

    @cached_property
    def _of_sector(self) -> set[int] | None:
        if not self.lens.sector:
            return None
        ids = {
            id
            for _, counted, left_out, _ in self._kept
            for id in (*counted, *(i for o in left_out.values() for i in o))
        }
        return self.kind.of_sector(ids, self.lens.sector)
