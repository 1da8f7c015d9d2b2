"""A plan is drafted, adopted and followed; what has no answer by the rules is refused in one sentence."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.utils import IntegrityError

from accounts.access import Denied
from accounts.models import Level
from activity.models import Event
from kpis.models import Books, PayPlan, Target
from kpis.pay import plans
from tests.kpis.pay.world import AT, OCTOBER, month, past_the_triggers, plan, terms

NOVEMBER, DECEMBER, JANUARY = dt.date(2026, 11, 1), dt.date(2026, 12, 1), dt.date(2027, 1, 1)


def target(measure="meetings", value="10", weight=100, **fields) -> Target:
    return Target(measure=measure, value=Decimal(value), weight=Decimal(weight), **fields)


def draft(by, *targets, since=NOVEMBER, **fields) -> PayPlan:
    fields = {"name": "Key people", "role": "key_manager"} | fields
    return PayPlan.draft(targets=targets or [target()], since=since, by=by, at=AT, **fields)


def closed_through(first: dt.date) -> None:
    with past_the_triggers():
        Books.objects.update_or_create(pk=1, defaults={"closed_through": first})


def test_it_puts_a_draft_into_force_and_ends_the_plan_before(cast):
    former = draft(cast.esha, since=OCTOBER).adopt(by=cast.esha, at=AT)
    newer = former.copy(DECEMBER, by=cast.esha, at=AT).adopt(by=cast.esha, at=AT)
    former.refresh_from_db()
    assert (former.until, newer.follows, newer.version) == (DECEMBER, former, 2)
    assert [t.measure for t in newer.targets.all()] == ["meetings"]
    assert Event.objects.filter(verb="payplan.adopted").count() == 2


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        (target("no-such-thing"), "measure", "There is no measure"),
        (target("opening"), "measure", "neither better high nor low"),
        (target(value="0"), "value", "must be more than 0"),
        (target("outflow_rate", "0.05"), "tolerance", "Less is better here"),
        (target("outflow_rate", "0.05", tolerance=Decimal("0.05")), "tolerance", "must lie above the target"),
        (target(tolerance=Decimal(20)), "tolerance", "More is better here"),
        (target(threshold=Decimal("1.01")), "threshold", "between 0 % and 100 %"),
        (target(cap=Decimal("0.99")), "cap", "100 % or more"),
        (target(weight=-1), "weight", "0 or more"),
        (target(accelerator=Decimal(-1)), "accelerator", "0 or more"),
    ],
)
def test_it_says_at_the_field_what_is_wrong_with_a_target(wrong, field, sentence, cast):
    with pytest.raises(ValidationError, match=sentence) as refusal:
        draft(cast.esha, wrong)
    assert refusal.value.message_dict.keys() == {field}
    assert not PayPlan.objects.exists()


@pytest.mark.parametrize(
    ("targets", "sentence"),
    [
        ([target(weight=0), target("calls", weight=0)], "add to 0"),
        ([target(), target()], "two targets"),
    ],
)
def test_it_refuses_targets_that_make_no_plan_together(targets, sentence, cast):
    with pytest.raises(ValidationError, match=sentence):
        draft(cast.esha, *targets)
    assert not PayPlan.objects.exists()


def test_it_refuses_a_plan_without_targets(cast):
    empty = PayPlan.draft(name="Empty", role="key_manager", since=NOVEMBER, by=cast.esha, at=AT)
    with pytest.raises(ValidationError, match="no targets yet"):
        empty.adopt(by=cast.esha, at=AT)


def test_it_names_the_plan_that_overlaps(cast):
    plan(cast.esha, {"meetings": ("10", 1)}, since=DECEMBER)
    with pytest.raises(ValidationError, match=r"“Plan 1” holds for the same people from December 2026 on"):
        draft(cast.esha).adopt(by=cast.esha, at=AT)
    assert PayPlan.objects.drafts().count() == 1


def test_nothing_begins_or_ends_in_a_closed_month(cast):
    former = plan(cast.esha, {"meetings": ("10", 1)}, since=dt.date(2026, 1, 1))
    waiting = draft(cast.esha, since=OCTOBER)
    closed_through(OCTOBER)
    for deed in (
        lambda: waiting.adopt(by=cast.esha, at=AT),
        lambda: former.end(OCTOBER, by=cast.esha, at=AT),
        lambda: former.copy(OCTOBER, by=cast.esha, at=AT),
        lambda: draft(cast.esha, since=OCTOBER),
    ):
        with pytest.raises(ValidationError, match="October 2026 is closed: choose November 2026 or later"):
            deed()
    former.refresh_from_db()
    assert (former.until, PayPlan.objects.count()) == (None, 2)
    assert former.end(NOVEMBER, by=cast.esha, at=AT).until == NOVEMBER


def test_a_plan_holds_for_whole_months(cast):
    with pytest.raises(ValidationError, match="first day of a month"):
        draft(cast.esha, since=dt.date(2026, 11, 15))


def test_only_executives_make_plans(cast):
    made = draft(cast.esha)
    for deed in (
        lambda: draft(cast.vikram),
        lambda: made.adopt(by=cast.omar, at=AT),
        lambda: made.edit(targets=[], by=cast.vikram, at=AT),
        lambda: made.discard(by=cast.asha, at=AT),
    ):
        with pytest.raises(Denied):
            deed()


def test_a_draft_is_changed_with_its_targets_as_one(cast):
    made = draft(cast.esha)
    with pytest.raises(ValidationError):
        made.edit(name="Renamed", targets=[target("calls", "5"), target(cap=Decimal(0))], by=cast.esha, at=AT)
    kept = PayPlan.objects.get()
    assert (kept.name, [t.measure for t in kept.targets.all()]) == ("Key people", ["meetings"])
    kept.edit(name="Renamed", targets=[target("calls", "5")], by=cast.esha, at=AT)
    assert list(PayPlan.objects.values_list("name", "targets__measure")) == [("Renamed", "calls")]


def test_what_is_in_force_is_never_changed(cast):
    held = draft(cast.esha).adopt(by=cast.esha, at=AT)
    with pytest.raises(ValidationError, match="never changed"):
        held.edit(targets=[target("calls", "5")], by=cast.esha, at=AT)
    with pytest.raises(ValidationError, match="never changed"):
        held.discard(by=cast.esha, at=AT)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE kpis_target SET weight = 1",
        "DELETE FROM kpis_target",
        (
            "INSERT INTO kpis_target (plan_id, position, measure, value, weight, threshold, cap, accelerator)"
            " SELECT id, 9, 'calls', 1, 1, 0, 1, 0 FROM kpis_payplan"
        ),
        "UPDATE kpis_payplan SET name = 'Other'",
        "UPDATE kpis_payplan SET state = 'draft'",
        "UPDATE kpis_payplan SET until = NULL",
        "DELETE FROM kpis_payplan",
        "TRUNCATE kpis_target",
        "UPDATE kpis_payterms SET base = 1",
        "UPDATE kpis_payterms SET until = '2026-10-01'",
        "DELETE FROM kpis_payterms",
    ],
)
def test_the_database_refuses_to_change_what_is_in_force(statement, cast):
    draft(cast.esha).adopt(by=cast.esha, at=AT).end(JANUARY, by=cast.esha, at=AT)
    terms(cast.asha, cast.esha, since=dt.date(2026, 1, 1))
    closed_through(OCTOBER)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_manager_without_a_plan_is_said_plainly(cast):
    own = plan(cast.esha, {"meetings": ("10", 1)}, manager=cast.asha)
    seniors = plan(cast.esha, {"meetings": ("10", 1)}, level=Level.SENIOR)
    terms(cast.asha, cast.esha)
    covered = plans.coverage(month())
    assert covered.by_plan == {own.pk: [cast.asha], seniors.pk: [cast.meera, cast.vikram]}
    assert covered.without_plan == [cast.nila, cast.ravi]
    assert covered.without_terms == [cast.meera, cast.nila, cast.ravi, cast.vikram]


def test_a_draft_would_hold_where_nothing_more_special_does(cast):
    plan(cast.esha, {"meetings": ("10", 1)}, manager=cast.ravi)
    plan(cast.esha, {"meetings": ("10", 1)}, level=Level.SENIOR)
    assert plans.would_cover(draft(cast.esha), month()) == [cast.asha]
    assert plans.would_cover(draft(cast.esha, level=Level.SENIOR), month()) == [cast.meera, cast.vikram]
