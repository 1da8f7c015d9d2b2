import csv
import io
import itertools

import pytest

from clients.models import Client, Interaction
from kpis import catalogue
from kpis.models import Figure, Month
from kpis.refresh import refresh_month
from tests import factories as make
from tests.kpis.october import AFTER, OCTOBER, figure


@pytest.fixture
def prove(client, october):
    def get(user, row, measure, query=""):
        client.force_login(user)
        return client.get(f"/kpis/2026-10/{getattr(row, 'pk', row)}/{measure}/{query}")

    return get


def counted(response) -> list[str]:
    return [line.values["client"] for line in response.context["main"].lines]


def test_it_lists_as_many_records_as_each_figure_says(prove, october):
    counts = [m.key for m in catalogue.MEASURES.values() if m.unit == catalogue.COUNT]
    rows = ("company", f"team-{october.vikram.pk}", october.asha, october.vikram)
    for row, measure in itertools.product(rows, counts):
        response = prove(october.esha, row, measure)
        proof = response.context["proof"]
        assert len(response.context["main"].lines) - 2 * proof.taken_back == proof.cell.value
        assert response.text.count("<tr data-record=") >= proof.cell.value


@pytest.mark.parametrize("measure", ["revenue", "profit"])
def test_it_sums_to_the_figure(prove, october, measure):
    response = prove(october.vikram, october.vikram, measure)
    total = response.context["proof"].total
    assert total["amount" if measure == "revenue" else "profit"] == figure(measure, october.vikram).value


def test_it_works_the_formula_through(prove, october):
    response = prove(october.asha, october.asha, "retention_rate")
    terms = [str(term.cell.value.normalize()) if term.cell else term.sign for term in response.context["proof"].formula]
    assert " ".join(terms) == "( 1 + 0 ) ÷ 3"
    assert "33.33%" in response.text
    assert "1 of 3" in response.text


def test_it_says_what_was_left_out_and_why(prove, october):
    response = prove(october.asha, october.asha, "retention_rate")
    (lost,) = response.context["others"]
    assert counted(response) == ["Banyan"]
    assert {line.values["client"]: line.values["outcome"] for line in lost.lines} == {
        "Cobalt": "lost: stopped buying",
        "Dhara": "lost: to a competitor",
    }
    assert "silent since" in response.text


def test_it_does_not_leave_out_of_the_company_what_one_manager_counted(prove, october):
    opening = prove(october.esha, "company", "opening")
    assert len(opening.context["main"].lines) == 4
    assert [line.values["client"] for group in opening.context["others"] for line in group.lines] == ["Fern"]


def test_it_lists_a_joint_meeting_once_for_the_company(prove, october):
    response = prove(october.esha, "company", "meetings")
    joint = [line for line in response.context["main"].lines if line.values["client"] == "Everest"]
    assert [(line.row, line.values["managers"]) for line in joint] == [("Asha", "Vikram, Asha")]


def test_it_gives_local_date_and_time(prove, october):
    late = prove(october.asha, october.asha, "meetings").context["main"].lines
    assert {(str(line.values["date"]), line.values["time"]) for line in late} >= {("2026-10-31", "23:30")}


def test_it_shows_a_client_since_handed_over_without_a_link(prove, october):
    lines = {
        line.values["client"]: line.url for line in prove(october.asha, october.asha, "opening").context["main"].lines
    }
    assert lines["Dhara"] == ""
    assert lines["Cobalt"] == "/clients/COBALT/"


def test_it_is_not_there_for_whoever_may_not_see_the_figure(prove, october):
    refused = [
        (october.asha, october.vikram),
        (october.ravi, october.asha),
        (october.meera, october.asha),
        (october.vikram, "company"),
        (october.vikram, "unassigned"),
        (october.meera, f"team-{october.vikram.pk}"),
        (october.asha, f"team-{october.vikram.pk}"),
        (october.omar, october.asha),
        (october.leela, october.asha),
        (october.esha, october.omar),
        (october.esha, 10**17),
    ]
    for suffix in ("", "proof.csv"):
        assert {prove(user, row, "opening", suffix).status_code for user, row in refused} == {404}
    assert prove(october.esha, october.asha, "happiness").status_code == 404


def test_it_pages_by_a_hundred(prove, october):
    banyan = Client.objects.get(code="BANYAN")
    Interaction.objects.bulk_create(
        Interaction(client=banyan, manager=october.ravi, kind="call", started_at=make.instant("2026-10-09T10:00:00Z"))
        for _ in range(130)
    )
    refresh_month(OCTOBER, now=AFTER)
    first = prove(october.ravi, october.ravi, "calls")
    assert (len(first.context["main"].lines), first.context["page_after"]) == (100, 101)
    second = prove(october.ravi, october.ravi, "calls", "?from=101")
    assert (len(second.context["main"].lines), second.context["page_after"]) == (30, None)
    assert "130 records" in second.text


def test_it_keeps_a_line_for_a_record_deleted_since(prove, october):
    Interaction.objects.filter(pk__in=figure("calls", october.vikram).counted[:1])._raw_delete("default")
    response = prove(october.vikram, october.vikram, "calls")
    assert len(response.context["main"].lines) == 2
    assert "deleted since" in response.text


def test_it_gives_the_same_lines_as_a_file_that_runs_nothing(prove, october):
    Client.objects.filter(code="BANYAN").update(name="=1+1")
    response = prove(october.asha, october.asha, "retention_rate", "proof.csv")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [(row["Counted"], row["Client"]) for row in rows] == [("yes", "'=1+1"), ("no", "Cobalt"), ("no", "Dhara")]
    assert "attachment" in response["Content-Disposition"]


def test_it_takes_back_an_additional_service(prove, october):
    training = make.sale(Client.objects.get(code="BANYAN"), "audit", "2026-09-01", 10, currency="INR").client
    sold = make.sale(training, "training", "2026-09-02", 50, currency="INR")
    make.sale_return(sold, "2026-10-05")
    refresh_month(OCTOBER, now=AFTER)
    response = prove(october.asha, october.asha, "upsells")
    assert [line.values["counts"] for line in response.context["main"].lines] == [-1]
    assert response.context["proof"].cell.value == -1


def test_it_says_with_which_settings_the_month_was_computed(prove, october):
    text = prove(october.asha, october.asha, "profit_growth").text
    for words in ("version 1", "Asia/Kolkata", "3 months", "0 days", "the previous month"):
        assert words in text


@pytest.mark.parametrize("measure", ["opening", "revenue", "meetings_and_calls"])
def test_it_asks_the_database_as_often_for_many_records_as_for_few(
    prove,
    october,
    measure,
    django_assert_num_queries,
    django_assert_max_num_queries,
):
    prove(october.esha, "company", measure)
    with django_assert_max_num_queries(21) as few:
        prove(october.esha, "company", measure)
    for number in range(30):
        client = make.client(f"Client {number}", october.ravi)
        make.sale(client, "audit", "2026-09-15", currency="INR")
        make.sale(client, "audit", "2026-10-15", currency="INR")
        make.interaction(client, october.ravi, "2026-10-15T10:00:00Z", joint=[october.meera])
    refresh_month(OCTOBER, now=AFTER)
    with django_assert_num_queries(len(few)):
        assert len(prove(october.esha, "company", measure).context["main"].lines) >= 30


def test_it_proves_no_month_without_figures(prove, october, client):
    Figure.objects.all().delete()
    Month.objects.update(computed_at=None)
    assert prove(october.asha, october.asha, "opening").status_code == 404


def test_it_says_that_a_sale_left_out_counts_nothing(prove, october):
    groups = prove(october.vikram, october.vikram, "upsells").context["others"]
    assert {group.key: {line.values["counts"] for line in group.lines} for group in groups} == {
        "bought_before": {0},
        "first_purchase_day": {0},
    }
