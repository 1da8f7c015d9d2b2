"""From a figure to its payout: section 5 of the KPI rules, without a database.

Everything is exact. A division such as 91 ÷ 90 has no end in decimals, so the steps are fractions between decimals
that people typed and decimals that people read; only the pay itself is rounded, once, half-up.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import overload

from babel.numbers import get_currency_precision

PLACES = Decimal("1e-20")
_WIDE = Context(prec=60)


@dataclass(frozen=True)
class Terms:
    """How one measure pays. All as fractions: a target of 95 % is 0.95.

    With a `tolerance`, which lies above the target, less is better. Raises ValueError where the rules give no answer.
    """

    target: Fraction
    threshold: Fraction
    cap: Fraction
    accelerator: Fraction
    tolerance: Fraction | None = None

    def __post_init__(self) -> None:
        if self.tolerance is None and self.target <= 0:
            raise ValueError("a target where more is better must be more than 0")
        if self.tolerance is not None and self.tolerance <= self.target:
            raise ValueError("the tolerance must lie above the target")
        if not 0 <= self.threshold <= 1 or self.cap < 1 or self.accelerator < 0:
            raise ValueError("0 ≤ threshold ≤ 1 ≤ cap and accelerator ≥ 0 must hold")

    def attainment(self, actual: Fraction) -> Fraction:
        """actual ÷ target; where less is better (tolerance − actual) ÷ (tolerance − target). Not below 0."""
        if self.tolerance is None:
            return max(actual / self.target, Fraction(0))
        return max((self.tolerance - actual) / (self.tolerance - self.target), Fraction(0))

    def payout(self, attainment: Fraction) -> Fraction:
        """0 below the threshold, in proportion from there to 100 %, accelerated above, at most the cap."""
        if attainment >= 1:
            return min(1 + self.accelerator * (attainment - 1), self.cap)
        if attainment < self.threshold:
            return Fraction(0)
        return (attainment - self.threshold) / (1 - self.threshold)

    def curve(self) -> list[tuple[Fraction, Fraction]]:
        """The corners of the payout curve, attainment → payout, as a chart draws them."""
        capped = 1 + (self.cap - 1) / self.accelerator if self.accelerator else Fraction(2)
        corners = sorted({Fraction(0), self.threshold, Fraction(1), capped, capped + Fraction(1, 4)})
        curve = [(a, self.payout(a)) for a in corners]
        if self.threshold == 1:  # all or nothing: the curve is a step
            curve.insert(corners.index(self.threshold), (self.threshold, Fraction(0)))
        return curve


def score(weighted: list[tuple[Fraction, Fraction | None]]) -> Fraction | None:
    """Σ weight × payout ÷ Σ weight over the measures that have a payout: one without hands its weight to the others
    in proportion. None where none has, or all weights are 0."""
    paying = [(weight, payout) for weight, payout in weighted if payout is not None]
    total = sum((weight for weight, _ in paying), Fraction(0))
    if not total:
        return None
    return sum((weight * payout for weight, payout in paying), Fraction(0)) / total


@overload
def shown(number: Fraction) -> Decimal: ...
@overload
def shown(number: None) -> None: ...
def shown(number: Fraction | None) -> Decimal | None:
    """With 20 decimals, as it is kept and compared; the exact fraction goes on to the next step."""
    if number is None:
        return None
    whole = _WIDE.divide(Decimal(number.numerator), Decimal(number.denominator))
    return whole.quantize(PLACES, ROUND_HALF_UP, _WIDE)


def rounded(amount: Fraction, currency: str) -> Decimal:
    """Half-up to the currency's minor unit, away from zero at the very middle."""
    places = get_currency_precision(currency)
    scaled = abs(amount) * 10**places
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(units if amount >= 0 else -units).scaleb(-places) + 0
