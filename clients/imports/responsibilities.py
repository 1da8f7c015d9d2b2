from __future__ import annotations

import datetime as dt
from collections import defaultdict
from itertools import chain
from typing import NamedTuple

from django.utils.translation import gettext as _

from clients.imports import cells
from clients.imports.kind import Column, Kind, Refusal
from clients.models import Responsibility


class Span(NamedTuple):
    client: int
    since: dt.date
    until: dt.date | None
    line: int | None  # None: of the database

    def overlaps(self, other: Span) -> bool:
        return (other.until is None or self.since < other.until) and (self.until is None or other.since < self.until)

    def told(self) -> str:
        span = _("%(since)s to %(until)s") % {"since": self.since, "until": self.until or "…"}
        return _("%(span)s on line %(line)d") % {"span": span, "line": self.line} if self.line else span


class Responsibilities(Kind):
    """Who is responsible for a client, from a day up to, not including, another."""

    name = "responsibilities"
    model = Responsibility
    key = ("client_id", "since")
    match = "t.client_id = r.client_id AND t.since = r.since"
    columns = (
        Column("client_code", "client_id", cells.client, path="client__code"),
        Column("manager_email", "manager_id", cells.manager, path="manager__email"),
        Column("from", "since", cells.day),
        Column("until", "until", cells.day, blank=None),
    )

    def judge(self, row, known):
        if row.get("until") and row["until"] <= row["since"]:
            yield "until", _("The end must lie after the start; it is the first day of the next manager.")

    def settle(self, staged):
        """Refuse each span of the file that overlaps one of the database that stays, or an earlier one of the file."""
        taken: dict[int, list[Span]] = defaultdict(list)
        for span in chain(self._staying(staged), self._coming(staged)):
            other = next((other for other in taken[span.client] if span.overlaps(other)), None)
            if other and span.line:
                reason = _("Another manager is responsible in that time: %s.") % other.told()
                yield Refusal(span.line, "from", str(span.since), reason)
            else:
                taken[span.client].append(span)

    def _staying(self, staged) -> list[Span]:
        found = staged.rows(
            f"SELECT t.client_id, t.since, t.until, NULL FROM {self.table} t"
            " WHERE t.client_id IN (SELECT client_id FROM import_row) AND t.id NOT IN (SELECT id FROM import_row)"
        )
        return [Span(*row) for row in found]

    def _coming(self, staged) -> list[Span]:
        until = "r.until" if staged.has("until") else "t.until"
        return [
            Span(*row)
            for row in staged.rows(
                f"SELECT r.client_id, r.since, {until}, r.file_line FROM import_row r"
                f" LEFT JOIN {self.table} t ON t.id = r.old_id ORDER BY r.file_line"
            )
        ]
