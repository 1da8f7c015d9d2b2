"""Do the frozen statements follow from their own lines, and these from the reported figures? Section 5 of the rules."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from django.db.models import Sum

from kpis import goals
from kpis.catalogue import Measure
from kpis.models import Adjustment, Figure, Month, Statement, StatementLine
from kpis.pay import payout
from kpis.pay.payout import Terms, shown
from kpis.pay.scorecard import OTHER_CURRENCY

CARRIED = ("value", "numerator", "denominator", "unit", "reason")
BATCH = 500


def broken(month: Month) -> list[str]:
    """What does not follow, one sentence each; empty where all is well."""
    measures = goals.measures()
    paid = dict(
        Adjustment.objects.accepted().filter(paid_in=month).order_by().values_list("manager").annotate(Sum("amount"))
    )
    statements = Statement.objects.filter(month=month).select_related("manager").order_by("manager")
    differences = [
        f"{statement.manager.email}, {what}"
        for statement in statements.prefetch_related("lines").iterator(chunk_size=BATCH)
        for what in _statement(statement, measures, paid.pop(statement.manager_id, Decimal(0)))
    ]
    unpaid = [f"an adjustment of {amount} is in nobody's statement" for amount in paid.values() if amount]
    return [*differences, *_figures(month), *unpaid]


def _statement(statement: Statement, measures: dict[str, Measure], paid: Decimal) -> Iterator[str]:
    lines = list(statement.lines.all())
    actual = {line.pk: _actual(line, measures) for line in lines}
    whole = sum((Fraction(line.weight) for line in lines if actual[line.pk] is not None), Fraction(0))
    weighted = []
    for line in lines:
        try:
            steps = _steps(line, actual[line.pk], whole, Fraction(statement.variable))
        except ValueError as error:
            yield f"{line.measure}: {error}"
            return
        weighted.append((Fraction(line.weight), steps["payout"]))
        for name, number in steps.items():
            if getattr(line, name) != shown(number):
                yield f"{line.measure}: its {name} is not what its numbers make"
    score = payout.score(weighted)
    earned = Fraction(statement.variable) * (1 if score is None else score)
    pay = payout.rounded(Fraction(statement.base) + earned + Fraction(statement.adjustments), statement.currency)
    made = {"score": shown(score), "earned": shown(earned), "pay": pay, "adjustments": paid}
    for name, number in made.items():
        if getattr(statement, name) != number:
            yield f"{name}: {getattr(statement, name)}, but its lines make {number}"


def _actual(line: StatementLine, measures: dict[str, Measure]) -> Fraction | None:
    if line.value is None or line.reason == OTHER_CURRENCY:
        return None
    measure = measures.get(line.measure)
    return measure.exactly(line) if measure else Fraction(line.value)


def _steps(line: StatementLine, actual: Fraction | None, whole: Fraction, variable: Fraction) -> dict:
    if actual is None:
        return dict.fromkeys(("attainment", "payout", "share", "amount"))
    terms = _terms(line)
    attainment = terms.attainment(actual)
    paid = terms.payout(attainment)
    share = Fraction(line.weight) / whole if whole else None
    amount = None if share is None else variable * share * paid
    return {"attainment": attainment, "payout": paid, "share": share, "amount": amount}


def _terms(line: StatementLine) -> Terms:
    return Terms(
        target=Fraction(line.target),
        threshold=Fraction(line.threshold),
        cap=Fraction(line.cap),
        accelerator=Fraction(line.accelerator),
        tolerance=None if line.tolerance is None else Fraction(line.tolerance),
    )


def _figures(month: Month) -> Iterator[str]:
    """Lines whose numbers are not those of the reported figure."""
    figures = Figure.objects.reported().filter(month=month, scope=Figure.Scope.MANAGER)
    wanted = StatementLine.objects.filter(statement__month=month)
    rows = figures.filter(measure__in=wanted.values("measure")).values_list("manager_id", "measure", *CARRIED)
    known = {(manager, measure): rest for manager, measure, *rest in rows}
    lines = wanted.values_list("statement__manager_id", "statement__manager__email", "measure", *CARRIED)
    for manager, email, measure, *carried in lines.order_by("statement__manager_id", "position"):
        absent = [None, None, None, "", "no_figure"]
        if carried[-1] == OTHER_CURRENCY:  # the line's own reason: the figure has a value
            carried[-1] = ""
        if carried != known.get((manager, measure), absent):
            yield f"{email}, {measure}: its line does not carry the reported figure"
