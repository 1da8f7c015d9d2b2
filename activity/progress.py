"""How far a long piece of work is, told while it is under way."""

from __future__ import annotations

import time

from django.db import connection

from activity.models import Run

FINISHED = (Run.State.DONE, Run.State.REFUSED)
STEP = 0.5  # seconds between two reports


class Progress:
    """Tells the page how far a run is, on a connection of its own: what the run writes is not to be seen before it
    is finished."""

    def __init__(self, run: Run):
        self.run = run
        self.connection = connection.copy()
        self.told = 0.0

    def __call__(self, done: int, size: int) -> None:
        if (now := time.monotonic()) - self.told >= STEP or done == size:
            self.told = now
            with self.connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE activity_run SET done = %s, total = %s WHERE id = %s AND state = 'running'",
                    [done, size, self.run.pk],
                )

    def close(self) -> None:
        self.connection.close()
