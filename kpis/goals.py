"""Company goals as measures: beside those of the catalogue, each with its own name, unit and direction."""

from __future__ import annotations

from kpis import catalogue
from kpis.catalogue import Measure
from kpis.models import Goal

NOTHING = "no_value_entered"


def measure_of(goal: Goal) -> Measure:
    return Measure(goal.key, goal.name, goal.unit, catalogue.GOAL, goal.definition, goal.better, nothing=NOTHING)


def measures() -> dict[str, Measure]:
    """Every measure by key: the catalogue's, and all goals that ever were. One query."""
    return catalogue.MEASURES | {goal.key: measure_of(goal) for goal in Goal.objects.all()}
