"""The last twelve months under another plan: what it would have cost, who would have gained and who would have lost.

Reads figures and statements and writes nothing. Adjustments are left out on both sides: no plan moves them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from accounts.models import User
from accounts.models.company import CompanyRules
from kpis.models import Month, PayPlan, PayTerms, Statement
from kpis.pay import payout, plans, scorecard, words
from kpis.pay.outcome import Case, Pair, Replay

Progress = Callable[[int, int], None]
MONTHS = 12
AT_ONCE = 250  # with more people who have pay terms it is long work, which a worker does


def is_long() -> bool:
    return PayTerms.objects.order_by().values("manager").distinct()[: AT_ONCE + 1].count() > AT_ONCE


def of(plan: PayPlan, running: dt.date, rules: CompanyRules, progress: Progress = lambda done, size: None) -> Replay:
    """Over the last months that are over and have figures. A fixed number of queries a month."""
    kept = Month.objects.filter(computed_at__isnull=False, over=True, first__lt=running).order_by("-first")
    months, cases = list(kept[:MONTHS])[::-1], []
    for number, month in enumerate(months, start=1):
        cases += _cases(plan, month, rules)
        progress(number, len(months))
    return Replay(plan, months, cases)


def _cases(plan: PayPlan, month: Month, rules: CompanyRules) -> list[Case]:
    people = _people(plan, month, rules)
    paid = _paid(month, people)
    cards = scorecard.of(month, people, plan=plan)
    return [_case(month, paid[pk], card) for pk, card in cards.items() if pk in paid]


@dataclass(frozen=True)
class Paid:
    """What a month paid without adjustments: base and variable, exactly."""

    currency: str
    amount: Fraction
    score: Fraction | None


def _paid(month: Month, people: list[User]) -> dict[int, Paid]:
    """Of a closed month what its statements say, of others what they would say today. By manager id."""
    if month.state == Month.State.CLOSED:
        rows = Statement.objects.filter(month=month, manager__in=people)
        found = rows.values_list("manager", "currency", "base", "earned", "score")
        return {
            pk: Paid(currency, Fraction(base) + Fraction(earned), None if score is None else Fraction(score))
            for pk, currency, base, earned, score in found
        }
    cards = scorecard.of(month, people)
    return {
        pk: Paid(card.terms.currency, Fraction(card.terms.base) + card.earned, card.score) for pk, card in cards.items()
    }


def _people(plan: PayPlan, month: Month, rules: CompanyRules) -> list[User]:
    """Those paid in the month for whom the plan would have held: nothing more special did."""
    paid = PayTerms.objects.of_month(month.first).values("manager")
    people = {person.pk: person for person in User.objects.filter(pk__in=paid).order_by("name", "pk")}
    duties = plans.duties(month, people, rules)
    held = plans.in_force(month, duties)
    return [person for pk, person in people.items() if plans.would_hold(plan, pk, duties[pk], held.get(pk))]


def _case(month: Month, paid: Paid, card: scorecard.Scorecard) -> Case:
    currency = card.terms.currency
    before = payout.rounded(paid.amount, paid.currency)
    after = payout.rounded(Fraction(card.terms.base) + card.earned, currency)
    return Case(
        manager=card.manager,
        first=month.first,
        pay=Pair(currency, before, after),
        score_before=paid.score,
        score_after=card.score,
        missing=[(line.measure.label, words.why_no_value(line)) for line in card.lines if line.actual is None],
    )
