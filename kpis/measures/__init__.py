"""Where figures are made: set-based, for all managers at once. Rules: docs/kpi-formulas.md.

A module a family of measures. Its EVIDENCE is one SELECT with the columns

    owner    the manager whose row the record stands in; NULL: nobody's, the row of the unassigned
    measure  a key of the catalogue
    id       the record, once for each owner and measure; a negative id −n is the record n, taken back
    adds     what it adds, numeric
    unit     of money the currency, else ''; amounts are converted by clients/exchange.py and by nothing else
    why      NULL where the record counts, else why it is left out: a key of `catalogue.LEFT_OUT`

and may use these parameters: days `first`, `closing`, `then_first`, `then_closing` (the month that profit is compared
with), `currency` (the company's), instants `begins`, `ends`, `midnights` (of each of its days), `met_since` (whom one
met since then is covered) and `now` (of computing). `managers` are the ids asked for, 0 among them where the unassigned
are, or NULL for all.

Each family must restrict itself to what can concern those managers by an index, since a refresh of one must not read
what all have. The clients that they account for or hold at closing are at hand as `book(client_id)`, of the unassigned
those that were nobody's on some day of the month. Write `x = ANY(ARRAY(SELECT …))`, which is looked up; `IN (SELECT …)`
beside the condition on `managers` is not. What a family gives beyond the managers asked for is dropped. What moves
evidence must leave a touch for those managers, for a client of their book, or for everybody (migrations 0002, 0005,
0007, 0012 and 0013).

One statement folds the evidence of all families into rows of `Figure` (fold.py), another adds the rows up to the
company's (company.py), a third divides measures by others (ratios.py).
"""

import datetime as dt
from typing import Any

from django.db import connection

from accounts.models import User
from accounts.models.company import CompanyRules
from kpis import catalogue
from kpis.catalogue import Measure
from kpis.goals import measure_of
from kpis.measures.company import COMPANY, EMPTY_TOTALS, FORGET, FORGET_ALL, NO_TOTALS
from kpis.measures.fold import FOLD
from kpis.measures.ratios import RATIOS
from kpis.models import Goal, Month
from kpis.standing import compared

# What follows once the managers' rows and the totals stand: the company's, and the ratios of all of them.
SUM_UP = (EMPTY_TOTALS, COMPANY, RATIOS)
CONTACT_DAYS = dt.timedelta(days=90)


def write(month: Month, rules: CompanyRules, managers: frozenset[int] | None = None) -> None:
    """Make the month's figures anew: of all managers, or of those named, 0 among them for the row of the unassigned;
    and the company's row.

    Standings must have been written before.
    """
    params = params_of(month, rules, managers)
    forget = (FORGET_ALL, NO_TOTALS) if managers is None else (FORGET,)
    with connection.cursor() as cursor:
        for statement in (*forget, FOLD, *SUM_UP):
            cursor.execute(statement, params)


def params_of(month: Month, rules: CompanyRules, managers: frozenset[int] | None) -> dict[str, Any]:
    """What the statements ask for."""
    then_first, then_closing = compared(month.first, rules)
    active = User.objects.active().managers().values_list("pk", flat=True)
    if managers is not None:
        active = active.filter(pk__in=managers)
    return {
        "first": month.first,
        "closing": month.closing,
        "currency": rules.currency,
        "begins": rules.midnight(month.first),
        "ends": rules.midnight(month.following),
        "then_first": then_first,
        "then_closing": then_closing,
        "midnights": [rules.midnight(day) for day in days_of(month)],
        "met_since": rules.midnight(month.following - CONTACT_DAYS),
        "now": month.computed_at,
        "active": list(active),
        "managers": None if managers is None else sorted(managers),
    } | _of_measures(month, rules)


def days_of(month: Month) -> list[dt.date]:
    return [month.first + dt.timedelta(days=n) for n in range((month.following - month.first).days)]


def _of_measures(month: Month, rules: CompanyRules) -> dict[str, list]:
    """The month's measures as parallel lists: those that are folded, and those that are divided of them."""
    in_force = Goal.objects.of_month(month.first).order_by("pk")
    only = {goal.key: goal.manager_id for goal in in_force}
    every = [*catalogue.MEASURES.values(), *catalogue.INTERNAL.values(), *map(measure_of, in_force)]
    folded = [m for m in every if m.of is None]
    ratios: list[tuple[Measure, tuple[str, str]]] = [(m, m.of) for m in every if m.of]
    return {
        "measures": [m.key for m in folded],
        "units": [rules.currency if m.unit == catalogue.MONEY else "" for m in folded],
        "nothings": [m.nothing for m in folded],
        "rates": [m.unit == catalogue.RATE for m in folded],
        "only": [only.get(m.key) for m in folded],
        "sums": [m.sum_of for m in folded],
        "ratios": [m.key for m, _of in ratios],
        "tops": [top for _m, (top, _base) in ratios],
        "bases": [base for _m, (_top, base) in ratios],
        "growths": [m.growth for m, _of in ratios],
        "no_bases": [m.no_base for m, _of in ratios],
        "zero_bases": [m.zero_base or m.no_base for m, _of in ratios],
        "leasts": [m.least for m, _of in ratios],
        "too_fews": [m.too_few for m, _of in ratios],
    }
