"""The other measures on pages, and what the oracle does not see: time that passes, averages, few answers."""

import pytest

from kpis import catalogue, further, lens
from kpis.models import Touch
from kpis.refresh import refresh_month
from kpis.rows import Row
from kpis.tasks import nightly
from tests import factories as make

OCTOBER = make.day("2026-10-01")
AFTER = make.instant("2026-11-02")


@pytest.fixture
def acme(cast):
    return make.client("Acme", cast.asha, "2025-01-01")


def figure(measure: str, whose=None, now=AFTER):
    month = refresh_month(OCTOBER, now=now)
    return month.figures.get(measure=measure, **({"manager": whose} if whose else {"scope": "company"}))


def proof(client, user, measure: str):
    client.force_login(user)
    return client.get(f"/kpis/2026-10/{user.pk}/{measure}/")


def test_it_judges_a_case_when_its_24_hours_are_over(cast, acme):
    make.case(acme, "2026-10-20T09:00")
    early, late = make.instant("2026-10-21T08:59"), make.instant("2026-10-21T09:00")
    waiting = figure("answered_in_time", cast.asha, early)
    assert (waiting.value, waiting.reason, list(waiting.left_out)) == (None, "no_cases_due", ["answer_still_due"])
    Touch.objects.all().delete()
    nightly(now=late)
    assert figure("answered_in_time", cast.asha, late).value == 0


def test_it_judges_a_promise_when_its_day_is_over(cast, acme):
    make.promise(acme, cast.asha, "2026-10-20")
    last, over = make.instant("2026-10-20T23:59"), make.instant("2026-10-21T00:00")
    waiting = figure("deadlines_met", cast.asha, last)
    assert (waiting.value, waiting.reason, list(waiting.left_out)) == (None, "no_promises_due", ["promise_still_due"])
    Touch.objects.all().delete()
    nightly(now=over)
    judged = figure("deadlines_met", cast.asha, over)
    assert (judged.value, judged.denominator, list(judged.left_out)) == (0, 1, ["promise_overdue"])


def test_it_counts_the_promises_met_of_those_due_and_says_why_of_the_others(cast, acme, client):
    make.promise(acme, cast.asha, "2026-10-31", kept="2026-10-31", text="On its day")
    make.promise(acme, cast.asha, "2026-10-30", kept="2026-10-01", text="Early")
    make.promise(acme, cast.asha, "2026-10-10", kept="2026-10-11", text="Late")
    make.promise(acme, cast.asha, "2026-11-30", broken_on=make.day("2026-10-05"), text="Another month's")
    make.promise(acme, cast.vikram, "2026-10-30", broken_on=make.day("2026-10-05"), text="Given up")
    hers = figure("deadlines_met", cast.asha)
    assert (hers.numerator, hers.denominator) == (2, 3)
    assert figure("deadlines_met").denominator == 4
    page = proof(client, cast.asha, "deadlines_met").text
    for said in ("2 of 3", "On its day", "Early", "Kept after its day", "Late"):
        assert said in page
    assert "Another month" not in page


def test_a_new_day_moves_the_promise_only_where_the_client_agreed(cast, acme):
    early = make.instant("2026-10-05T09:00")
    promise = make.promise(acme, cast.asha, "2026-10-10")
    promise.agree_new_date(make.day("2026-11-10"), "Anna, by phone", by=cast.asha, at=early)
    assert figure("deadlines_met", cast.asha).reason == "no_promises_due"
    make.promise(acme, cast.asha, "2026-10-12")
    assert figure("deadlines_met", cast.asha).denominator == 1


def test_it_averages_the_hours_of_the_cases_answered(cast, acme, client):
    make.case(acme, "2026-10-20T09:00", answered="2026-10-20T12:00", subject="Fast")
    make.case(acme, "2026-10-21T09:00", answered="2026-10-22T09:30", subject="Slow")
    assert figure("first_response_hours", cast.asha).value == make.Decimal("13.75")
    page = proof(client, cast.asha, "first_response_hours").text
    assert all(said in page for said in ("13.75", "Fast", "24.50"))
    assert "Answered after more than 24 hours" in proof(client, cast.asha, "answered_in_time").text


def test_it_gives_no_score_of_fewer_than_ten_answers(cast, acme, client):
    anna = make.contact(acme, "Anna")
    for day in range(1, 10):
        make.survey(anna, f"2026-10-0{day}", 10)
    few = figure("nps", cast.asha)
    assert (few.value, few.reason, few.denominator) == (None, "fewer_than_10_answers", 9)
    make.survey(anna, "2026-10-10", 0)
    assert figure("nps", cast.asha).value == make.Decimal("0.8")
    page = proof(client, cast.asha, "nps").text
    assert "10 answers" in page
    assert "standard error 19.0 points" in page
    assert page.count("+1") == 9


def test_it_keeps_no_growth_in_gross_retention(cast, acme, client):
    small = make.client("Bolt", cast.asha, "2025-01-01")
    for subject, then, now in ((acme, "100", "300"), (small, "100", "40")):
        make.sale(subject, "audit", "2025-03-01", then)
        make.sale(subject, "audit", "2026-03-01", now)
    assert figure("net_revenue_retention", cast.asha).value == make.Decimal("1.7")
    assert figure("gross_revenue_retention", cast.asha).value == make.Decimal("0.7")
    page = proof(client, cast.asha, "cohort_kept")
    assert page.context["proof"].total["added"] == 140
    assert "US$140 of US$200" in proof(client, cast.asha, "gross_revenue_retention").text


@pytest.mark.parametrize("measure", [m.key for m in further.MEASURES])
def test_it_proves_every_one_with_its_records(cast, acme, client, measure):
    anna = make.contact(acme, "Anna", decision_role="decides")
    make.interaction(acme, cast.asha, "2026-09-15T09:00").contacts.add(anna)
    make.case(acme, "2026-10-20T09:00", answered="2026-10-20T12:00")
    make.promise(acme, cast.asha, "2026-10-20", kept="2026-10-19")
    make.survey(anna, "2026-10-10", 3)
    make.contract(acme, "2026-01-01", "2026-10-15")
    make.spending(acme, "2026-01-01", "1000")
    make.sale(acme, "audit", "2025-03-01", "100")
    make.sale(acme, "audit", "2026-03-01", "100")
    found = figure(measure, cast.asha)
    page = proof(client, cast.asha, measure)
    assert [line.id for line in page.context["main"].lines] == found.counted
    assert page.context["main"].size == 0 or "Acme" in page.text


def test_it_narrows_promises_to_a_sector(cast, acme):
    bolt = make.client("Bolt", cast.asha, sector="Health")
    make.promise(acme, cast.asha, "2026-10-20")
    make.promise(bolt, cast.asha, "2026-10-20", kept="2026-10-20")
    refresh_month(OCTOBER, now=AFTER)
    health = lens.of_manager(cast.asha, cast.asha, "Health")
    row = health.headlines([OCTOBER])[OCTOBER]
    assert (row["deadlines_met"].value, row["promises_due"].value) == (1, 1)


def test_it_adds_up_a_team_as_it_adds_up_the_company(cast, acme):
    other = make.client("Bolt", cast.vikram)
    for subject, hour in ((acme, "10"), (other, "13")):
        make.case(subject, "2026-10-20T09:00", answered=f"2026-10-20T{hour}:00")
    refresh_month(OCTOBER, now=AFTER)
    team = lens.of_team(cast.vikram, cast.vikram)
    row: Row = team.headlines([OCTOBER])[OCTOBER]
    assert row["first_response_hours"].value == make.Decimal("2.5")
    assert row["clients_per_manager"].value == 1
    assert row["nps"].reason == "fewer_than_10_answers"


def test_every_reason_has_words():
    every = (*catalogue.MEASURES.values(), *catalogue.INTERNAL.values())
    assert {m.no_base for m in every} | {m.zero_base for m in every} | {m.too_few for m in every} - {""} <= {
        *catalogue.NO_VALUE,
        "",
    }
