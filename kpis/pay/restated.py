"""Pay of a closed month from another telling of its figures, under the plan and terms that closing froze.

The statement that was frozen never changes. This answers what the same plan would have paid for other figures.
"""

from __future__ import annotations

from collections.abc import Collection

from accounts.models import Company
from kpis import goals
from kpis.models import Figure, Month, Statement, Target
from kpis.pay import scorecard
from kpis.pay.plans import Duty
from kpis.pay.scorecard import Scorecard


def of(month: Month, managers: Collection[int], edition: str) -> dict[int, Scorecard]:
    """By manager id, of those who have a statement. What the statement paid for earlier months is in it, too."""
    statements = list(
        Statement.objects.filter(month=month, manager__in=managers).select_related("manager", "terms", "plan")
    )
    targets: dict[int, list[Target]] = {}
    for target in Target.objects.filter(plan__in={row.plan_id for row in statements}):
        targets.setdefault(target.plan_id, []).append(target)
    figures = _figures(month, [row.manager_id for row in statements], edition)
    measures = goals.measures()
    currency = scorecard.currency_of(month, Company.current().rules())
    return {
        row.manager_id: Scorecard(
            month=month,
            manager=row.manager,
            duty=Duty(row.role, row.level),
            terms=row.terms,
            plan=row.plan,
            lines=scorecard.lines(
                targets.get(row.plan_id or 0, []), figures.get(row.manager_id, {}), measures, currency
            ),
            adjustments=row.adjustments,
        )
        for row in statements
    }


def _figures(month: Month, managers: Collection[int], edition: str) -> dict[int, dict[str, Figure]]:
    rows = Figure.objects.filter(month=month, edition=edition, manager__in=managers)
    found: dict[int, dict[str, Figure]] = {}
    for figure in rows.defer("counted", "adds", "left_out"):
        found.setdefault(figure.manager_id or 0, {})[figure.measure] = figure
    return found
