"""Which change says something, and which lies within what one client makes: docs/kpi-formulas.md, “Small numbers”."""

from __future__ import annotations

from kpis import catalogue
from kpis.rows import Cell


def counts_clients(cell: Cell) -> bool:
    """Whether a figure counts clients, or is a share of clients. Only then is it known what one client makes."""
    measure = catalogue.MEASURES.get(cell.measure)
    return measure is not None and measure.record == catalogue.CLIENT and not cell.unit and cell.kind in (
        catalogue.COUNT, catalogue.RATE,
    )  # fmt: skip


def is_clear(now: Cell, then: Cell) -> bool:
    """Whether two figures of clients differ by more than one client makes.

    A count: by more than 1. A rate p ÷ b: by more than 1 ÷ b of the smaller base, since there one client weighs most;
    |p₁ ÷ b₁ − p₀ ÷ b₀| > 1 ÷ min(b₀, b₁) is |p₁·b₀ − p₀·b₁| > max(b₀, b₁), in whole numbers.
    """
    if not counts_clients(now) or now.value is None or then.value is None:
        return False
    if now.kind == catalogue.COUNT:
        return abs(now.value - then.value) > 1
    if now.numerator is None or now.denominator is None or then.numerator is None or then.denominator is None:
        return False
    across = now.numerator * then.denominator - then.numerator * now.denominator
    return abs(across) > max(now.denominator, then.denominator)
