"""What one manager's figures say in one telling of a month, and how two tellings differ, record by record.

A closed month has several tellings: as reported, as granted (reported and everything accepted since), as last decided
upon, and as the facts say today. A change is kept as plain JSON in `Adjustment.changes`, exact and complete: applied
to the telling before, it gives the telling after.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

Adds = dict[int, Decimal]
Change = dict[str, Any]
"""measure; before and after: cells, or null where there is none; added and removed: [id, what it adds]; changed:
[id, what it added, what it adds]; refused_before: the ids that an executive refused already."""


@dataclass(frozen=True)
class Telling:
    """One figure: its numbers, and what each record counted adds."""

    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    unit: str = ""
    reason: str = ""
    adds: Adds = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        """Nothing counted: as good as no row at all, which somebody hired or gone since may have or not."""
        return not self.value and not self.adds

    @property
    def cell(self) -> dict[str, str | None]:
        numbers = {name: plain(getattr(self, name)) for name in ("value", "numerator", "denominator")}
        return {**numbers, "unit": self.unit, "reason": self.reason}


Tellings = Mapping[str, Telling]


def counted(ids: Iterable[int], adds: Iterable[Decimal]) -> Adds:
    """What each id adds, of a figure's two columns: 1 where the second is empty."""
    adds = list(adds)
    return dict(zip(ids, adds, strict=True)) if adds else dict.fromkeys(ids, Decimal(1))


def plain(number: Decimal | None) -> str | None:
    """Exact, and the same text for the same number."""
    if number is None:
        return None
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def same(one: Telling | None, other: Telling | None) -> bool:
    if one is None or other is None:
        return (one is None or one.is_blank) and (other is None or other.is_blank)
    return one == other


def between(before: Tellings, after: Tellings, measures: Iterable[str]) -> list[Change]:
    """What changed, in the order of `measures`."""
    return [
        _change(measure, before.get(measure), after.get(measure))
        for measure in measures
        if not same(before.get(measure), after.get(measure))
    ]


def _change(measure: str, before: Telling | None, after: Telling | None) -> Change:
    was, now = before.adds if before else {}, after.adds if after else {}
    return {
        "measure": measure,
        "before": before and before.cell,
        "after": after and after.cell,
        "added": [[id, plain(now[id])] for id in sorted(now.keys() - was.keys())],
        "removed": [[id, plain(was[id])] for id in sorted(was.keys() - now.keys())],
        "changed": [[id, plain(was[id]), plain(now[id])] for id in sorted(was) if id in now and was[id] != now[id]],
        "refused_before": [],
    }


def records(change: Change) -> set[int]:
    """The ids that came, went or count otherwise."""
    return {row[0] for row in (*change["added"], *change["removed"], *change["changed"])}


def applied(tellings: Tellings, changes: Iterable[Change]) -> dict[str, Telling]:
    """The telling after `changes`."""
    made = dict(tellings)
    for change in changes:
        cell = change["after"]
        if cell is None:
            made.pop(change["measure"], None)
            continue
        old = made.get(change["measure"])
        gone = {row[0] for row in change["removed"]}
        adds = {id: amount for id, amount in (old.adds if old else {}).items() if id not in gone}
        adds |= {id: Decimal(amount) for id, *_was, amount in (*change["added"], *change["changed"])}
        numbers = {name: number(cell[name]) for name in ("value", "numerator", "denominator")}
        made[change["measure"]] = Telling(**numbers, unit=cell["unit"], reason=cell["reason"], adds=adds)
    return made
