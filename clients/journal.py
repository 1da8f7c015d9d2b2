"""What a deed changed, row by row, so that it can be taken back exactly.

Each step is plain JSON: rows moved from one owner to another, columns set, a row removed or added. Taking back goes
from the last step to the first, and looks first whether the row still is as the step left it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _

Step = dict[str, Any]
MANY = 100
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

    def move(self, rows: models.QuerySet, column: str, onto: dict[int, int]) -> None:
        """Let `column` of all `rows` be what `onto` has for what it is."""
        moved: dict[int, list[int]] = {}
        for pk, before in rows.order_by("pk").values_list("pk", column):
            moved.setdefault(before, []).append(pk)
        _update(rows.model, column, [(pk, onto[before]) for before, ids in moved.items() for pk in ids])
        for before, ids in moved.items():
            self._note("move", rows.model, column=column, rows=ids, before=before, after=onto[before])

    def set(self, row: models.Model, **columns: Any) -> None:
        self.set_all([(row, columns)])

    def set_all(self, changes: list[tuple[models.Model, dict[str, Any]]]) -> None:
        """Set the columns of rows of one kind, each once."""
        changed = []
        for row, columns in changes:
            before = told(row, columns)
            for name, value in columns.items():
                setattr(row, name, value)
            after = told(row, columns)
            if before != after:
                changed.append((row, tuple(columns)))
                self._note("set", type(row), row=row.pk, before=before, after=after)
        _write(changed)

    def remove(self, row: models.Model) -> None:
        """To be called when nothing points to the row any more."""
        self.remove_all([row])

    def remove_all(self, rows: list) -> None:
        for row in rows:
            self._note("remove", type(row), row=row.pk, before=told(row))
        rows_of(type(rows[0])).filter(pk__in=[row.pk for row in rows]).delete()

    def add(self, row: models.Model) -> None:
        row.save(force_insert=True)
        self._note("add", type(row), row=row.pk, after=told(row))

    def _note(self, do: str, model: type[models.Model], **step) -> None:
        self.steps.append({"do": do, "model": model._meta.label_lower, **step})

    # Back

    def take_back(self) -> list[str]:
        """Undo all steps. Returns, in words, what has changed since and stands in the way: then nothing counts, and
        the caller rolls back."""
        undo = {"move": _move_back, "set": _set_back, "remove": _bring_back, "add": _take_away}
        found: list[str] = []
        for steps in _together(self.steps):
            found += undo[steps[0]["do"]](apps.get_model(steps[0]["model"]), steps)
        return found


def _together(steps: list[Step]) -> Iterator[list[Step]]:
    """The steps from the last to the first; neighbours of one kind that touch each row once are taken back at once."""
    part: list[Step] = []
    rows: set[int] = set()
    for step in reversed(steps):
        own = {*step.get("rows", ()), step.get("row")} - {None}
        if part and (_kind(step) != _kind(part[0]) or own & rows):
            yield part
            part, rows = [], set()
        part.append(step)
        rows |= own
    if part:
        yield part


def _kind(step: Step) -> tuple:
    return step["do"], step["model"], step.get("column")


def _move_back(model, steps: list[Step]) -> Iterator[str]:
    column, free = steps[0]["column"], []
    for step in steps:
        now = dict(rows_of(model).filter(pk__in=step["rows"]).values_list("pk", column))
        free += [(pk, step["before"]) for pk in step["rows"] if now.get(pk) == step["after"]]
        for pk in step["rows"]:
            if now.get(pk) != step["after"]:
                yield in_the_way(model, pk)
    _update(model, column, free)


def _set_back(model, steps: list[Step]) -> Iterator[str]:
    rows, changed = rows_of(model).in_bulk([step["row"] for step in steps]), []
    for step in steps:
        row = rows.get(step["row"])
        if row is None or told(row, step["after"]) != step["after"]:
            yield in_the_way(model, step["row"])
            continue
        for name, value in read(model, step["before"]).items():
            setattr(row, name, value)
        changed.append((row, tuple(step["before"])))
    _write(changed)


def _bring_back(model, steps: list[Step]) -> Iterator[str]:
    for step in steps:
        try:
            with transaction.atomic():
                model(**read(model, step["before"])).save_base(raw=True, force_insert=True)
        except IntegrityError:
            yield in_the_way(model, step["row"])


def _take_away(model, steps: list[Step]) -> Iterator[str]:
    for step in steps:
        row = rows_of(model).filter(pk=step["row"]).first()
        if row is None or told(row) != step["after"]:
            yield in_the_way(model, step["row"])
        rows_of(model).filter(pk=step["row"]).delete()


def _update(model: type[models.Model], column: str, values: list[tuple[int, int]]) -> None:
    """Set `column` of the rows named to the value beside each. Some at a time: the triggers on facts hold every
    changed row of a statement against the others."""
    key = model._meta.pk.column  # type: ignore[union-attr]
    table = model._meta.db_table
    moved = f'UPDATE "{table}" t SET "{column}" = moved.value FROM'  # noqa: S608  # names of our own models
    sql = f'{moved} unnest(%s::bigint[], %s::bigint[]) moved(pk, value) WHERE t."{key}" = moved.pk'
    with connection.cursor() as cursor:
        for first in range(0, len(values), MANY):
            some = values[first : first + MANY]
            cursor.execute(sql, [[pk for pk, _value in some], [value for _pk, value in some]])


def _write(changed: list[tuple[Any, tuple[str, ...]]]) -> None:
    """Write the columns named of each row: those with the same columns at once, or, where one must let go before
    another can take, one after the other."""
    alike: dict[tuple, list] = {}
    for row, columns in changed:
        alike.setdefault((type(row), columns), []).append(row)
    try:
        with transaction.atomic():
            for (model, columns), rows in alike.items():
                rows_of(model).bulk_update(rows, columns, batch_size=MANY)
    except IntegrityError:
        for row, columns in changed:
            rows_of(type(row)).filter(pk=row.pk).update(**{name: getattr(row, name) for name in columns})


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
