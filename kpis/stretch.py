"""Which lines of a long table a page shows.

Tables of computed lines have no key in the database to page by, and are known in full once they are in order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

SIZE = 100

T = TypeVar("T")


@dataclass(frozen=True)
class Stretch:
    """`start` lines come before it, of `total`."""

    start: int
    total: int

    def of(self, lines: Sequence[T]) -> Sequence[T]:
        return lines[self.start : self.start + SIZE]

    @property
    def first(self) -> int:
        """Counted from 1."""
        return self.start + 1

    @property
    def last(self) -> int:
        return min(self.start + SIZE, self.total)

    @property
    def before(self) -> int | None:
        """Where the page before begins, as an address says it."""
        return max(self.start - SIZE, 0) + 1 if self.start else None

    @property
    def after(self) -> int | None:
        return self.last + 1 if self.last < self.total else None


def asked(place: str, total: int) -> Stretch:
    """`place` is the line to begin at, counted from 1, as it stands in an address. No such line: the first page."""
    start = int(place) - 1 if place.isdecimal() and len(place) < 10 else 0
    return Stretch(start if 0 <= start < total else 0, total)
