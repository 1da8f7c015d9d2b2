"""Django's `migrate`, quicker: what is added to one model draws no other model anew.

Django renders a changed model again, and with it all that is related to it; here nearly everything is related to the
users. That was half of a first start, and of the time before the first test. A new model is rendered alone, and one
that is rendered is told of its new field, index or constraint. Renaming, altering and removing stay Django's.
(Decision 0026.)
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.commands import migrate
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import NOT_PROVIDED, Field

KNOWN = ("add_model", "add_field", "_append_option", "resolve_model_relations", "resolve_model_field_relations")


class Command(migrate.Command):
    def handle(self, *args, **options):
        # A named migration may lead backwards, where each state is needed as it was.
        if options["migration_name"] or any(name not in vars(ProjectState) for name in KNOWN):
            return super().handle(*args, **options)
        with drawing_little():
            return super().handle(*args, **options)


@contextmanager
def drawing_little() -> Iterator[None]:
    ours = (add_model, add_field, _append_option)  # the last is where indexes and constraints are added
    original = {made.__name__: vars(ProjectState)[made.__name__] for made in ours}
    for made in ours:
        setattr(ProjectState, made.__name__, made)
    try:
        yield
    finally:
        for name, made in original.items():
            setattr(ProjectState, name, made)


def add_model(state: ProjectState, model_state: ModelState) -> None:
    key = model_state.app_label, model_state.name_lower
    state.models[key] = model_state
    if state._relations is not None:  # type: ignore[attr-defined]
        state.resolve_model_relations(key)  # type: ignore[attr-defined]
    if "apps" in vars(state):  # rendered already
        state.apps.render_multiple([model_state])


def add_field(
    state: ProjectState, app_label: str, model_name: str, name: str, field: Field, preserve_default: bool
) -> None:
    if not preserve_default:
        field = field.clone()
        field.default = NOT_PROVIDED
    key = app_label, model_name
    state.models[key].fields[name] = field
    if state._relations is not None:  # type: ignore[attr-defined]
        state.resolve_model_field_relations(key, name, field)  # type: ignore[attr-defined]
    if "apps" in vars(state):
        field.clone().contribute_to_class(state.apps.get_model(app_label, model_name), name)
        state.apps.clear_cache()


def _append_option(state: ProjectState, app_label: str, model_name: str, option_name: str, added) -> None:
    model_state = state.models[app_label, model_name]
    model_state.options[option_name] = [*model_state.options[option_name], added]
    if "apps" in vars(state):
        options = state.apps.get_model(app_label, model_name)._meta
        setattr(options, option_name, [*getattr(options, option_name), added])
