"""A plan's targets as people read them: in words, as curves, as a table. All from the one arithmetic of payout.py."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kpis import catalogue
from kpis.catalogue import Measure
from kpis.models import Target
from kpis.pay import payout, words
from kpis.pay.scorecard import Measures, terms_of

POINTS = [Fraction(n, 100) for n in (50, 70, 80, 90, 100, 110, 120, 150)]  # attainments that the table shows


@dataclass(frozen=True)
class Point:
    """What an attainment pays, and the figure that makes it; no figure where none can be that good."""

    attainment: Fraction
    payout: Fraction
    figure: str


@dataclass(frozen=True)
class Shown:
    """One target. `share` is its weight as a fraction of all; `currency` that of a target in money."""

    target: Target
    measure: Measure
    terms: payout.Terms
    share: Fraction | None
    currency: str

    @property
    def value(self) -> str:
        return self.quantity(self.terms.target)

    @property
    def words(self) -> str:
        """Retention, weight 40%: paid from 70% of the target on, in full at 95%, up to 150%."""
        said = {"measure": self.measure.label, "share": words.percent(self.share or 0), "pays": self._pays()}
        return _("%(measure)s, weight %(share)s: %(pays)s") % said

    @property
    def points(self) -> list[Point]:
        return [Point(a, self.terms.payout(a), self._figure(a)) for a in POINTS]

    def quantity(self, number: Fraction) -> str:
        """In the measure's own unit."""
        if self.measure.unit == catalogue.RATE:
            return words.percent(number)
        return words.money(number, self.currency) if self.measure.unit == catalogue.MONEY else words.plain(number)

    def _figure(self, attainment: Fraction) -> str:
        figure = self._at(attainment)
        return self.quantity(figure) if figure >= 0 else "–"

    def _at(self, attainment: Fraction) -> Fraction:
        """The figure that makes this attainment; where less is better it may lie below 0."""
        terms = self.terms
        if terms.tolerance is None:
            return terms.target * attainment
        return terms.tolerance - attainment * (terms.tolerance - terms.target)

    def _pays(self) -> str:
        terms, less = self.terms, self.terms.tolerance is not None
        said = {
            "threshold": words.percent(terms.threshold), "begin": self.quantity(self._at(terms.threshold)),
            "target": self.value, "cap": words.percent(terms.cap),
        }  # fmt: skip
        if terms.threshold == 1:
            pays = _("paid only at %(target)s or less") if less else _("paid only where %(target)s is reached")
        elif less:
            pays = _("less is better, paid below %(begin)s, in full at %(target)s")
        elif terms.threshold:
            pays = _("paid from %(threshold)s of the target on, in full at %(target)s")
        else:
            pays = _("paid in proportion, in full at %(target)s")
        above = _("%(pays)s, up to %(cap)s.") if terms.cap > 1 and terms.accelerator else _("%(pays)s, never more.")
        return above % {**said, "pays": pays % said}


def shown(targets: Iterable[Target], measures: Measures, currency: str) -> list[Shown]:
    """Those targets that have an answer by the rules, with their shares."""
    targets = list(targets)
    total = sum((Fraction(target.weight) for target in targets), Fraction(0))
    return [
        Shown(
            target, measures[target.measure], terms_of(target), Fraction(target.weight) / total if total else None,
            currency,
        )
        for target in targets
    ]  # fmt: skip


def chart(lines: list[Shown]) -> dict[str, object]:
    """The payout curves for the chart, in percent; targets that pay alike share one."""
    alike: dict[tuple, list[Shown]] = {}
    for line in lines:
        alike.setdefault((line.terms.threshold, line.terms.cap, line.terms.accelerator), []).append(line)
    furthest = max((line.terms.curve()[-1][0] for line in lines), default=Fraction(2))
    return {
        "locale": get_language(),
        "furthest": float(furthest * 100),
        "labels": {"attainment": _("Attainment"), "payout": _("Payout")},
        "curves": [
            {"name": ", ".join(str(line.measure.label) for line in group), "corners": _corners(group[0], furthest)}
            for group in alike.values()
        ],
    }


def _corners(line: Shown, furthest: Fraction) -> list[list[float]]:
    corners = [*line.terms.curve(), (furthest, line.terms.payout(furthest))]
    return [[float(attainment * 100), float(paid * 100)] for attainment, paid in corners]
