"""The statement of a month: its numbers, its words, and who may see it."""

from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Posting
from kpis.models import Adjustment, Figure, Month, Statement, StatementLine
from kpis.pay import statement, waterfall, words
from tests import factories as make
from tests.kpis.pay.world import AT, OCTOBER, close, figure, month, plan, terms

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


def of(manager, first=OCTOBER):
    return statement.of(month(first), [manager])[manager.pk]


def said(manager, measure: str) -> str:
    found = of(manager)
    line = next(line for line in found.lines if line.measure.key == measure)
    return " ".join(words.steps(line, found))


def page(client, user, manager, first=OCTOBER):
    client.force_login(user)
    return client.get(reverse("pay:statement", args=[first, manager.pk]))


def test_it_shows_the_worked_example_to_the_cent(client, worked):
    shown = page(client, worked.asha, worked.asha).content.decode()
    assert "US$62,638.89" in shown
    assert "101.11%" in shown
    assert reverse("kpis:proof", args=[OCTOBER, worked.asha.pk, "meetings"]) in shown


def test_it_says_every_step_with_its_numbers(worked):
    assert said(worked.asha, "calls") == (
        "Calls 17 against a target of 20 is an attainment of 85%."
        " From 70% to 100% the payout grows evenly, so it pays 50%."
        " Its weight of 30 is 33.33% of the score, because “Profit growth” had no value and handed its weight on."
        " 33.33% × 50% of the variable pay of US$12,500.00 brings US$2,083.33."
    )


def test_it_says_what_counts_above_the_target(worked):
    assert "each further percent counts 2 times, so it pays 140%" in said(worked.asha, "meetings")


def test_it_says_why_a_measure_has_no_value(worked):
    assert "no sales of these clients in the comparison month" in said(worked.asha, "profit_growth")
    assert "handed on to the other measures" in said(worked.asha, "profit_growth")


def test_a_target_in_money_never_wears_the_currency_of_a_figure_it_cannot_be_met_by(cast):
    terms(cast.asha, cast.esha)
    plan(cast.esha, {"revenue": ("1000", 1)})
    Figure.objects.filter(pk=figure(cast.asha, "revenue", 900).pk).update(unit="EUR")
    line = of(cast.asha).lines[0]
    assert (line.actual, words.quantity(line, line.terms.target)) == (None, "1,000")


def test_it_stands_beside_a_rate_of_how_many(cast):
    terms(cast.asha, cast.esha)
    plan(cast.esha, {"outflow_rate": ("0.04", 1, {"tolerance": Decimal("0.20")})})
    figure(cast.asha, "outflow_rate", "0.0769", of=(1, 13))
    sentence = said(cast.asha, "outflow_rate")
    assert "Outflow 7.69% (1 of 13): less is better." in sentence
    assert "tolerance of 20%" in sentence
    assert "an attainment of 76.92%" in sentence


def test_the_steps_of_the_waterfall_lead_from_base_to_pay(worked):
    steps = waterfall.steps(of(worked.asha))
    assert [step.amount for step in steps[1:-1]] == [Fraction(70000, 9), Fraction(18750, 9), Fraction(25000, 9)]
    assert abs(steps[-2].total - steps[-1].total) < Fraction(1, 100)


def test_it_says_plainly_who_has_no_pay_terms(client, cast):
    assert "No pay terms hold in this month" in page(client, cast.esha, cast.asha).content.decode()
    figure(cast.asha, "meetings", 3)
    client.force_login(cast.esha)
    listed = client.get(reverse("pay:month", args=[OCTOBER])).content.decode()
    assert "Without pay terms in this month" in listed
    assert "Asha" in listed


@pytest.fixture
def closed(worked):
    """October as closing freezes it, with numbers of its own: nothing but the frozen ones may be shown."""
    kept = Month.objects.get(first=OCTOBER)
    row = Statement.objects.create(
        month=kept, manager=worked.asha, plan=None, terms=worked.asha.payterms.get(), role="key_manager",
        level="junior", currency="USD", base="50000", variable="12500", score="1.5", earned="18750", adjustments=0,
        pay="68750",
    )  # fmt: skip
    StatementLine.objects.create(
        statement=row, position=0, measure="meetings", value=7, target=5, weight=1, threshold="0.7", cap="1.5",
        accelerator=2, attainment="1.4", payout="1.5", share=1, amount=18750,
    )  # fmt: skip
    close(kept, worked.esha)
    return worked


def test_a_closed_month_shows_what_was_frozen_whatever_came_after(client, closed):
    plan(closed.esha, {"meetings": ("100", 1)}, manager=closed.asha, since=OCTOBER.replace(month=11))
    Figure.objects.current().update(value=99)
    found = of(closed.asha)
    assert (found.pay, found.score, found.lines[0].actual) == (68750, Fraction(3, 2), 7)
    assert "US$68,750.00" in page(client, closed.asha, closed.asha).content.decode()


def test_it_shows_a_manager_the_own_statement_and_a_senior_the_juniors(client, worked):
    assert page(client, worked.vikram, worked.asha).status_code == 200
    assert page(client, worked.esha, worked.asha).status_code == 200
    for stranger in (worked.ravi, worked.meera, worked.nila, worked.omar, worked.leela):
        assert page(client, stranger, worked.asha).status_code == 404
    assert page(client, worked.esha, worked.omar).status_code == 404


def test_it_lists_for_a_senior_the_own_line_with_the_sums(client, worked):
    terms(worked.vikram, worked.esha, "70000", "0")
    terms(worked.ravi, worked.esha)
    client.force_login(worked.vikram)
    listed = client.get(reverse("pay:month", args=[OCTOBER]), {"sort": "-pay"})
    assert [str(row.manager) for row in listed.context["payroll"].rows] == ["Vikram", "Asha"]
    assert listed.context["payroll"].sums[0].pay == Decimal("132638.89")


def listed(client, user, **query):
    client.force_login(user)
    return client.get(reverse("pay:month", args=[OCTOBER]), query)


def test_it_pages_a_long_list_and_sums_all_of_it(client, worked, monkeypatch):
    monkeypatch.setattr("kpis.stretch.SIZE", 1)
    terms(worked.ravi, worked.esha)
    second = listed(client, worked.esha, **{"from": "2"})
    assert [str(row.manager) for row in second.context["payroll"].rows] == ["Ravi"]
    assert second.context["payroll"].sums[0].people == 2
    assert second.context["payroll"].sums[0].pay == Decimal("125138.89")
    assert "2 to 2 of 2" in second.text


@pytest.fixture
def large(worked, monkeypatch):
    """A company too large to work everybody out for one page."""
    monkeypatch.setattr("kpis.pay.payroll.AT_ONCE", 1)
    terms(worked.ravi, worked.esha, "60000", "0")
    return worked


def test_a_large_company_s_list_adds_pay_up_after_the_page_is_there(client, large):
    page = listed(client, large.esha)
    sums = page.context["payroll"].sums[0]
    assert (sums.people, sums.base, sums.variable, sums.pay) == (2, 110_000, 12_500, None)
    later = reverse("pay:sums", args=[OCTOBER])
    assert "being added up" in page.text
    assert f'hx-get="{later}"' in page.text
    assert "US$122,638.89" in client.get(later).text


@pytest.mark.parametrize("sort", ["score", "earned", "pay"])
def test_a_list_sorted_by_what_is_worked_out_has_its_sums_at_once(client, large, sort):
    page = listed(client, large.esha, sort=f"-{sort}")
    assert page.context["payroll"].sums[0].pay == Decimal("122638.89")
    assert "being added up" not in page.text


def test_a_closed_month_s_sums_are_read_from_its_statements(client, closed, monkeypatch):
    monkeypatch.setattr("kpis.pay.payroll.AT_ONCE", 0)
    page = listed(client, closed.esha)
    assert page.context["payroll"].sums[0].pay == 68750
    assert page.context["payroll"].rows[0].pay == 68750


def test_a_senior_s_sums_are_those_of_the_own_line(client, large):
    client.force_login(large.vikram)
    assert "US$62,638.89" in client.get(reverse("pay:sums", args=[OCTOBER])).text


def test_it_says_when_the_role_changed_which_one_counts(worked):
    Posting.objects.filter(user=worked.asha).update(during=("2026-01-01T00:00Z", "2026-10-12T00:00Z"))
    Posting.objects.create(user=worked.asha, role="key_manager", level="senior", during=("2026-10-12T00:00Z", None))
    assert words.notes(of(worked.asha)) == [
        "The role changed in this month. The one held when it began counts for all of it: key account manager, junior."
    ]


def test_it_lists_what_was_accepted_for_earlier_months(client, worked):
    Adjustment.objects.create(
        month=month(OCTOBER.replace(month=9)), manager=worked.asha, state="accepted", found_at=AT, amount="250.50",
        reason="A sale entered late", decided_by=worked.esha, decided_at=AT, paid_in=month(),
    )  # fmt: skip
    shown = page(client, worked.asha, worked.asha).content.decode()
    for said in ("US$62,889.39", "A sale entered late", "US$250.50", "September 2026", "Esha"):
        assert said in shown


@pytest.mark.parametrize("at_once", [0, 250])
def test_it_asks_as_many_questions_for_many_as_for_few(client, worked, monkeypatch, at_once):
    monkeypatch.setattr("kpis.pay.payroll.AT_ONCE", at_once)
    client.force_login(worked.esha)
    few = asked(client)
    for number in range(5):
        terms(make.user(f"Junior {number}", supervisor=worked.vikram), worked.esha)
    assert asked(client) == few


def asked(client) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get(reverse("pay:month", args=[OCTOBER]))
    return len(captured)
