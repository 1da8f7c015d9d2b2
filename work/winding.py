"""Setting the clocks of many cases at once: of those that a file brought or changed, and of those without any yet."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db import connection, transaction

from work.models import Case, CasePause, ClockMark
from work.models.clocked import CLOCKS
from work.promised import Promised

BATCH = 2_000
COLUMNS = [field for field in Case._meta.concrete_fields if field.name in CLOCKS]


def wind(ids: Iterable[int], *, new: bool, at: dt.datetime) -> None:
    """Set the clocks of the cases `ids`. Of `new` ones, what had passed by `at` is no news: nobody is told."""
    ids, promised = list(ids), Promised()
    for begins in range(0, len(ids), BATCH):
        _wind(ids[begins : begins + BATCH], promised, new, at)


def wind_bare(*, at: dt.datetime) -> int:
    """Set the clocks of the cases that came without: from before there were clocks, or in bulk. Returns how many."""
    with transaction.atomic():
        bare = Case.objects.filter(answer_minutes=None).select_for_update(skip_locked=True, no_key=True)
        ids = list(bare.values_list("pk", flat=True)[:BATCH])
        wind(ids, new=True, at=at)
    return len(ids)


def _wind(ids: list[int], promised: Promised, new: bool, at: dt.datetime) -> None:
    pauses, told = defaultdict(list), defaultdict(list)
    for pk, since, until in CasePause.objects.filter(case__in=ids).values_list("case", "since", "until"):
        pauses[pk].append((since, until))
    marks = ClockMark.objects.filter(case__in=ids).exclude(clock=ClockMark.Clock.NOBODY)
    for pk, clock, round, percent in marks.values_list("case", "clock", "round", "percent"):
        told[pk].append((clock, round, percent))
    cases = list(Case.objects.filter(pk__in=ids))
    if new:
        ClockMark.objects.bulk_create(_passed(cases, promised, pauses, told, at), ignore_conflicts=True)
    for case in cases:
        case.set_clocks(promised, pauses[case.pk], told[case.pk])
    _write(cases)


def _passed(cases, promised, pauses, told, at: dt.datetime) -> list[ClockMark]:
    """The marks passed by `at`, noted in `told`, as rows that say so."""
    passed = []
    for case in cases:
        for when, clock, round, percent in case.untold(case.clocks(promised, pauses[case.pk]), told[case.pk]):
            if when <= at:
                told[case.pk].append((clock, round, percent))
                passed.append(ClockMark(case=case, clock=clock, round=round, percent=percent, passed_at=when))
    return passed


def _write(cases: list[Case]) -> None:
    names = ", ".join(str(field.column) for field in COLUMNS)
    sets = ", ".join(f"{field.column} = v.{field.column}" for field in COLUMNS)
    given = ", ".join(f"%s::{field.db_type(connection)}[]" for field in COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE work_case c SET {sets} FROM unnest(%s::bigint[], {given}) AS v(id, {names}) WHERE c.id = v.id",
            [[case.pk for case in cases], *([getattr(case, field.attname) for case in cases] for field in COLUMNS)],
        )
