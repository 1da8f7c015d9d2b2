"""Django's `migrate`, quicker: an index or a constraint draws no other model anew.

Django renders a changed model and all that is related to it again, and here nearly everything is related to the users:
that was 40 % of a first start, and of the time before the first test. An index changes no relation, so it is enough
that the rendered model knows of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.commands import migrate
from django.db.migrations.state import ProjectState


class Command(migrate.Command):
    def handle(self, *args, **options):
        with drawing_little():
            return super().handle(*args, **options)


@contextmanager
def drawing_little() -> Iterator[None]:
    original = ProjectState._append_option  # type: ignore[attr-defined]  # where adding either of them ends
    ProjectState._append_option = _append_option  # type: ignore[attr-defined]
    try:
        yield
    finally:
        ProjectState._append_option = original  # type: ignore[attr-defined]


def _append_option(state: ProjectState, app_label: str, model_name: str, option_name: str, added) -> None:
    model_state = state.models[app_label, model_name]
    model_state.options[option_name] = [*model_state.options[option_name], added]
    if "apps" in vars(state):  # rendered already
        options = state.apps.get_model(app_label, model_name)._meta
        setattr(options, option_name, [*getattr(options, option_name), added])
