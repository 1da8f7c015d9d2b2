"""The values entered for a goal, as lines of its proof."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.utils.translation import gettext_lazy

from kpis.lines import Column, Kind, Line, Value
from kpis.models import GoalValue


class Goals(Kind):
    """They are no client's, so no sector has any."""

    columns = (
        Column("value", gettext_lazy("Value"), "num"),
        Column("note", gettext_lazy("Note")),
        Column("evidence", gettext_lazy("Evidence")),
        Column("entered_by", gettext_lazy("Entered by")),
        Column("entered", gettext_lazy("Entered")),
        Column("replaced", gettext_lazy("Replaced")),
    )

    def of_sector(self, ids: Collection[int], sector: str) -> set[int]:
        return set()

    def load(self, ids: Collection[int]) -> dict[int, Line]:
        values = GoalValue.objects.filter(pk__in=ids).select_related("goal", "manager", "entered_by")
        return {value.pk: Line(value.pk, values=self._values(value)) for value in values}

    def _values(self, value: GoalValue) -> dict[str, Value]:
        return {
            "value": value.words,
            "note": value.note,
            "evidence": value.file_name if value.evidence else "",
            "entered_by": value.entered_by.name,
            "entered": self._moment(value.entered_at),
            "replaced": self._moment(value.replaced_at) if value.replaced_at else "",
        }

    def _moment(self, at: dt.datetime) -> str:
        return f"{at.astimezone(self.zone):%Y-%m-%d %H:%M}"
