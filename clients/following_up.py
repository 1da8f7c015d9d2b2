"""What becomes of the next step that a talk ends with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db import transaction

from clients.models import Interaction

AFTER_LOGGING: list[Callable] = []
"""Called with a talk whose next step is to be followed up, `by` and `at`, in the talk's own transaction; also when the
talk was there already, so they do nothing twice. A higher room adds its own when its app is ready."""


def log(client, *, by, at: dt.datetime, as_task: bool = False, **fields) -> Interaction:
    """Interaction.log, and where asked and there is a next step, what follows from it: both or neither."""
    with transaction.atomic():
        talk = Interaction.log(client, by=by, at=at, **fields)
        if as_task and talk.next_step:
            for follow_up in AFTER_LOGGING:
                follow_up(talk, by=by, at=at)
    return talk
