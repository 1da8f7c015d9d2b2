"""A manager's pay of a month from figures and plan."""

from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Level, Posting
from kpis.models import Adjustment, Statement
from kpis.pay import scorecard
from tests import factories as make
from tests.kpis.pay.world import AT, OCTOBER, figure, month, plan, terms

WEIGHTED = {
    "meetings": ("10", 40), "calls": ("20", 30), "upsells": ("2", 20), "profit_growth": ("0.05", 10),
}  # fmt: skip


@pytest.fixture
def worked(cast):
    """The worked example of the rules: attainments 1.20, 0.85, 1.00 and none."""
    terms(cast.asha, cast.esha)
    plan(cast.esha, WEIGHTED)
    for measure, value in {"meetings": 12, "calls": 17, "upsells": 2}.items():
        figure(cast.asha, measure, value)
    figure(cast.asha, "profit_growth", None, reason="no_sales_before")
    return cast


def card(manager, **options) -> scorecard.Scorecard:
    return scorecard.of(month(), [manager], **options)[manager.pk]


def test_it_pays_the_worked_example_to_the_cent(worked):
    found = card(worked.asha)
    assert [line.attainment for line in found.lines] == [Fraction(6, 5), Fraction(17, 20), 1, None]
    assert found.score == Fraction(91, 90)
    assert found.pay == Decimal("62638.89")


def test_the_amounts_of_the_lines_make_what_is_earned(worked):
    found = card(worked.asha)
    assert sum(found.amount(line) or 0 for line in found.lines) == found.earned


def test_it_pays_at_target_without_a_plan_and_says_so(cast):
    terms(cast.asha, cast.esha)
    found = card(cast.asha)
    assert (found.pay, found.note) == (Decimal("62500.00"), Statement.Note.NO_PLAN)


def test_it_pays_at_target_where_nothing_has_a_value(cast):
    terms(cast.asha, cast.esha)
    plan(cast.esha, {"profit_growth": ("0.05", 10)})
    found = card(cast.asha)
    assert (found.pay, found.note) == (Decimal("62500.00"), Statement.Note.NO_VALUES)


def test_a_rate_is_taken_from_what_it_was_divided_of(cast):
    terms(cast.asha, cast.esha)
    plan(cast.esha, {"retention_rate": ("1", 10, {"threshold": Decimal(0)})})
    figure(cast.asha, "retention_rate", "0.33333333333333333333", of=(1, 3))
    assert card(cast.asha).score == Fraction(1, 3)


def test_the_own_plan_goes_before_the_role_s(worked):
    own = plan(worked.esha, {"meetings": ("12", 1)}, manager=worked.asha)
    assert card(worked.asha).plan == own
    assert card(worked.asha).score == 1


def test_the_role_at_the_beginning_of_the_month_counts_for_all_of_it(worked):
    senior = plan(worked.esha, {"meetings": ("1", 1)}, level=Level.SENIOR)
    Posting.objects.filter(user=worked.asha).update(during=("2026-01-01T00:00Z", "2026-10-12T00:00Z"))
    Posting.objects.create(user=worked.asha, role="key_manager", level=Level.SENIOR, during=("2026-10-12T00:00Z", None))
    found = card(worked.asha)
    assert (found.duty.level, found.duty.changed) == (Level.JUNIOR, True)
    assert found.plan != senior


def test_adjustments_accepted_for_earlier_months_are_paid_in_this_one(worked):
    Adjustment.objects.create(
        month=month(OCTOBER.replace(month=9)), manager=worked.asha, state="accepted", found_at=AT, amount="250.50",
        decided_by=worked.esha, decided_at=AT, paid_in=month(),
    )  # fmt: skip
    assert card(worked.asha).pay == Decimal("62889.39")


def test_it_takes_as_many_queries_for_many_as_for_one(worked):
    with CaptureQueriesContext(
        connection,
    ) as alone:
        card(worked.asha)
    team = [worked.asha, *(make.user(f"Junior {n}") for n in range(4))]
    for junior in team[1:]:
        terms(junior, worked.esha)
    with CaptureQueriesContext(connection) as together:
        scorecard.of(month(), team)
    assert len(together) == len(alone)
