"""What a deed changed, row by row, so that it can be taken back exactly.

Each step is plain JSON: rows moved from one owner to another, columns set, a row removed or added. Taking back goes
from the last step to the first, and looks first whether the row still is as the step left it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _

Step = dict[str, Any]
MANY = 500
PLAIN = (type(None), bool, int, float, str, list, dict)


def told(row: models.Model, columns=None) -> dict[str, Any]:
    """The row's columns, or those named, as JSON keeps them without loss."""
    fields = [f for f in row._meta.concrete_fields if not f.generated and (columns is None or f.attname in columns)]
    values = {field: field.value_from_object(row) for field in fields}
    return {f.attname: value if isinstance(value, PLAIN) else f.value_to_string(row) for f, value in values.items()}


def read(model: type[models.Model], columns: dict[str, Any]) -> dict[str, Any]:
    """What `told` wrote down, as the model's own values."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return {name: fields[name].to_python(value) for name, value in columns.items()}


def rows_of(model: type[models.Model]) -> models.QuerySet:
    """Every row, whoever may see it: a merge leaves none behind."""
    return model._base_manager.all()


class Journal:
    def __init__(self, steps: list[Step] | None = None):
        self.steps = steps if steps is not None else []

    # Forward

    def move(self, rows: models.QuerySet, column: str, before: int, after: int) -> None:
        """Let `column` of all `rows`, which is `before` in each, be `after`."""
        ids = list(rows.order_by("pk").values_list("pk", flat=True))
        if ids:
            _update(rows.model, ids, column, after)
            self._note("move", rows.model, column=column, rows=ids, before=before, after=after)

    def set(self, row: models.Model, **columns: Any) -> None:
        before = told(row, columns)
        for name, value in columns.items():
            setattr(row, name, value)
        after = told(row, columns)
        if before != after:
            rows_of(type(row)).filter(pk=row.pk).update(**columns)
            self._note("set", type(row), row=row.pk, before=before, after=after)

    def remove(self, row: models.Model) -> None:
        """To be called when nothing points to the row any more."""
        self._note("remove", type(row), row=row.pk, before=told(row))
        rows_of(type(row)).filter(pk=row.pk).delete()

    def add(self, row: models.Model) -> None:
        row.save(force_insert=True)
        self._note("add", type(row), row=row.pk, after=told(row))

    def _note(self, do: str, model: type[models.Model], **step) -> None:
        self.steps.append({"do": do, "model": model._meta.label_lower, **step})

    # Back

    def take_back(self) -> list[str]:
        """Undo all steps. Returns, in words, what has changed since and stands in the way: then nothing counts, and
        the caller rolls back."""
        undo = {"move": self._move_back, "set": self._set_back, "remove": self._bring_back, "add": self._take_away}
        back = [(undo[step["do"]], apps.get_model(step["model"]), step) for step in reversed(self.steps)]
        return [sentence for deed, model, step in back for sentence in deed(model, step)]

    def _move_back(self, model, step: Step) -> Iterator[str]:
        rows = rows_of(model).filter(pk__in=step["rows"])
        now = dict(rows.values_list("pk", step["column"]))
        for pk in step["rows"]:
            if now.get(pk) != step["after"]:
                yield in_the_way(model, pk)
        _update(model, [pk for pk in step["rows"] if now.get(pk) == step["after"]], step["column"], step["before"])

    def _set_back(self, model, step: Step) -> Iterator[str]:
        row = rows_of(model).filter(pk=step["row"]).first()
        if row is None or told(row, step["after"]) != step["after"]:
            yield in_the_way(model, step["row"])
        rows_of(model).filter(pk=step["row"]).update(**read(model, step["before"]))

    def _bring_back(self, model, step: Step) -> Iterator[str]:
        try:
            with transaction.atomic():
                model(**read(model, step["before"])).save_base(raw=True, force_insert=True)
        except IntegrityError:
            yield in_the_way(model, step["row"])

    def _take_away(self, model, step: Step) -> Iterator[str]:
        row = rows_of(model).filter(pk=step["row"]).first()
        if row is None or told(row) != step["after"]:
            yield in_the_way(model, step["row"])
        rows_of(model).filter(pk=step["row"]).delete()


def _update(model: type[models.Model], ids: list[int], column: str, value: int) -> None:
    """Some at a time: the triggers on facts hold every changed row of a statement against the others."""
    for first in range(0, len(ids), MANY):
        rows_of(model).filter(pk__in=ids[first : first + MANY]).update(**{column: value})


def in_the_way(model: type[models.Model], pk: int) -> str:
    """One sentence on a row that is not as it was left."""
    row = rows_of(model).filter(pk=pk).first()
    owner: Any = model._meta.auto_created  # of the rows between two kinds, people know only what they hang on
    if owner and row:
        row = next((getattr(row, f.name) for f in model._meta.fields if f.related_model is owner), row)
    kind = capfirst(str((owner or model)._meta.verbose_name))
    if row is None:
        return _("%(kind)s: one of those that moved was removed since.") % {"kind": kind}
    return _("%(kind)s “%(name)s” was changed since.") % {"kind": kind, "name": row}
