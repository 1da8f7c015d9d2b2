"""What is sold by a deal that was won, ready for the form that records a sale.

Nothing is recorded by itself: a sale counts in the figures at once, so somebody says that it has happened.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.urls import reverse
from django.utils.http import urlencode

from plans.models import Opportunity, Outcome, SolutionLine

CENT = Decimal("0.01")


@dataclass(frozen=True)
class ToRecord:
    """`url` opens the form of a sale, filled in."""

    words: str
    url: str


def sales_to_record(opportunity: Opportunity, user) -> list[ToRecord]:
    """One for each line of the solution that was accepted, else one for the whole."""
    if opportunity.outcome != Outcome.WON:
        return []
    lines = SolutionLine.objects.filter(solution__opportunity=opportunity, solution__state="accepted")
    found = [of_line(line, user) for line in lines.select_related("solution__client", "service")]
    return found or [ToRecord(opportunity.title, address(opportunity, amount=to_the_cent(opportunity.value)))]


def of_line(line: SolutionLine, user) -> ToRecord:
    solution = line.solution
    given = {"service": line.service.code, "quantity": f"{line.quantity.normalize():f}"}
    given["amount"] = to_the_cent(line.amount * (100 - solution.discount) / 100)
    if solution.sees_margin(user):
        given["cost"] = to_the_cent(line.cost_amount)
    return ToRecord(line.service.name, address(solution, **given))


def to_the_cent(amount: Decimal) -> str:
    return f"{amount.quantize(CENT, ROUND_HALF_UP):f}"


def address(of, **given: str) -> str:
    page = reverse("sales:create", args=[of.client.code])
    return f"{page}?{urlencode({**given, 'currency': of.currency})}"
