"""What `manage.py kpis --explain` prints: the lines of the proof page, as plain words."""

import datetime as dt
from collections.abc import Iterable, Iterator

from kpis import catalogue
from kpis.catalogue import Measure
from kpis.evidence import KINDS
from kpis.models import Figure
from kpis.report import plain


def explained(figure: Figure, measure: Measure) -> dict[str, object]:
    """The figure, the records it counted, and those left out, each with its reason."""
    return {
        "manager": figure.manager.email if figure.manager else None,
        "name": figure.manager.name if figure.manager else "Unassigned",
        "value": plain(figure),
        "counted": list(_lines(figure, measure, figure.counted)),
        "left_out": [
            {"why": str(catalogue.LEFT_OUT[reason]), **line}
            for reason, ids in sorted(figure.left_out.items())
            for line in _lines(figure, measure, ids)
        ],
    }


def _lines(figure: Figure, measure: Measure, ids: Iterable[int]) -> Iterator[dict[str, object]]:
    kind = KINDS[measure.record](figure.month_id, figure.month.basis)
    records = kind.load(list(ids))
    for id in ids:
        values = records[id].values if id in records else {}
        yield {"id": id, **{key: _text(value) for key, value in values.items() if key != "counts"}}


def _text(value: object) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    return "" if value is None else str(value)
