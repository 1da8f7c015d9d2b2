import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from activity.models import Job
from clients.models import Client
from kpis.models import Month, Touch
from kpis.refresh import refresh_month
from tests import factories as make
from tests.kpis.october import AFTER, OCTOBER

PAGE = "/kpis/2026-10/"
LATER = AFTER + dt.timedelta(hours=1)


@pytest.fixture
def see(client, october):
    def get(user, path=PAGE, **headers):
        client.force_login(user)
        return client.get(path, headers=headers)

    return get


def labels(response) -> list[str]:
    return [row.label for row in response.context["overview"].rows]


def test_it_shows_an_executive_the_company_and_every_manager(see, october):
    response = see(october.esha)
    assert labels(response) == ["Asha", "Meera", "Nila", "Ravi", "Vikram"]
    headline = response.context["overview"].headline
    assert (headline.label, headline["lost"].value, headline["meetings"].value) == ("Company", 2, 2)
    assert "50.0%" in response.text
    assert "2 of 4" in response.text
    assert "Asia/Kolkata" in response.text
    assert "&lt;a" not in response.text


def test_it_ties_the_rows_to_the_companys(see, october):
    overview = see(october.esha).context["overview"]
    for measure in ("opening", "lost", "new", "closing", "upsells", "calls", "profit"):
        parts = [*overview.rows, overview.unassigned]
        assert sum(row[measure].value for row in parts) == overview.headline[measure].value


def test_it_shows_a_senior_the_team_and_counts_its_joint_meeting_once(see, october):
    response = see(october.vikram)
    team = response.context["overview"].headline
    assert labels(response) == ["Asha", "Vikram"]
    assert [row["meetings"].value for row in response.context["overview"].rows] == [2, 1]
    assert (team.label, team["meetings"].value, team["retention_rate"].value) == ("My team", 2, Decimal("0.5"))
    assert (team["opening"].value, team["lost"].value, team["profit"].value) == (4, 2, 115)


def test_it_shows_a_manager_nobody_else(see, october):
    response = see(october.asha)
    assert response.context["overview"].headline.label == "Asha"
    assert "1 of 3" in response.text
    assert "Vikram" not in response.text.replace("Team of Vikram", "")


@pytest.mark.parametrize("path", ["/kpis/", PAGE, f"{PAGE}freshness/"])
def test_it_is_not_there_for_others(see, october, path):
    assert see(october.leela, path).status_code == 404
    assert see(october.omar, path).status_code == 404


def test_it_opens_the_newest_month_that_has_figures(see, october):
    assert see(october.esha, "/kpis/").url == PAGE


def test_it_sorts_by_a_column_and_puts_rows_without_a_value_last(see, october):
    assert labels(see(october.esha, f"{PAGE}?sort=-retention_rate"))[:3] == ["Vikram", "Asha", "Meera"]
    assert labels(see(october.esha, f"{PAGE}?sort=retention_rate"))[:3] == ["Asha", "Vikram", "Meera"]


def test_it_narrows_to_a_seniors_team(see, october):
    response = see(october.esha, f"{PAGE}?line={october.vikram.pk}")
    assert labels(response) == ["Asha", "Vikram"]
    assert response.context["overview"].headline.label == "Team of Vikram"
    assert see(october.vikram, f"{PAGE}?line={october.meera.pk}").status_code == 404


def test_it_opens_one_row_of_the_table_for_those_who_see_it(see, october):
    path = f"{PAGE}{october.asha.pk}/"
    assert see(october.vikram, path).context["overview"].headline.label == "Asha"
    assert see(october.ravi, path).status_code == 404


def test_it_takes_twelve_months_together_for_small_numbers(see, october):
    refresh_month(dt.date(2026, 9, 1), now=AFTER)
    rolling = see(october.asha).context["overview"].rolling["retention_rate"]
    assert (rolling.numerator, rolling.denominator) == (3, 5)  # 2 of 2 in September, 1 of 3 in October


def test_it_asks_for_a_month_without_figures_and_writes_nothing_itself(see, client, october):
    response = see(october.asha, "/kpis/2026-11/")
    assert "no figures yet" in response.text
    assert not Job.objects.filter(task="kpis.refresh_month").exists()
    assert not Month.objects.filter(first="2026-11-01").exists()
    client.post(reverse("kpis:compute", args=[dt.date(2026, 11, 1)]))
    assert Job.objects.get(task="kpis.refresh_month").args == {"month": "2026-11"}


def test_it_has_no_page_for_a_month_that_has_not_begun(see, client, october):
    assert see(october.esha, "/kpis/2026-12/").status_code == 404
    assert client.post("/kpis/2026-12/compute/").status_code == 404


def test_it_says_that_figures_are_being_recomputed_and_when_they_are_there(see, october):
    path = reverse("kpis:freshness", args=[OCTOBER], query={"seen": AFTER.isoformat()})
    make.interaction(Client.objects.get(code="BANYAN"), october.asha, "2026-10-20T10:00:00+05:30")
    waiting = see(october.asha, path)
    assert "Being recomputed" in waiting.text
    assert "every 2s" in waiting.text
    refresh_month(OCTOBER, now=LATER)
    Touch.objects.all().delete()  # a test's one transaction never ends, so its own touches would count as new
    done = see(october.asha, path)
    assert "Being recomputed" not in done.text
    assert "every 2s" not in done.text
    assert done["HX-Trigger"] == "figures-changed"


def test_it_tells_the_page_nothing_while_the_figures_are_those_it_shows(see, october):
    seen = see(october.asha).context["month"].computed_at.isoformat()
    path = reverse("kpis:freshness", args=[OCTOBER], query={"seen": seen})
    assert "HX-Trigger" not in see(october.asha, path).headers


@pytest.mark.parametrize("query", ["", "?sort=-calls", "?sort=calls&rolling=12", "?sector=Retail", "?line={line}"])
def test_it_asks_the_database_as_often_for_many_managers_as_for_few(
    see,
    october,
    query,
    django_assert_num_queries,
    django_assert_max_num_queries,
):
    path = PAGE + query.format(line=october.vikram.pk)
    see(october.esha, path)
    with django_assert_max_num_queries(38) as few:
        see(october.esha, path)
    for number in range(20):
        manager = make.user(f"Manager {number}", supervisor=october.vikram)
        make.interaction(Client.objects.get(code="BANYAN"), manager, "2026-10-20T10:00:00+05:30")
    refresh_month(OCTOBER, now=LATER)
    with django_assert_num_queries(len(few)):
        assert len(see(october.esha, path).context["overview"].rows) > 20


@pytest.fixture
def crowd(october, monkeypatch):
    """Seven more managers below Vikram, who call once to seven times; tables show four lines a page."""
    monkeypatch.setattr("kpis.stretch.SIZE", 4)
    for number in range(1, 8):
        manager = make.user(f"Manager {number}", supervisor=october.vikram)
        for day in range(number):
            make.interaction(
                Client.objects.get(code="BANYAN"), manager, f"2026-10-2{day}T10:0{number}:00+05:30", kind="call"
            )
    refresh_month(OCTOBER, now=LATER)
    return october


def walk(see, user, query: str) -> list[str]:
    """The labels on all pages, one after the other."""
    found, place = [], 1
    while place:
        response = see(user, f"{PAGE}?{query}&from={place}")
        found += labels(response)
        place = response.context["overview"].stretch.after
    return found


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("sort=name", "Asha"),
        ("sort=-name", "Vikram"),
        ("sort=-calls", "Manager 7"),
        ("sort=-retention_rate", "Vikram"),
        ("sort=-retention_rate&rolling=12", "Vikram"),
        ("sort=name&line={line}", "Asha"),
        ("sort=-calls&sector=Steel", "Manager 7"),
    ],
)
def test_its_pages_make_the_whole_table_each_manager_once(see, crowd, query, first):
    Client.objects.filter(code="BANYAN").update(sector="Steel")
    found = walk(see, crowd.esha, query.format(line=crowd.vikram.pk))
    everybody = {"Asha", "Vikram", *(f"Manager {number}" for number in range(1, 8))}
    assert found[0] == first
    assert len(found) == len(set(found))
    assert set(found) == everybody | (set() if "line" in query else {"Meera", "Nila", "Ravi"})


@pytest.mark.parametrize("query", ["", "&line={line}", "&sector=Steel"])
def test_its_sums_are_those_of_all_pages(see, crowd, query):
    Client.objects.filter(code="BANYAN").update(sector="Steel")
    pages = [see(crowd.esha, f"{PAGE}?from={place}{query.format(line=crowd.vikram.pk)}") for place in (1, 5)]
    assert {page.context["overview"].headline["calls"].value for page in pages} == {28 if "sector" in query else 30}
    assert len({page.context["overview"].headline["opening"].value for page in pages}) == 1


def test_a_page_of_the_table_says_where_it_stands(see, crowd):
    response = see(crowd.esha, f"{PAGE}?sort=-calls&from=5")
    assert "5 to 8 of 12" in response.text
    assert "?sort=-calls&amp;from=9" in response.text
    assert "?sort=calls&amp;from" not in response.text  # another order begins at its first line
    assert labels(see(crowd.esha, f"{PAGE}?from=900")) == labels(see(crowd.esha))
