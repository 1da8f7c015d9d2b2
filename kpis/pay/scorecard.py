"""A manager's pay of a month, step by step: figures × plan → payouts → score → pay.

Reads figures and never computes one. Open months are worked out when somebody looks; closing writes the same down.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache

from django.db.models import Sum

from accounts.models import Company, User
from accounts.models.company import CompanyRules
from kpis import catalogue, goals
from kpis.models import Adjustment, Figure, Month, PayPlan, PayTerms, Statement, Target
from kpis.pay import payout, plans
from kpis.pay.plans import Duty

Figures = Mapping[str, Figure]
Measures = Mapping[str, catalogue.Measure]
Note = Statement.Note
OTHER_CURRENCY = "other_currency"  # among catalogue.NO_VALUE


@dataclass(frozen=True)
class Line:
    """One measure. `actual` is None where the figure has no value, or one in another currency than the company's, in
    which the target is set; then `reason` says why."""

    target: Target
    measure: catalogue.Measure
    figure: Figure | None
    actual: Fraction | None
    share: Fraction | None = None  # of the score, after measures without a value have handed their weight on

    @property
    def reason(self) -> str:
        if self.figure is None:
            return "no_figure"
        return OTHER_CURRENCY if self.actual is None and self.figure.value is not None else self.figure.reason

    @cached_property
    def terms(self) -> payout.Terms:
        return terms_of(self.target)

    @cached_property
    def attainment(self) -> Fraction | None:
        return None if self.actual is None else self.terms.attainment(self.actual)

    @cached_property
    def payout(self) -> Fraction | None:
        return None if self.attainment is None else self.terms.payout(self.attainment)

    @cached_property
    def weight(self) -> Fraction:
        return Fraction(self.target.weight)


@dataclass(frozen=True)
class Scorecard:
    """What a statement says, before it is frozen."""

    month: Month
    manager: User
    duty: Duty
    terms: PayTerms
    plan: PayPlan | None
    lines: list[Line] = field(default_factory=list)
    adjustments: Decimal = Decimal(0)

    @cached_property
    def score(self) -> Fraction | None:
        return payout.score([(line.weight, line.payout) for line in self.lines])

    @property
    def note(self) -> str:
        if self.plan is None:
            return Note.NO_PLAN
        return Note.NO_VALUES if self.score is None else ""

    @cached_property
    def earned(self) -> Fraction:
        """Variable × score; at target where there is no score."""
        return Fraction(self.terms.variable) * (Fraction(1) if self.score is None else self.score)

    def amount(self, line: Line) -> Fraction | None:
        """What one measure brings. The amounts of all measures make what is earned."""
        if line.share is None or line.payout is None:
            return None
        return Fraction(self.terms.variable) * line.share * line.payout

    @property
    def pay(self) -> Decimal:
        """Rounded half-up to the minor unit: the only rounding there is."""
        total = Fraction(self.terms.base) + self.earned + Fraction(self.adjustments)
        return payout.rounded(total, self.terms.currency)


def terms_of(target: Target) -> payout.Terms:
    return _terms(target.value, target.threshold, target.cap, target.accelerator, target.tolerance)


@lru_cache(maxsize=4096)  # a plan's few targets meet thousands of managers
def _terms(
    value: Decimal, threshold: Decimal, cap: Decimal, accelerator: Decimal, tolerance: Decimal | None
) -> payout.Terms:
    return payout.Terms(
        target=Fraction(value),
        threshold=Fraction(threshold),
        cap=Fraction(cap),
        accelerator=Fraction(accelerator),
        tolerance=None if tolerance is None else Fraction(tolerance),
    )


def of(
    month: Month,
    managers: Iterable[User],
    *,
    edition: str | None = None,
    plan: PayPlan | None = None,
) -> dict[int, Scorecard]:
    """The scorecards of those among `managers` who have pay terms in the month, by manager id.

    `edition`: of a closed month, as reported or restated; by default what the month shows. `plan`: judge all by this
    one, a draft perhaps, instead of what is in force. A fixed number of queries, however many managers.
    """
    people = {manager.pk: manager for manager in managers}
    terms = {row.manager_id: row for row in PayTerms.objects.of_month(month.first).filter(manager__in=people)}
    rules = Company.current().rules()
    duties = plans.duties(month, terms, rules)
    chosen = plans.in_force(month, duties) if plan is None else dict.fromkeys(terms, plan)
    targets = _targets(chosen.values())
    measures, currency = goals.measures(), currency_of(month, rules)
    figures = _figures(month, terms, {t.measure for ts in targets.values() for t in ts}, edition)
    adjusted = adjustments(month, terms)
    return {
        pk: Scorecard(
            month=month,
            manager=people[pk],
            duty=duties[pk],
            terms=terms[pk],
            plan=chosen.get(pk),
            lines=lines(targets.get(getattr(chosen.get(pk), "pk", None), []), figures.get(pk, {}), measures, currency),
            adjustments=adjusted.get(pk, Decimal(0)),
        )
        for pk in terms
    }


def currency_of(month: Month, rules: CompanyRules) -> str:
    """That of targets in money: the company's, as the month was computed with."""
    return str(month.basis.get("currency") or rules.currency)


def lines(targets: Iterable[Target], figures: Figures, measures: Measures, currency: str) -> list[Line]:
    """The plan's targets met with the figures, each with its share of the score. `currency` is the targets'."""
    met = [_line(target, measures[target.measure], figures.get(target.measure), currency) for target in targets]
    total = sum((line.weight for line in met if line.actual is not None), Fraction(0))
    return [replace(line, share=line.weight / total) if total and line.actual is not None else line for line in met]


def _line(target: Target, measure: catalogue.Measure, figure: Figure | None, currency: str) -> Line:
    """With the figure's exact value: a rate from what it was divided of, so that nothing was rounded on the way."""
    if figure is None or figure.value is None:
        return Line(target, measure, figure, None)
    foreign = measure.unit == catalogue.MONEY and figure.unit not in ("", currency)
    return Line(target, measure, figure, None if foreign else measure.exactly(figure))


def _targets(chosen: Iterable[PayPlan | None]) -> dict[int | None, list[Target]]:
    found: dict[int | None, list[Target]] = {}
    for target in Target.objects.filter(plan__in={plan.pk for plan in chosen if plan}):
        found.setdefault(target.plan_id, []).append(target)
    return found


def _figures(month: Month, managers, measures, edition: str | None) -> dict[int, dict[str, Figure]]:
    rows = month.figures.in_force() if edition is None else month.figures.filter(edition=edition)
    found: dict[int, dict[str, Figure]] = {}
    for figure in rows.filter(manager__in=managers, measure__in=measures).defer("counted", "adds", "left_out"):
        found.setdefault(figure.manager_id or 0, {})[figure.measure] = figure
    return found


def adjustments(month: Month, managers: Iterable[int]) -> dict[int, Decimal]:
    """What was accepted for earlier months and is paid in this one."""
    rows = Adjustment.objects.accepted().filter(paid_in=month, manager__in=managers)
    return dict(rows.order_by().values_list("manager").annotate(Sum("amount")))
