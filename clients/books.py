"""What this room knows of closed months: from which day on they are open. The room above that keeps the books tells."""

from __future__ import annotations

import datetime as dt
from typing import Protocol


class Keeper(Protocol):
    def __call__(self, *, held: bool) -> dt.date | None: ...


KEEPERS: list[Keeper] = []
"""Each gives the first day that is not closed; with `held` it holds its books until the transaction ends. A higher room
adds its own when its app is ready."""


def hold() -> dt.date | None:
    """The first day that is open, and stays so until the transaction ends; None where no month is closed."""
    return _first_open(held=True)


def look() -> dt.date | None:
    """The same at this moment."""
    return _first_open(held=False)


def _first_open(*, held: bool) -> dt.date | None:
    return max((day for keeper in KEEPERS if (day := keeper(held=held))), default=None)
