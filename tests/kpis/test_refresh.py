"""What a refresh looks at, and what it leaves alone."""

import pytest

from accounts.models import Company
from activity.models import Job
from clients.models import Sale
from kpis.freshness import is_stale, stale_months
from kpis.models import Goal, Month, Touch
from kpis.refresh import RESTATE, refresh_month
from tests import factories as make
from tests.kpis.books.closed import close, pay_everybody, settle
from tests.kpis.october import AFTER, OCTOBER, figure

NOVEMBER = make.day("2026-11-01")


@pytest.fixture
def closed(october):
    pay_everybody(october)
    close(october)
    settle()
    return october


def test_a_closed_month_never_moves_with_a_setting(closed):
    Touch.objects.all().delete()
    Company.objects.update(regular_purchase_months=9, handover_grace_days=40, time_zone="UTC")
    assert not is_stale(Month.objects.get(first=OCTOBER), now=AFTER)
    assert stale_months(Company.current().rules(), AFTER) == []


def test_a_closed_month_follows_late_facts_by_its_own_settings(closed):
    Company.objects.update(regular_purchase_months=9)
    make.sale(make.client("Galaxy", closed.asha), "audit", "2026-10-05", 40, currency="INR")
    month = refresh_month(OCTOBER, now=AFTER)
    assert (month.state, month.basis["regular_purchase_months"]) == (Month.State.CLOSED, 3)
    revenue = month.figures.filter(manager=closed.asha, measure="revenue")
    assert (revenue.reported().get().value, revenue.current().get().value) == (0, 40)
    assert month.figures.current().get(manager=closed.asha, measure="lost").value == 2  # Cobalt still among them
    assert Job.objects.get(task=RESTATE).args == {"month": "2026-10"}


def test_a_month_closed_by_other_rules_is_left_alone(closed, monkeypatch):
    monkeypatch.setattr("kpis.freshness.RULES_VERSION", "2")
    make.sale(make.client("Galaxy", closed.asha), "audit", "2026-10-05", 40, currency="INR")
    refresh_month(OCTOBER, now=AFTER)
    assert not Job.objects.filter(task=RESTATE).exists()


def test_a_return_touches_whoever_sold_what_it_takes_back(october):
    acme = make.client("Acme", october.asha)
    make.sale(acme, "audit", "2026-08-01", currency="INR")
    sold = make.sale(acme, "training", "2026-09-02", sold_by=october.ravi, currency="INR")
    back = make.sale_return(sold, "2026-10-05")
    Sale.objects.filter(pk=back.pk).update(sold_by=None)
    refresh_month(OCTOBER, now=AFTER)
    assert figure("upsells", october.ravi).value == -1
    Touch.objects.all().delete()
    Sale.objects.filter(pk=back.pk).delete()
    refresh_month(OCTOBER, now=AFTER)
    assert figure("upsells", october.ravi).value == 0


def test_only_months_that_moved_are_stale_and_the_others_look_no_further_back(october):
    refresh_month(NOVEMBER, now=AFTER)
    Touch.objects.all().delete()
    make.sale(make.client("Acme", october.asha), "audit", "2026-11-03", currency="INR")
    Touch.objects.filter(since__lt=NOVEMBER).delete()  # of the new client's responsibility
    Month.objects.update(fresh_below=3)
    assert stale_months(Company.current().rules(), AFTER) == [NOVEMBER]
    assert Month.objects.get(first=OCTOBER).fresh_below > 3


def test_a_new_goal_stands_in_every_row_of_its_months(october):
    Touch.objects.all().delete()
    goal = Goal.objects.create(name="Trees", definition="Planted", unit="count", better=1, since=OCTOBER)
    refresh_month(OCTOBER, now=AFTER)
    assert {figure(goal.key, october.asha).reason, figure(goal.key).reason} == {"no_value_entered"}
