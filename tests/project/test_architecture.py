"""The house has one direction, in the database as in the imports (lint-imports checks those)."""

import pytest
from django.apps import apps

ROOMS = ["pages", "accounts", "activity", "clients", "work", "plans", "kpis", "kam_crm"]
OURS = [model for model in apps.get_models() if model._meta.app_label in ROOMS]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_it_points_to_its_own_room_or_one_below(model):
    related = [field.related_model for field in model._meta.get_fields() if field.is_relation and field.concrete]
    above = [other for other in related if floor(other) > floor(model)]
    assert above == []


def floor(model) -> int:
    """Which storey a model's room is on; libraries stand below the house."""
    label = model._meta.app_label
    return ROOMS.index(label) if label in ROOMS else -1
