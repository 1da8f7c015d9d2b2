"""Company goals as measures: beside those of the catalogue, each with its own name, unit and direction."""

from __future__ import annotations

from kpis import catalogue
from kpis.catalogue import Measure
from kpis.models import Goal
from kpis.models.goal import KEY
from kpis.rows import Row

NOTHING = "no_value_entered"
LONGEST = 19  # digits of an id


def measure_of(goal: Goal) -> Measure:
    return Measure(goal.key, goal.name, goal.unit, catalogue.GOAL, goal.definition, goal.better, nothing=NOTHING)


def measure(key: str) -> Measure | None:
    """The measure of that key, of the catalogue or a goal's. One query for a goal."""
    if not key.startswith(KEY):
        return catalogue.MEASURES.get(key)
    number = key.removeprefix(KEY)
    goal = Goal.objects.filter(pk=number).first() if number.isdecimal() and len(number) < LONGEST else None
    return measure_of(goal) if goal else None


def shown_in(row: Row) -> list[Goal]:
    """The goals among a row's figures, by name. One query where there are any."""
    ids = [int(key.removeprefix(KEY)) for key in row.cells if key.startswith(KEY)]
    return list(Goal.objects.filter(pk__in=ids)) if ids else []


def measures() -> dict[str, Measure]:
    """Every measure by key: the catalogue's, and all goals that ever were. One query."""
    return catalogue.MEASURES | {goal.key: measure_of(goal) for goal in Goal.objects.all()}
