"""What this room knows of closed months: from which day on they are open. The room above that keeps the books tells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

KEEPERS: list[Callable[[], dt.date | None]] = []
"""Each holds its books until the transaction ends, so that nothing is closed meanwhile, and gives the first day that is
not closed. A higher room adds its own when its app is ready."""


def hold() -> dt.date | None:
    """The first day of the months that are open, and stay so until the transaction ends; None where none is closed."""
    return max((opens for keeper in KEEPERS if (opens := keeper())), default=None)
