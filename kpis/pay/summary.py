"""What a replay came to, as its page shows it: worked out just now, or kept as JSON by the run that worked it out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from kpis.pay import payout
from kpis.pay.outcome import Of, Pair, Replay


@dataclass(frozen=True)
class MonthLine:
    first: dt.date
    people: int
    sums: list[Pair]


@dataclass(frozen=True)
class ManagerLine:
    manager: int
    name: str
    months: int
    score_before: Decimal | None
    score_after: Decimal | None
    sums: list[Pair]


@dataclass(frozen=True)
class Summary:
    """`without` are months in which nobody would have come under the plan; `missing` measures, why they had no value,
    and in how many cases."""

    months: int
    cases: int
    gain: int
    lose: int
    same: int
    sums: list[Pair]
    by_month: list[MonthLine]
    by_manager: list[ManagerLine]
    without: list[dt.date]
    missing: list[tuple[str, str, int]]


def of(replay: Replay) -> Summary:
    return Summary(
        months=len(replay.months),
        cases=len(replay.cases),
        gain=replay.gain,
        lose=replay.lose,
        same=replay.same,
        sums=replay.sums,
        by_month=[MonthLine(found.first, len(found.cases), found.sums) for found in replay.by_month],
        by_manager=[_manager(found) for found in replay.by_manager],
        without=[month.first for month in replay.without_cases],
        missing=[(str(label), str(why), count) for label, why, count in replay.missing],
    )


def _manager(found: Of) -> ManagerLine:
    scores = payout.shown(found.score_before), payout.shown(found.score_after)
    return ManagerLine(found.manager.pk, found.manager.name, len(found.cases), *scores, found.sums)


def as_json(found: Summary) -> dict:
    return {
        **{name: getattr(found, name) for name in ("months", "cases", "gain", "lose", "same")},
        "sums": _pairs(found.sums),
        "by_month": [[line.first.isoformat(), line.people, _pairs(line.sums)] for line in found.by_month],
        "by_manager": [
            [
                line.manager,
                line.name,
                line.months,
                *map(_text, (line.score_before, line.score_after)),
                _pairs(line.sums),
            ]
            for line in found.by_manager
        ],
        "without": [first.isoformat() for first in found.without],
        "missing": [list(told) for told in found.missing],
    }


def from_json(kept: dict) -> Summary:
    return Summary(
        **{name: kept[name] for name in ("months", "cases", "gain", "lose", "same")},
        sums=_read(kept["sums"]),
        by_month=[
            MonthLine(dt.date.fromisoformat(first), people, _read(sums)) for first, people, sums in kept["by_month"]
        ],
        by_manager=[
            ManagerLine(pk, name, months, _number(before), _number(after), _read(sums))
            for pk, name, months, before, after, sums in kept["by_manager"]
        ],
        without=[dt.date.fromisoformat(first) for first in kept["without"]],
        missing=[(label, why, count) for label, why, count in kept["missing"]],
    )


def _pairs(sums: Iterable[Pair]) -> list[list[str]]:
    return [[pair.currency, str(pair.before), str(pair.after)] for pair in sums]


def _read(kept: Iterable[list[str]]) -> list[Pair]:
    return [Pair(currency, Decimal(before), Decimal(after)) for currency, before, after in kept]


def _text(score: Decimal | None) -> str | None:
    return None if score is None else str(score)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
