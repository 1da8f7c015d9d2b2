"""The page to read before a meeting with a client."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Company
from tests import factories as make
from work import brief

TODAY = make.day("2026-11-24")


@pytest.fixture
def acme(cast):
    return make.client("Acme", cast.asha, since="2026-01-01", sector="Retail")


@pytest.fixture
def asha(client, cast, acme):
    client.force_login(cast.asha)
    return client


@pytest.fixture(autouse=True)
def _november(time_machine):
    time_machine.move_to(make.instant("2026-11-24T10:00"), tick=False)


def brief_for(user, client):
    return brief.brief_of(client, user, Company.current().rules(), make.instant("2026-11-24T10:00"))


def test_it_shows_the_last_three_talks_and_the_next_one(cast, acme):
    for number in range(4):
        make.interaction(acme, cast.asha, f"2026-11-0{number + 1}T10:00", subject=f"Talk {number}")
    make.interaction(acme, cast.asha, "2026-11-10T10:00", kind="note")
    planned = make.interaction(acme, cast.asha, "2026-11-26T10:00", status="planned")
    shown = brief_for(cast.asha, acme)
    assert [talk.subject for talk in shown["talks"]] == ["Talk 3", "Talk 2", "Talk 1"]
    assert shown["next_talk"] == planned


def test_it_shows_what_is_open_and_nothing_that_is_done(cast, acme):
    make.promise(acme, cast.asha, "2026-11-27")
    make.promise(acme, cast.asha, "2026-11-20", kept="2026-11-20")
    make.task(cast.asha, client=acme)
    make.task(cast.asha, client=acme, state="approved")
    make.request(acme, cast.asha, "2026-11-27")
    make.case(acme, "2026-11-02T10:00", solved_at=make.instant("2026-11-03T10:00"))
    shown = brief_for(cast.asha, acme)
    assert [len(shown[part]) for part in ("promises", "tasks", "requests", "cases")] == [1, 1, 1, 0]


def test_it_puts_complaints_before_other_cases(cast, acme):
    question = make.case(acme, "2026-11-20T10:00", due_at=make.instant("2026-11-21T10:00"))
    complaint = make.case(acme, "2026-11-20T10:00", "complaint", due_at=make.instant("2026-11-30T10:00"))
    assert [one.case for one in brief_for(cast.asha, acme)["cases"]] == [complaint, question]


def test_it_shows_only_the_clocks_that_run(cast, acme):
    make.case(acme, "2026-11-20T10:00", answered="2026-11-20T11:00")
    assert list(brief_for(cast.asha, acme)["cases"][0].clocks) == ["solution"]


def test_it_leaves_out_the_tasks_that_the_reader_may_not_see(cast, acme):
    make.task(cast.vikram, client=acme)
    assert brief_for(cast.asha, acme)["tasks"] == []
    assert len(brief_for(cast.vikram, acme)["tasks"]) == 1


def test_it_sums_what_was_bought_in_a_year_without_returns_the_latest_first(cast, acme):
    audit = make.sale(acme, "audit", "2026-10-05", "300")
    make.sale_return(audit, "2026-10-06", "-100")
    make.sale(acme, "audit", "2025-11-24", "999")
    make.sale(acme, "training", "2026-11-01", "50")
    make.sale_return(make.sale(acme, "advice", "2026-11-01"), "2026-11-02")
    rows = [(row["service__name"], row["sum"]) for row in brief_for(cast.asha, acme)["bought"]]
    assert rows == [("Training", 50), ("Audit", 200)]


def test_it_offers_what_others_of_the_sector_bought_first(cast, acme):
    make.sale(acme, "audit", "2020-01-01")
    make.service("advice")
    for name in ("Bolt", "Core"):
        make.sale(make.client(name, cast.ravi, sector="Retail"), "training", "2026-10-01")
    make.sale(make.client("Dome", cast.ravi, sector="Steel"), "advice", "2026-10-01")
    offered = [(offer.service.name, offer.others) for offer in brief_for(cast.asha, acme)["never_bought"]]
    assert offered == [("Training", 2), ("Advice", 0)]


def test_it_names_no_other_client(asha, cast, acme):
    make.sale(make.client("Bolt", cast.ravi, sector="Retail"), "training", "2026-10-01")
    shown = asha.get(reverse("brief:client", args=[acme.code])).text
    assert "1 other" in shown
    assert "Bolt" not in shown


def test_it_leaves_out_contracts_that_have_ended(cast, acme):
    make.contract(acme, "2025-01-01", "2026-11-23")
    last_day = make.contract(acme, "2025-01-01", "2026-11-24")
    endless = make.contract(acme, "2025-01-01")
    assert brief_for(cast.asha, acme)["contracts"] == [last_day, endless]


@pytest.mark.parametrize(
    ("today", "born", "birthday"),
    [
        ("2026-11-24", "1980-11-24", "2026-11-24"),
        ("2026-11-24", "1980-11-23", None),
        ("2026-11-24", "1980-12-24", "2026-12-24"),
        ("2026-11-24", "1980-12-25", None),
        ("2026-12-20", "1980-01-19", "2027-01-19"),
        ("2026-12-20", "1980-01-20", None),
        ("2026-03-01", "1980-02-29", "2026-03-01"),
        ("2026-02-01", "1980-02-29", "2026-03-01"),
        ("2028-02-01", "1980-02-29", "2028-02-29"),
        ("2028-03-01", "1980-02-29", None),
        ("2026-01-01", "1980-12-31", None),
        ("2026-01-01", "1980-01-01", "2026-01-01"),
    ],
)
def test_it_tells_whose_birthday_is_within_thirty_days(today, born, birthday, cast, acme):
    make.contact(acme, "Devi", birthday=make.day(born))
    found = [person.birthday for person in brief.people(acme, cast.asha, make.day(today))]
    assert found == ([make.day(birthday)] if birthday else [])


def test_it_tells_preferences_with_the_next_birthday_first(cast, acme):
    make.contact(acme, "Anil", preferences="Tea")
    make.contact(acme, "Bina", preferences="Mornings", birthday=TODAY - dt.timedelta(days=20))
    make.contact(acme, "Devi", birthday=TODAY + dt.timedelta(days=3))
    make.contact(acme, "Esra")
    assert [person.contact.name for person in brief.people(acme, cast.asha, TODAY)] == ["Devi", "Bina", "Anil"]


def test_it_is_a_page_with_who_is_responsible_and_on_the_team(asha, cast, acme):
    make.team_member(acme, cast.vikram)
    shown = asha.get(reverse("brief:client", args=[acme.code])).text
    assert "Responsible: Asha" in shown
    assert "Team: Vikram" in shown


def test_it_is_a_key_away_from_the_client(asha, acme):
    address = reverse("brief:client", args=[acme.code])
    assert f'href="{address}" data-key="b"' in asha.get(acme.get_absolute_url()).text


def test_it_is_a_click_away_from_a_planned_talk(asha, cast, acme):
    make.interaction(acme, cast.asha, "2026-11-24T15:00", status="planned")
    assert reverse("brief:client", args=[acme.code]) in asha.get("/").text


def test_it_asks_as_much_of_the_database_for_many_facts_as_for_few(asha, cast, acme):
    def asked():
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            assert asha.get(reverse("brief:client", args=[acme.code])).status_code == 200
        return len(queries)

    fill(cast, acme, 1)
    few = asked()
    fill(cast, acme, 8)
    assert asked() == few


def fill(cast, acme, count):
    for number in range(count):
        talk = make.interaction(acme, cast.asha, "2026-11-01T10:00", joint=[cast.vikram])
        talk.contacts.add(make.contact(acme, f"Devi {count} {number}", birthday=TODAY))
        make.promise(acme, cast.asha, "2026-11-27", interaction=talk)
        make.case(acme, "2026-11-20T10:00", "complaint")
        make.task(cast.asha, client=acme)
        make.request(acme, cast.asha, "2026-11-27")
        make.sale(acme, f"s{count}-{number}", "2026-11-01")
        make.service(f"n{count}-{number}")
        make.contract(acme, "2026-01-01")
