"""Migrating draws models anew no more often than it must, and knows the same of them as Django would."""

from contextlib import nullcontext

from django.db import models
from django.db.migrations.state import ModelState, ProjectState

from kam_crm.management.commands.migrate import drawing_little

KEY = ("id", models.AutoField(primary_key=True))
CONSTRAINT = models.CheckConstraint(condition=models.Q(id__gt=0), name="chair_positive")
INDEX = models.Index(fields=["room"], name="chair_room")


def furnished(way) -> tuple[ProjectState, type[models.Model]]:
    """A rendered state with rooms, to which chairs are added; and the rooms' model before that."""
    state = ProjectState()
    state.add_model(ModelState("work", "Room", [KEY]))
    before = state.apps.get_model("work", "room")
    with way():
        state.add_model(ModelState("work", "Chair", [KEY], {"indexes": [], "constraints": []}))
        place = models.ForeignKey("work.Room", models.CASCADE, default=1, related_name="chairs")
        state.add_field("work", "chair", "room", place, preserve_default=False)
        state.add_constraint("work", "chair", CONSTRAINT)
        state.add_index("work", "chair", INDEX)
    return state, before


def known(state: ProjectState) -> tuple:
    chair, room = (state.apps.get_model("work", name) for name in ("chair", "room"))
    place = chair._meta.get_field("room")
    assert place.related_model is room
    fields = [field.name for field in chair._meta.get_fields()]
    related = [field.name for field in room._meta.related_objects]
    return fields, related, place.has_default(), chair._meta.constraints, chair._meta.indexes


def test_it_knows_what_django_would():
    assert known(furnished(drawing_little)[0]) == known(furnished(nullcontext)[0])


def test_it_leaves_the_models_that_something_is_related_to_as_they_are():
    state, before = furnished(drawing_little)
    assert state.apps.get_model("work", "room") is before


def test_what_it_draws_next_is_the_same():
    state, _before = furnished(drawing_little)
    quick = known(state)
    state.clear_delayed_apps_cache()
    del state.apps
    assert known(state) == quick
