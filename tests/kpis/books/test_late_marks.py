"""Facts that came after their month was closed say so where they are listed, and before they are saved."""

import pytest
import time_machine

from clients.models import Client, Contract, Departure, Interaction, Sale
from tests import factories as make
from tests.kpis.books.closed import AFTER, close
from tests.kpis.books.test_late import LATER

NOTICE = "/kpis/adjustments/notice/"


@pytest.fixture
def closed(paid, client):
    close(paid)
    for kind in (Contract, Departure, Interaction, Sale):  # in time; the database says today
        kind.objects.update(recorded_at=AFTER)
    client.force_login(paid.vikram)
    with time_machine.travel(LATER, tick=False):
        yield paid


@pytest.mark.parametrize(("recorded", "late"), [(AFTER, 0), (LATER, 1)])
def test_a_sale_is_marked_where_it_was_recorded_after_its_month_was_closed(closed, client, recorded, late):
    make.sale(Client.objects.get(code="EVEREST"), "audit", "2026-10-05", recorded_at=recorded)
    text = client.get("/sales/").text
    assert ("October 2026 was closed on 5 Nov 2026" in text) == bool(late)


def test_talks_contracts_and_the_timeline_are_marked(closed, client):
    everest = Client.objects.get(code="EVEREST")
    talk = make.interaction(everest, closed.vikram, "2026-10-05T09:00", recorded_at=LATER)
    make.contract(everest, "2026-10-01", recorded_at=LATER)
    for page in ("/interactions/", "/contracts/", "/clients/EVEREST/", f"/interactions/{talk.pk}/"):
        assert "October 2026 was closed on" in client.get(page).text


def test_a_talk_at_the_border_belongs_to_the_month_of_the_company(closed, client):
    everest = Client.objects.get(code="EVEREST")
    make.interaction(everest, closed.vikram, "2026-10-31T18:30:00", recorded_at=LATER)
    assert "October 2026 was closed on" not in client.get("/interactions/").text


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"date": "2026-10-31"}, True),
        ({"date": "2026-11-01"}, False),
        ({"date": "nonsense"}, False),
        ({"started_at": "2026-10-31T23:30", "status": "held"}, True),
        ({"started_at": "2026-10-31T23:30", "status": "planned"}, False),
        ({}, False),
    ],
)
def test_a_form_says_so_before_it_is_saved(closed, client, written, said):
    assert ("October 2026 is closed." in client.get(NOTICE, written).text) == said


def test_forms_of_facts_ask_for_the_notice_once_there_are_books(closed, client):
    assert NOTICE in client.get("/interactions/log/").text
