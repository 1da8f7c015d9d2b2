"""The offer of a solution as a PDF: what the client gets, on A4. What it costs us is not in it.

Texts that people typed reach the typesetter as data, never as markup.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pages.formats import numbers
from pages.paper import clipped, typeset
from plans.models import Solution, SolutionLine

TEMPLATE = Path(__file__).with_name("offer.typ")
UNAPPROVED = (Solution.State.DRAFT, Solution.State.SUBMITTED)


def pdf(solution: Solution, *, company: str, at: dt.datetime) -> bytes:
    """Of an approved solution the same bytes at any time, until it is made a draft again."""
    made = solution.offered_at or solution.approved_at or at
    return typeset(TEMPLATE, contents(solution, company, made), made)


def contents(solution: Solution, company: str, made: dt.datetime) -> dict[str, object]:
    """All that the paper says, as texts."""
    lines = list(solution.lines.select_related("service"))
    return {
        "language": (get_language() or "en")[:2],
        "title": _("Offer %(number)s") % {"number": solution.number},
        "company": clipped(company),
        "client": clipped(solution.client.name),
        "heading": clipped(solution.title),
        "about": [
            [_("For"), clipped(solution.client.name)],
            [_("Number"), solution.number],
            [_("Date"), numbers.day(made)],
            [_("Valid until"), numbers.day(solution.valid_until)],
            [_("Your contact"), clipped(str(solution.owner))],
        ],
        "draft": _("Draft: not approved, and not to be sent.") if solution.state in UNAPPROVED else "",
        "words": [paragraph for paragraph in solution.words.splitlines() if paragraph.strip()],
        "heads": [_("Service"), _("Quantity"), _("Price"), _("Amount")],
        "lines": [_line(line, solution.currency) for line in lines],
        "sums": _sums(solution, lines),
        "note": _("Prices without tax."),
        "services": _("What we offer"),
    }


def _line(line: SolutionLine, currency: str) -> list[str]:
    price, amount = numbers.money(line.price, currency), numbers.money(line.amount, currency)
    return [clipped(line.service.name), numbers.number(line.quantity), price, amount]


def _sums(solution: Solution, lines: list[SolutionLine]) -> list[list[str]]:
    """The total stands last."""
    sums, currency = solution.sums(lines), solution.currency
    rows = []
    if solution.discount:
        percent = numbers.number(solution.discount)
        rows.append([_("Sum"), numbers.money(sums.gross, currency)])
        rows.append([_("Discount of %(percent)s %%") % {"percent": percent}, numbers.money(-sums.discount, currency)])
    return [*rows, [_("Total"), numbers.money(sums.total, currency)]]
