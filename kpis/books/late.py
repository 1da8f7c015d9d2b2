"""Late facts: what is entered, changed or taken back after its month was closed becomes an adjustment.

The refresh has moved the month's current edition already. Here it is held against what was granted, manager by
manager: the reported figures and what was accepted since. What differs waits for an executive, unless the last
decision was about just that. Figures of the company and of clients without a manager are shown beside, and wait for
nobody.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import connection, transaction

from kpis import catalogue
from kpis.books import differences
from kpis.books.differences import Change, Telling
from kpis.models import Adjustment, Edition, Figure, Month, Statement
from kpis.pay import restated
from kpis.pay.scorecard import Scorecard
from kpis.refresh import alone

State = Adjustment.State
_MOVED = """
SELECT manager_id FROM (
    SELECT * FROM kpis_figure WHERE month_id = %(month)s AND edition = 'reported' AND scope = 'manager'
) r FULL JOIN (
    SELECT * FROM kpis_figure WHERE month_id = %(month)s AND edition = 'current' AND scope = 'manager'
        AND measure = ANY(%(measures)s)
) c USING (manager_id, measure)
WHERE (r.value, r.numerator, r.denominator, r.unit, r.reason, r.counted, r.adds)
    IS DISTINCT FROM (c.value, c.numerator, c.denominator, c.unit, c.reason, c.counted, c.adds)
UNION SELECT manager_id FROM kpis_adjustment WHERE month_id = %(month)s
"""


def find(first: dt.date, *, now: dt.datetime) -> list[Adjustment]:
    """Bring the waiting adjustments of a closed month up to its current figures. Safe to run twice."""
    with alone(first), transaction.atomic():  # no refresh of the month, and nobody else who looks, meanwhile
        month = Month.objects.filter(first=first, state=Month.State.CLOSED).first()
        if month is None:
            return []
        # Locked before the decisions are read: one made at this moment is either seen below, or waits for this.
        waiting = {row.manager_id: row for row in month.adjustments.waiting().select_for_update()}
        measures = _measures(month)
        books = _books(month, _moved(month, measures))
        paid = restated.of(month, books.keys(), Edition.CURRENT)
        found = []
        for manager, book in sorted(books.items()):
            changes = book.news(measures)
            adjustment = waiting.get(manager) or Adjustment(month=month, manager_id=manager)
            if changes:
                seen = adjustment.version if adjustment.pk else ""
                _price(adjustment, book, paid.get(manager))
                found.append(_keep(adjustment, changes, seen, now))
            elif adjustment.pk:
                _take_back(adjustment, now)
        return found


@dataclass
class Book:
    """One manager's tellings of the month by measure, and the decisions so far, oldest first."""

    reported: dict[str, Telling] = field(default_factory=dict)
    current: dict[str, Telling] = field(default_factory=dict)
    decided: list[Adjustment] = field(default_factory=list)
    statement: Statement | None = None

    @property
    def granted(self) -> dict[str, Telling]:
        """As reported, with everything accepted since."""
        told = self.reported
        for adjustment in self.decided:
            if adjustment.state == State.ACCEPTED:
                told = differences.applied(told, adjustment.changes)
        return told

    @property
    def known(self) -> dict[str, Telling]:
        """As the last decision saw it, whichever way it went."""
        last = self.decided[-1] if self.decided else None
        refused = last is not None and last.state == State.REFUSED
        return differences.applied(self.granted, last.changes) if last and refused else self.granted

    @property
    def paid(self) -> Decimal:
        """What was granted in money: the statement, and every amount accepted since."""
        accepted = (row.amount for row in self.decided if row.state == State.ACCEPTED)
        return sum(accepted, self.statement.pay if self.statement else Decimal(0))

    def news(self, measures: list[str]) -> list[Change]:
        """What differs from what was granted; nothing where the last decision was about just that."""
        if not differences.between(self.known, self.current, measures):
            return []
        changes = differences.between(self.granted, self.current, measures)
        for change in changes:
            change["refused_before"] = sorted(differences.records(change) & self.refused(change["measure"]))
        return changes

    def refused(self, measure: str) -> set[int]:
        rows = (change for row in self.decided if row.state == State.REFUSED for change in row.changes)
        return {id for change in rows if change["measure"] == measure for id in differences.records(change)}


def _measures(month: Month) -> list[str]:
    """Those the month reported. A measure that came with a later version of the program restates nothing."""
    company = Figure.objects.reported().filter(month=month, scope=Figure.Scope.COMPANY)
    return list(company.exclude(measure__in=catalogue.INTERNAL).order_by("pk").values_list("measure", flat=True))


def _moved(month: Month, measures: list[str]) -> set[int]:
    """The managers to look at: whose figures are not those reported, or who had an adjustment before."""
    with connection.cursor() as cursor:
        cursor.execute(_MOVED, {"month": month.first, "measures": measures})
        return {manager for (manager,) in cursor.fetchall()}


def _books(month: Month, managers: Iterable[int]) -> dict[int, Book]:
    """Three queries."""
    books = {manager: Book() for manager in managers}
    columns = ("value", "numerator", "denominator", "unit", "reason", "counted", "adds")
    figures = Figure.objects.filter(month=month, scope=Figure.Scope.MANAGER, manager__in=books)
    for row in figures.values_list("edition", "manager_id", "measure", *columns):
        edition, manager, measure, value, numerator, denominator, unit, reason, ids, adds = row
        told = Telling(value, numerator, denominator, unit, reason, differences.counted(ids, adds))
        (books[manager].reported if edition == Edition.REPORTED else books[manager].current)[measure] = told
    decided = Adjustment.objects.exclude(state=State.WAITING).filter(month=month, manager__in=books)
    for adjustment in decided.order_by("decided_at", "pk"):
        books[adjustment.manager_id].decided.append(adjustment)
    for statement in Statement.objects.filter(month=month, manager__in=books):
        books[statement.manager_id].statement = statement
    return books


def _price(adjustment: Adjustment, book: Book, card: Scorecard | None) -> None:
    """Without a statement nothing was paid, and nothing is now."""
    if card is None or book.statement is None:
        adjustment.currency, adjustment.pay_before, adjustment.pay_after, adjustment.amount = "", None, None, Decimal(0)
        return
    adjustment.currency = book.statement.currency
    adjustment.pay_before, adjustment.pay_after = book.paid, card.pay
    adjustment.amount = card.pay - book.paid


def _keep(adjustment: Adjustment, changes: list[Change], seen: str, now: dt.datetime) -> Adjustment:
    """`seen`: the version that waits so far, "" where none does."""
    adjustment.changes = changes
    if adjustment.version != seen:
        adjustment.found_at = now
        adjustment.save()
        adjustment.tell("changed" if seen else "found", by=None, at=now)
    return adjustment


def _take_back(adjustment: Adjustment, now: dt.datetime) -> None:
    """The facts are again as they were granted."""
    adjustment.tell("vanished", by=None, at=now)
    adjustment.delete()
