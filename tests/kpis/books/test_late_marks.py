"""Facts that came after their month was closed say so where they are listed, and before they are saved."""

import pytest
import time_machine

from clients.models import Client, Contract, Departure, Interaction, Responsibility, Sale
from tests import factories as make
from tests.kpis.books.closed import AFTER, close
from tests.kpis.books.test_late import LATER

NOTICE = "/kpis/adjustments/notice/"
CLOSED = "October 2026 was closed on 5 Nov 2026"
MOVED = "October 2026 is closed: what this changes there waits"


@pytest.fixture
def closed(paid, client):
    close(paid)
    for kind in (Contract, Departure, Interaction, Responsibility, Sale):  # in time; the database says today
        kind.objects.update(recorded_at=AFTER)
    client.force_login(paid.vikram)
    with time_machine.travel(LATER, tick=False):
        yield paid


@pytest.mark.parametrize(("recorded", "late"), [(AFTER, 0), (LATER, 1)])
def test_a_sale_is_marked_where_it_was_recorded_after_its_month_was_closed(closed, client, recorded, late):
    make.sale(Client.objects.get(code="EVEREST"), "audit", "2026-10-05", recorded_at=recorded)
    text = client.get("/sales/").text
    assert (CLOSED in text) == bool(late)


def test_talks_contracts_and_the_timeline_are_marked(closed, client):
    everest = Client.objects.get(code="EVEREST")
    talk = make.interaction(everest, closed.vikram, "2026-10-05T09:00", recorded_at=LATER)
    make.contract(everest, "2026-10-01", recorded_at=LATER)
    for page in ("/interactions/", "/contracts/", "/clients/EVEREST/", f"/interactions/{talk.pk}/"):
        assert CLOSED in client.get(page).text


@pytest.mark.parametrize(("recorded", "late"), [(AFTER, 0), (LATER, 1)])
def test_cases_are_marked_by_the_month_they_were_received_in(closed, client, recorded, late):
    make.case(Client.objects.get(code="EVEREST"), "2026-10-05T09:00", recorded_at=recorded)
    for page in ("/cases/", "/clients/EVEREST/"):
        assert (CLOSED in client.get(page).text) == bool(late)


@pytest.mark.parametrize(("recorded", "late"), [(AFTER, 0), (LATER, 2)])
def test_answers_to_surveys_are_marked_on_the_clients_page_and_in_its_timeline(closed, client, recorded, late):
    anna = make.contact(Client.objects.get(code="EVEREST"), "Anna")
    make.survey(anna, "2026-10-05", 9, recorded_at=recorded)
    assert client.get("/clients/EVEREST/").text.count(f'title="{CLOSED}') == late


@pytest.mark.parametrize(("since", "late"), [("2026-10-15", 2), ("2026-11-06", 0)])
def test_a_transfer_dated_back_is_marked_in_the_history_and_in_the_timeline(closed, client, since, late):
    everest = Client.objects.get(code="EVEREST")
    everest.transfer(closed.asha, make.day(since), by=closed.vikram, at=LATER)
    assert client.get("/clients/EVEREST/").text.count(f'title="{CLOSED}') == late


def test_what_holds_on_is_marked_by_the_first_closed_month_that_it_changes(closed, client):
    make.contract(Client.objects.get(code="EVEREST"), "2025-01-01", recorded_at=LATER)
    make.contract(Client.objects.get(code="EVEREST"), "2025-01-01", "2026-09-30", recorded_at=LATER)
    assert client.get("/contracts/").text.count(f'title="{CLOSED}') == 1


def test_a_talk_at_the_border_belongs_to_the_month_of_the_company(closed, client):
    everest = Client.objects.get(code="EVEREST")
    make.interaction(everest, closed.vikram, "2026-10-31T18:30:00", recorded_at=LATER)
    assert CLOSED not in client.get("/interactions/").text


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"date": "2026-10-31"}, True),
        ({"date": "2026-11-01"}, False),
        ({"date": "nonsense"}, False),
        ({"started_at": "2026-10-31T23:30", "status": "held"}, True),
        ({"started_at": "2026-10-31T23:30", "status": "planned"}, False),
        ({"received_at": "2026-10-31T23:30"}, True),
        ({"received_at": "2026-11-01T00:30"}, False),
        ({"answered_on": "2026-10-31"}, True),
        ({"as_of": "2026-10-31"}, True),
        ({"on": "2026-10-31"}, True),
        ({}, False),
    ],
)
def test_a_form_says_so_before_it_is_saved(closed, client, written, said):
    assert ("October 2026 is closed." in client.get(NOTICE, written).text) == said


PAGES = [
    "/interactions/log/",
    "/cases/new/",
    "/clients/EVEREST/transfer/",
    "/clients/EVEREST/surveys/new/",
    "/clients/EVEREST/spendings/new/",
]


@pytest.mark.parametrize("page", PAGES)
def test_forms_of_facts_ask_for_the_notice_once_there_are_books(closed, client, page):
    assert NOTICE in client.get(page).text


@pytest.mark.parametrize(("received", "said"), [("2026-10-05T09:00", True), ("2026-11-06T09:00", False)])
def test_an_answer_says_so_where_its_case_came_in_a_closed_month(closed, client, received, said):
    case = make.case(Client.objects.get(code="EVEREST"), received)
    assert ("October 2026 is closed." in client.get(f"/cases/{case.pk}/answer/").text) == said
    assert ("October 2026 is closed." in client.get(f"/cases/{case.pk}/solve/").text) == said


def test_a_solution_after_the_answer_counts_nowhere_and_says_nothing(closed, client):
    case = make.case(Client.objects.get(code="EVEREST"), "2026-10-05T09:00", answered="2026-10-05T10:00")
    assert "October 2026 is closed." not in client.get(f"/cases/{case.pk}/solve/").text


def test_an_import_says_which_months_are_closed(closed, client):
    client.force_login(closed.omar)
    assert "The months up to October 2026 are closed." in client.get("/imports/new/").text


@pytest.mark.parametrize(("day", "said"), [("2026-10-07", True), ("2026-11-04", False)])
def test_the_trash_says_what_it_does_to_a_closed_month_on_the_way_in_and_out(closed, client, day, said):
    sale = make.sale(Client.objects.get(code="EVEREST"), "audit", day)
    for address in (f"/trash/sale/{sale.pk}/", f"/trash/sale/{sale.pk}/restore/"):
        text = client.post(address, follow=True).text
        assert (MOVED in text) == said


def test_a_talk_put_away_says_so_too(closed, client):
    talk = make.interaction(Client.objects.get(code="EVEREST"), closed.vikram, "2026-10-05T09:00")
    assert MOVED in client.post(f"/interactions/{talk.pk}/trash/", follow=True).text
    assert MOVED in client.post(f"/interactions/{talk.pk}/restore/", follow=True).text


def test_a_person_put_away_changes_no_closed_month(closed, client):
    anna = make.contact(Client.objects.get(code="EVEREST"), "Anna", decision_role="decides")
    assert MOVED not in client.post(f"/trash/contact/{anna.pk}/", follow=True).text
