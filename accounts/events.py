"""The way to the event log for the people's own verbs.

The log lives in the room above, which hangs its `record` here when it starts (activity/apps.py); so a change of a
person is written down in the transaction that makes it, and this room still imports nothing from above.
"""

import datetime as dt
from typing import Protocol

from django.db import models


class Record(Protocol):
    def __call__(
        self, verb: str, subject: models.Model, *, by, at: dt.datetime, client_id: int | None = None, **data
    ) -> object: ...


_log: list[Record] = []


def keep_in(log: Record) -> None:
    _log[:] = [log]


def record(verb: str, subject: models.Model, *, by, at: dt.datetime, **data) -> None:
    _log[0](verb, subject, by=by, at=at, **data)
