"""The pages of adjustments: who sees what, and the decision as a form."""

import pytest
import time_machine

from clients.models import Client
from kpis.models import Adjustment, Month
from tests.kpis.books.closed import OCTOBER, close
from tests.kpis.books.test_late import LATER, look, returned_service


@pytest.fixture
def waiting(paid, client):
    """Asha's additional service came late."""
    close(paid)
    returned_service(recorded_at=LATER, recorded_by=paid.vikram)
    with time_machine.travel(LATER, tick=False):
        found = look()["Asha"]
        found.cast, found.client = paid, client
        yield found


def see(adjustment, who: str, path=""):
    adjustment.client.force_login(getattr(adjustment.cast, who))
    return adjustment.client.get(adjustment.get_absolute_url() + path)


def send(adjustment, deed: str, **data):
    adjustment.client.force_login(adjustment.cast.esha)
    return adjustment.client.post(f"{adjustment.get_absolute_url()}{deed}/", {"seen": adjustment.version, **data})


def test_it_shows_before_after_the_record_and_the_money(waiting):
    response = see(waiting, "asha")
    assert "Additional services" in response.text
    assert "?edition=current" in response.text
    assert "Vikram, 8 Nov 2026" in response.text
    assert "+₹" in response.text or "+$5,000.00" in response.text
    assert [step.label for step in response.context["effect"].steps] == ["Additional services"]


def test_it_tells_who_moved_a_client_after_the_month_was_closed(waiting):
    everest, cast = Client.objects.get(code="EVEREST"), waiting.cast
    everest.transfer(cast.asha, OCTOBER, by=cast.vikram, at=LATER)
    look()
    tables = see(waiting, "asha").context["tables"]
    (moved,) = [entry for table in tables for entry in table.entries if entry.line.values.get("outcome") == "retained"]
    assert ("Client: transferred", "Vikram") in [(deed.what, deed.by) for deed in moved.deeds]
    assert "Opening base" in [effect.label for effect in moved.effects]


def test_only_an_executive_is_offered_the_decision(waiting):
    assert "/accept/" not in see(waiting, "asha").text
    assert "/accept/" in see(waiting, "esha").text
    assert "is paid to Asha with November 2026" in see(waiting, "esha", "accept/").text


@pytest.mark.parametrize(("who", "rows"), [("esha", 1), ("vikram", 1), ("asha", 1), ("meera", 0)])
def test_the_list_holds_those_of_the_own_line(waiting, who, rows):
    waiting.client.force_login(getattr(waiting.cast, who))
    response = waiting.client.get("/kpis/adjustments/")
    assert len(response.context["rows"]) == rows


def test_an_executive_accepts_and_the_open_month_pays(waiting):
    assert send(waiting, "accept").url == waiting.get_absolute_url()
    assert Adjustment.objects.get(pk=waiting.pk).paid_in == Month.objects.get(first="2026-11-01")
    assert "paid in November 2026" in see(waiting, "asha").text


def test_what_was_typed_stays_where_the_facts_moved_meanwhile(waiting):
    response = send(waiting, "refuse", seen="something else", reason="Too late for this year")
    assert "The facts changed since you opened this" in response.text
    assert "Too late for this year" in response.text
