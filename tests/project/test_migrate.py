"""Migrating draws models anew no more often than it must, and knows the same of them."""

from django.db import models
from django.db.migrations.state import ModelState, ProjectState

from kam_crm.management.commands.migrate import drawing_little


def rendered() -> ProjectState:
    state = ProjectState()
    state.add_model(ModelState("work", "Chair", [("id", models.AutoField(primary_key=True))], {"indexes": []}))
    state.models["work", "chair"].options["constraints"] = []
    assert state.apps
    return state


def test_it_knows_an_added_constraint_and_index_without_drawing_the_model_anew():
    constraint = models.CheckConstraint(condition=models.Q(id__gt=0), name="chair_positive")
    index = models.Index(fields=["id"], name="chair_id")
    state = rendered()
    before = state.apps.get_model("work", "chair")
    with drawing_little():
        state.add_constraint("work", "chair", constraint)
        state.add_index("work", "chair", index)
    after = state.apps.get_model("work", "chair")
    assert after is before
    assert (after._meta.constraints, after._meta.indexes) == ([constraint], [index])
    assert state.models["work", "chair"].options == {"constraints": [constraint], "indexes": [index]}
