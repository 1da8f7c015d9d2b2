"""Finding and starting anything: each finds what is theirs, at a fixed price."""

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pages.palette import SOURCES
from tests import factories as make

NOW = make.instant("2026-11-15T09:00")
FIND = reverse("find")


@pytest.fixture
def firm(cast):
    """Asha's and Ravi's clients, alike but for whose they are."""
    for owner in (cast.asha, cast.ravi):
        client = make.client(f"Müller {owner.name}", owner, code=f"M-{owner.name}")
        make.contact(client, f"अदिति {owner.name}", email="a@example.com", phone="+91 98765-43210")
        make.contract(client, "2026-01-01", number=f"K-77-{owner.name}", title="Cleaning")
        make.task(owner, f"Count the chairs of {owner.name}")
        make.case(client, "2026-11-10", subject=f"Lift stuck at {owner.name}", reference=f"C-88-{owner.name}")
        make.request(client, owner, "2026-11-30", subject=f"Cold lorries for {owner.name}")
        make.promise(client, owner, "2026-11-30", text=f"Señal for {owner.name}")
        make.opportunity(client, owner, "2026-12-30", title=f"More shade for {owner.name}")
    return cast


def found(client, user, typed: str) -> str:
    client.force_login(user)
    return client.get(FIND, {"q": typed}, headers={"HX-Request": "true"}).text


NAMES = ["muller", "mullr", "aditi", "अदिति", "9876543210", "k-77", "cleaning"]
WORK = ["chairs", "lift stuck", "c-88", "lorries", "senal", "shade"]


@pytest.mark.parametrize("typed", [*NAMES, *WORK])
def test_it_finds_what_is_ones_own_and_nothing_else(client, firm, typed):
    text = found(client, firm.asha, typed)
    assert "Asha" in text
    assert "Ravi" not in text


def test_it_finds_everything_for_an_executive(client, firm):
    assert {"M-Asha", "M-Ravi"} <= set(found(client, firm.esha, "muller").replace("<", " ").replace(">", " ").split())


@pytest.mark.parametrize("who", ["leela", "omar"])
def test_it_shows_no_business_to_whom_none_is_shown(client, firm, who):
    for typed in (*NAMES, "chairs", "lift", "senal", "shade"):
        text = found(client, getattr(firm, who), typed)
        assert "Asha" not in text
        assert "/clients/" not in text


def test_it_finds_a_departments_requests_without_saying_whose_client_it_is(client, firm):
    text = found(client, make.member("Lata"), "lorries")
    assert "Cold lorries for Asha" in text
    assert "Cold lorries for Ravi" in text
    assert "Müller" not in text
    assert "lorries" not in found(client, firm.omar, "lorrie")


def test_it_leaves_out_who_is_in_the_trash(client, firm):
    person = firm.asha.responsibilities.get().client.contacts.get()
    person.trash(by=firm.asha, at=NOW)
    assert "Asha" not in found(client, firm.asha, "aditi")


def test_it_offers_what_one_can_start_and_where_to_go(client, firm):
    text = found(client, firm.asha, "")
    for path in ("/interactions/log/?kind=call", "/tasks/new/", "/clients/", "/kpis/"):
        assert f'href="{path}"' in text
    assert "/interactions/log/" not in found(client, firm.esha, "")


def test_it_says_so_when_nothing_is_found(client, firm):
    assert "Nothing of yours is called “&lt;zzqq&gt;”." in found(client, firm.asha, "<zzqq>")


def test_it_is_a_page_before_javascript(client, firm):
    client.force_login(firm.asha)
    assert "<h1>Find</h1>" in client.get(FIND, {"q": "muller"}).text


@pytest.mark.parametrize(("typed", "queries"), [("client", 23), ("zzqq", 23), ("", 3)])
def test_it_asks_as_much_for_many_as_for_few(client, cast, typed, queries):
    asked = []
    client.force_login(cast.asha)
    with time_machine.travel(NOW):
        for first, last in ((0, 3), (3, 30)):
            for number in range(first, last):
                made = make.client(f"Client {number}", cast.asha)
                make.contact(made, f"Client's {number}")
                make.contract(made, "2026-01-01", title="Client")
                make.task(cast.asha, "Client")
                make.case(made, "2026-11-10", subject="Client")
                make.request(made, cast.asha, "2026-11-30", subject="Client")
                make.promise(made, cast.asha, "2026-11-30", text="Client")
                make.opportunity(made, cast.asha, "2026-12-30", title="Client")
            cache.clear()
            with CaptureQueriesContext(connection) as captured:
                client.get(FIND, {"q": typed}, headers={"HX-Request": "true"})
            asked.append(len(captured))
    assert asked == [queries, queries]


def test_it_knows_what_each_room_has():
    assert {str(source.heading) for source in SOURCES} >= {
        *("Clients", "People", "Contracts", "Tasks", "Cases", "Requests", "Promises", "Deals")
    }
