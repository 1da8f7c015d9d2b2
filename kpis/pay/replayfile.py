"""A replay as CSV: one row for each manager and month. Headers and numbers are the same in every language."""

from __future__ import annotations

import csv
from decimal import Decimal
from typing import Protocol

from clients.formulas import guarded
from kpis.pay import payout
from kpis.pay.outcome import Case, Replay

HEADERS = [
    "month", "manager", "name", "currency", "score_before", "score_after", "pay_before", "pay_after", "difference",
    "without_value",
]  # fmt: skip


class Writable(Protocol):
    def write(self, text: str, /) -> object: ...


def write(out: Writable, replay: Replay) -> None:
    out.write("\N{BYTE ORDER MARK}")  # or else spreadsheets take UTF-8 for Latin-1
    writer = csv.writer(out)
    writer.writerow(HEADERS)
    writer.writerows([guarded(cell) for cell in _cells(case)] for case in replay.cases)


def _cells(case: Case) -> list[str]:
    return [
        f"{case.first:%Y-%m}",
        case.manager.email,
        case.manager.name,
        case.pay.currency,
        *(_plain(payout.shown(score)) for score in (case.score_before, case.score_after)),
        *(_plain(amount) for amount in (case.pay.before, case.pay.after, case.pay.difference)),
        "; ".join(str(label) for label, _why in case.missing),
    ]


def _plain(number: Decimal | None) -> str:
    return "" if number is None else f"{number:f}"
