"""Plans, terms and figures for the tests of pay, with as little said as possible."""

import contextlib
import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from django.db import connection

from kpis.models import Books, Closing, Figure, Month, PayPlan, PayTerms, Target

OCTOBER, DECEMBER = dt.date(2026, 10, 1), dt.date(2026, 12, 1)
AT = dt.datetime(2026, 9, 20, 9, 0, tzinfo=dt.UTC)


def month(first: dt.date = OCTOBER) -> Month:
    return Month.objects.get_or_create(first=first, defaults={"state": Month.State.PRELIMINARY, "over": True})[0]


def terms(manager, by, base="50000", variable="12500", *, since: dt.date = OCTOBER, currency="USD") -> PayTerms:
    return PayTerms.objects.create(
        manager=manager, since=since, base=Decimal(base), variable=Decimal(variable), currency=currency,
        set_by=by, set_at=AT,
    )  # fmt: skip


def draft(by, *, since: dt.date = DECEMBER, manager=None) -> PayPlan:
    """With one target."""
    target = Target(measure="meetings", value=Decimal(12), weight=Decimal(1))
    whom = {"manager": manager} if manager else {"role": "key_manager"}
    return PayPlan.draft(name="Draft", since=since, targets=[target], by=by, at=AT, **whom)


def plan(
    by, targets: dict[str, tuple], *, role="key_manager", level="", manager=None, since: dt.date = OCTOBER
) -> PayPlan:
    """`targets`: measure -> (target, weight) or (target, weight, fields)."""
    made = PayPlan.objects.create(
        name="Plan", role="" if manager else role, level=level, manager=manager, since=since,
        made_by=by, made_at=AT, adopted_by=by, adopted_at=AT,
    )  # fmt: skip
    for position, (measure, (value, weight, *fields)) in enumerate(targets.items()):
        Target.objects.create(
            plan=made, position=position, measure=measure, value=Decimal(value), weight=weight, **(fields or [{}])[0]
        )
    made.state = PayPlan.State.ADOPTED  # from now on it takes no more targets
    made.save()
    return made


def figure(manager, measure: str, value, *, of: tuple | None = None, reason="", first: dt.date = OCTOBER) -> Figure:
    """`of`: numerator and denominator of a rate."""
    numerator, denominator = of or (value, None)
    return Figure.objects.create(
        month=month(first), scope=Figure.Scope.MANAGER, manager=manager, measure=measure,
        value=None if value is None else Decimal(value), numerator=numerator, denominator=denominator, reason=reason,
    )  # fmt: skip


def close(kept: Month, by) -> None:
    """As closing does last, without computing anything: what the month holds is frozen by hand."""
    seal = f"{kept.first:%Y%m%d}" * 8
    Closing.objects.create(month=kept, closed_by=by, closed_at=AT, rules="1", basis={}, contents={}, seal=seal)
    Month.objects.filter(pk=kept.pk).update(state=Month.State.CLOSED)
    Books.objects.update(closed_through=kept.first, seal=seal)


@contextlib.contextmanager
def past_the_triggers() -> Iterator[None]:
    """To make what the database would not let come about, such as a month closed by nobody."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = origin; SET CONSTRAINTS ALL DEFERRED")
