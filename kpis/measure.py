"""What a measure is. The measures themselves are in kpis/catalogue.py and kpis/further.py."""

from dataclasses import dataclass
from fractions import Fraction

from django.utils.functional import Promise

CLIENT, SALE, INTERACTION, GOAL = "client", "sale", "interaction", "goal"
CASE, CONTACT, SURVEY, CONTRACT, MANAGER = "case", "contact", "survey", "contract", "manager"
PROMISE = "promise"
COUNT, MONEY, RATE, NUMBER = "count", "money", "rate", "number"

Words = str | Promise


@dataclass(frozen=True)
class Measure:
    """`unit` is count, money (exact, in a currency), rate (a fraction, shown in percent) or number (with decimals, such
    as hours or an average); `record` is what is counted; `better` is +1 where more is better, −1 where less is, 0 where
    neither.

    A measure `of` two others is the first divided by the second, or with `growth` the first's growth over the second;
    the figure keeps both as numerator and denominator. Why it has no value, keys of NO_VALUE: `no_base` where the
    second has no records, `zero_base` where they add up to 0 (else as `no_base`), `too_few` where it is below `least`.
    `nothing` is the reason of a
    measure that has no value, rather than 0, where no record counts.

    The company's figure is the sum of all rows; of a measure `credited` otherwise the sum of that one, since a record
    stands in several rows; 0 of one that only moves `inside` the company."""

    key: str
    label: Words
    unit: str
    record: str
    definition: Words
    better: int = 0
    of: tuple[str, str] | None = None
    growth: bool = False
    no_base: str = ""
    zero_base: str = ""
    least: int = 0
    too_few: str = ""
    nothing: str = ""
    credited: str = ""
    inside: bool = False

    @property
    def sum_of(self) -> str | None:
        """The measure whose rows add up to the company's figure."""
        return None if self.inside else self.credited or self.key

    def exactly(self, figure) -> Fraction:
        """The value of a figure of this measure that has one, without the rounding of its last stored digit."""
        if self.of is None:
            return Fraction(figure.value)
        top, base = Fraction(figure.numerator), Fraction(figure.denominator)
        return (top - base) / abs(base) if self.growth else top / base
