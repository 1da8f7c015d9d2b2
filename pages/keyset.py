"""Paging by key: a page starts after (or ends before) a row, not at a number. It costs the same at any depth, and
rows that come or go meanwhile neither repeat nor hide others.

NULLs stand where PostgreSQL puts them: as the greatest value.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.core.signing import BadSignature, Signer
from django.db.models import Model, Q, QuerySet

_signer = Signer(salt="pages.keyset")


@dataclass(frozen=True)
class Page:
    """The rows in order, and the cursors of the pages before and after where there are such."""

    rows: list
    before: str | None
    after: str | None


def page(queryset: QuerySet, names: tuple[str, ...], size: int, after: str = "", before: str = "") -> Page:
    """One page of `queryset` ordered by `names` (as in order_by; the last one unique).

    A cursor that is broken or belongs to another order gives the first page.
    """
    backwards = not after and bool(before)
    place = read_cursor(after or before, names)
    order = tuple(opposite(name) for name in names) if backwards else names
    rows = queryset.order_by(*order)
    if place is not None:
        rows = rows.filter(beyond(queryset.model, order, place))
    found = list(rows[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        if place is None or not found:
            return page(queryset, names, size)
        found.reverse()
    return Page(
        found,
        before=write_cursor(found[0], names) if found and place is not None and (more or not backwards) else None,
        after=write_cursor(found[-1], names) if found and (more or backwards) else None,
    )


def opposite(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def beyond(model: type[Model], names: tuple[str, ...], place: list) -> Q:
    """The rows that come after `place` in the order `names`."""
    found, equal = Q(pk__in=[]), Q()
    for name, value in zip(names, place, strict=True):
        path = name.removeprefix("-")
        found |= equal & past(path, value, name.startswith("-"), nullable(model, path))
        equal &= Q(**{f"{path}__isnull": True}) if value is None else Q(**{path: value})
    return found & leading_bound(model, names[0], place[0])


def past(path: str, value, descending: bool, may_be_null: bool) -> Q:
    if descending:
        return Q(**{f"{path}__isnull": False}) if value is None else Q(**{f"{path}__lt": value})
    if value is None:
        return Q(pk__in=[])
    greater = Q(**{f"{path}__gt": value})
    return greater | Q(**{f"{path}__isnull": True}) if may_be_null else greater


def leading_bound(model: type[Model], name: str, value) -> Q:
    """What holds of the first key anyway, said alone so that an index can begin there."""
    path = name.removeprefix("-")
    if value is None or (not name.startswith("-") and nullable(model, path)):
        return Q()
    return Q(**{f"{path}__{'lte' if name.startswith('-') else 'gte'}": value})


def nullable(model: type[Model], path: str) -> bool:
    """Whether a field, or one on the way to it, can be NULL. An annotation may always be."""
    for part in path.split("__"):
        names = {field.name for field in model._meta.get_fields()} | {"pk"}
        if part not in names:
            return True
        field = model._meta.pk if part == "pk" else model._meta.get_field(part)
        if getattr(field, "null", True):
            return True
        model = field.related_model or model
    return False


def write_cursor(row: Model, names: tuple[str, ...]) -> str:
    return _signer.sign_object([list(names), [plain(value_of(row, name.removeprefix("-"))) for name in names]])


def read_cursor(text: str, names: tuple[str, ...]) -> list | None:
    if not text:
        return None
    try:
        made_for, place = _signer.unsign_object(text)
    except (BadSignature, ValueError):
        return None
    return place if made_for == list(names) else None


def value_of(row, path: str):
    for part in path.split("__"):
        row = getattr(row, part, None)
    return row


def plain(value):
    """As JSON can carry it and the ORM reads it back, to the microsecond."""
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
