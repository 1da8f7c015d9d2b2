"""Who has to know when a case's time runs out: who answers for it, the senior above, an executive."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from accounts.line import leads_of
from accounts.models import Company, Role, User
from accounts.models.cover import standing_in_for
from activity.models import record
from clients.models import Responsibility
from work import winding
from work.models import Case, ClockMark
from work.promised import Promised

DEEDS = {75: "reminded", 100: "overdue", 150: "escalated"}
BATCH = 500  # cases looked at in one transaction each


def watch(now: dt.datetime) -> int:
    """Tell of every mark passed by `now` that was not told yet, in the order in which they were passed. Safe to run
    twice, and at the same time as another. Returns how many were told."""
    while winding.wind_bare(at=now):
        pass
    today = Company.current().rules().today(now)
    told = sum(_nobody_answers(pk, now, today) for pk in _ownerless(today))
    promised = Promised()
    passed = Case.objects.live().filter(next_mark_at__lte=now).order_by("next_mark_at", "pk")
    for pk in list(passed.values_list("pk", flat=True)[:BATCH]):
        told += _marks_passed(pk, promised, now, today)
    return told


def who_answers(case: Case, on: dt.date) -> User | None:
    """Its manager, or else whoever is responsible for the client on the day; None where that one is no longer here."""
    if case.manager and case.manager.is_active:
        return case.manager
    held = case.client.held_by(on)
    return held if held and held.is_active else None


def whom(case: Case, percent: int, on: dt.date) -> list[int]:
    """The ids of those who are told that `percent` of the time is over, and of who stands in for them on the day.
    There is always somebody above."""
    owner = who_answers(case, on)
    if owner is None:
        return executives()
    if percent < 100:
        return with_stand_ins([owner.pk], on)
    return with_stand_ins(leads_of(owner.pk) if percent < 150 else executive_above(owner), on)


def with_stand_ins(ids: list[int], on: dt.date) -> list[int]:
    return [*ids, *(colleague.pk for colleague in standing_in_for(ids, on).values())]


def executive_above(user: User) -> list[int]:
    """The id of the nearest one above; where there is none, those of all."""
    above = user.supervisor
    while above:
        if above.is_active and above.is_executive:
            return [above.pk]
        above = above.supervisor
    return executives()


def executives() -> list[int]:
    return list(User.objects.active().filter(role=Role.EXECUTIVE).order_by("pk").values_list("pk", flat=True))


def _marks_passed(pk: int, promised: Promised, now: dt.datetime, today: dt.date) -> int:
    with transaction.atomic():
        case = _locked(pk)
        if case is None:
            return 0
        passed = _untold(case, promised, now)
        for at, clock, round, percent in passed:
            case.marks.create(clock=clock, round=round, percent=percent, passed_at=at, told_at=now)
            people = whom(case, percent, today)
            _record(case, f"{clock}_{DEEDS[percent]}", now, to=people, passed=at.isoformat())
        case.wind(promised)
    return len(passed)


def _untold(case: Case, promised: Promised, now: dt.datetime) -> list:
    clocks = case.clocks(promised, case.pauses.values_list("since", "until"))
    return [mark for mark in case.untold(clocks, case.told()) if mark[0] <= now]


def _ownerless(today: dt.date) -> list[int]:
    """Unsolved cases for which nobody answers, and nobody has been told so."""
    held = Responsibility.objects.on(today).filter(client=OuterRef("client"), manager__is_active=True)
    told = ClockMark.objects.filter(case=OuterRef("pk"), clock=ClockMark.Clock.NOBODY)
    nobody = Q(manager=None) | Q(manager__is_active=False)
    lost = Case.objects.live().unsolved().filter(nobody, ~Exists(held), ~Exists(told))
    return list(lost.order_by("pk").values_list("pk", flat=True)[:BATCH])


def _nobody_answers(pk: int, now: dt.datetime, today: dt.date) -> int:
    with transaction.atomic():
        case = _locked(pk)
        if case is None or who_answers(case, today):
            return 0
        _mark, new = case.marks.get_or_create(
            clock=ClockMark.Clock.NOBODY, round=0, percent=0, defaults={"passed_at": now, "told_at": now}
        )
        if new:
            _record(case, "left_alone", now, to=executives())
    return int(new)


def _locked(pk: int) -> Case | None:
    """None where somebody else has it just now: the next minute will see."""
    cases = Case.objects.live().unsolved().select_for_update(of=("self",), no_key=True, skip_locked=True)
    return cases.select_related("client", "manager").filter(pk=pk).first()


def _record(case: Case, deed: str, now: dt.datetime, **data) -> None:
    about = {"title": str(case), "client": case.client.name, **data}
    record(f"case.{deed}", case, by=None, at=now, client_id=case.client_id, **about)
