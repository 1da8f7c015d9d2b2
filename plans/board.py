"""The open opportunities side by side, one column a stage."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from plans.models import Opportunity, Stage
from plans.models.opportunity import OpportunityQuerySet

CARDS = 25  # a column; what is expected later is on the list


@dataclass
class Column:
    """`sums` has one row a currency."""

    stage: Stage
    sums: list[dict[str, Any]] = field(default_factory=list)
    cards: list[Opportunity] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(row["count"] for row in self.sums)

    @property
    def more(self) -> bool:
        return self.count > len(self.cards)


def columns(found: OpportunityQuerySet) -> list[Column]:
    """`found` are those that the viewer may see and asked for. Three queries."""
    cards, sums = defaultdict(list), defaultdict(list)
    for card in dealt(found.open()):
        cards[card.stage_id].append(card)
    for row in found.open().sums("stage"):
        sums[row["stage"]].append(row)
    return [Column(stage, sums[stage.pk], cards[stage.pk]) for stage in Stage.objects.all()]


def dealt(found: OpportunityQuerySet) -> OpportunityQuerySet:
    """The first CARDS of each stage, by the day on which they are expected."""
    order = [F("expected_on").asc(), F("pk").asc()]
    numbered = found.annotate(position=Window(RowNumber(), partition_by=F("stage"), order_by=order))
    return numbered.filter(position__lte=CARDS).order_by("position").shown()
