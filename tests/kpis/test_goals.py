"""Company goals: set by executives, their values entered month by month with a note and evidence."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.denied import Denied
from accounts.models import Company
from activity.models import Event
from kpis.models import Goal, GoalValue
from tests import factories as make

SEPTEMBER, OCTOBER, NOVEMBER = (dt.date(2026, month, 1) for month in (9, 10, 11))
AT = make.instant("2026-11-05T09:00:00Z")


def set_goal(cast, name="Happy clients", unit="rate", **fields) -> Goal:
    about = {"definition": "From the yearly survey.", "better": 1, "since": SEPTEMBER} | fields
    return Goal.set(name=name, unit=unit, by=cast.esha, at=AT, **about)


def enter(goal, manager, by, value="0.95", *, first=OCTOBER, note="Survey of October", at=AT, **more) -> GoalValue:
    return goal.enter(
        manager, first, value=Decimal(value), note=note, by=by, at=at, rules=Company.current().rules(), **more
    )


@pytest.fixture
def closed_through_october(db):
    """As closing leaves the books, without closing: past the triggers."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE kpis_books SET closed_through = %s", [OCTOBER])
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_it_keeps_the_former_value_when_one_is_corrected(cast):
    goal = set_goal(cast)
    first, second = enter(goal, cast.asha, cast.esha, "0.9"), enter(goal, cast.asha, cast.esha, "0.95")
    first.refresh_from_db()
    assert (first.replaced_at, second.replaced_at) == (AT, None)
    assert GoalValue.objects.in_force().get().value == Decimal("0.95")
    assert list(Event.objects.values_list("verb", flat=True)[:3]) == [
        "goalvalue.corrected", "goalvalue.entered", "goal.set",
    ]  # fmt: skip


def test_it_keeps_money_in_the_companys_currency(cast, settings):
    settings.COMPANY_CURRENCY = "INR"
    assert enter(set_goal(cast, unit="money"), cast.asha, cast.esha, "1200.50").currency == "INR"
    assert enter(set_goal(cast, "Trainings", unit="count"), cast.asha, cast.esha, "3").currency == ""


def test_seniors_enter_values_for_those_below_them_only(cast):
    goal = set_goal(cast)
    assert enter(goal, cast.asha, cast.vikram).entered_by == cast.vikram
    for by, manager in [
        (cast.vikram, cast.vikram),
        (cast.vikram, cast.ravi),
        (cast.asha, cast.asha),
        (cast.omar, cast.asha),
    ]:
        with pytest.raises(Denied):
            enter(goal, manager, by)


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ({"note": "  "}, "Say in a note"),
        ({"first": dt.date(2026, 12, 1)}, "December 2026 has not begun."),
        ({"first": dt.date(2026, 8, 1)}, "does not hold in August 2026"),
        ({"first": dt.date(2026, 10, 2)}, "choose the first day of a month"),
    ],
)
def test_it_refuses_a_value_in_a_sentence(cast, case, words):
    goal = set_goal(cast)
    with pytest.raises(ValidationError, match=words):
        enter(goal, cast.asha, cast.esha, **case)
    assert not GoalValue.objects.exists()


def test_it_refuses_a_manager_whom_the_goal_is_not_for(cast):
    goal = set_goal(cast, manager=cast.ravi)
    for manager in (cast.asha, cast.leela):
        with pytest.raises(ValidationError, match="is not set for"):
            enter(goal, manager, cast.esha)


def test_a_closed_month_takes_no_value(cast, closed_through_october):
    goal = Goal.objects.create(name="Old", definition="x", unit="count", better=1, since=SEPTEMBER)
    with pytest.raises(ValidationError, match="October 2026 is closed: choose November 2026 or later"):
        enter(goal, cast.asha, cast.esha, "1")
    with pytest.raises(ValidationError, match="is closed"):
        goal.end(OCTOBER, by=cast.esha, at=AT)
    with pytest.raises(ValidationError, match="is closed"):
        set_goal(cast, since=OCTOBER)
    assert enter(goal, cast.asha, cast.esha, "1", first=NOVEMBER).first == NOVEMBER


def test_only_executives_set_change_and_end_goals(cast):
    goal = set_goal(cast)
    for deed in (
        lambda: Goal.set(by=cast.vikram, at=AT, name="x"),
        lambda: goal.change(name="x", by=cast.omar, at=AT),
        lambda: goal.end(NOVEMBER, by=cast.vikram, at=AT),
    ):
        with pytest.raises(Denied):
            deed()


def test_unit_and_direction_stay_once_there_is_a_value(cast):
    goal = set_goal(cast).change(better=-1, by=cast.esha, at=AT)
    enter(goal, cast.asha, cast.esha)
    with pytest.raises(ValidationError, match="what they measure stays"):
        goal.change(unit="count", by=cast.esha, at=AT)
    assert goal.change(name="Happier clients", unit="rate", by=cast.esha, at=AT).name == "Happier clients"


def test_a_goal_does_not_end_before_its_last_value(cast):
    goal = set_goal(cast)
    enter(goal, cast.asha, cast.esha)
    with pytest.raises(ValidationError, match="A value is entered for October 2026"):
        goal.end(OCTOBER, by=cast.esha, at=AT)
    goal.end(NOVEMBER, by=cast.esha, at=AT)
    assert list(Goal.objects.of_month(OCTOBER)) == [goal]
    assert not Goal.objects.of_month(NOVEMBER).exists()
