"""Warned at entry, likely pairs, the preview, and the way back."""

import pytest
import time_machine
from django.urls import reverse

from clients.models import Client, Likeness, Merge
from tests import factories as make

NOW = make.instant("2026-11-24T10:00")


@pytest.fixture
def pair(cast) -> tuple[Client, Client]:
    return make.client("Acme", cast.asha, city="Pune"), make.client("ACME Ltd", cast.asha, website="acme.example")


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def look(client, **typed) -> str:
    return client.get(reverse("duplicates:look"), typed).text


def test_a_new_client_is_held_against_those_one_may_see(client, cast, pair):
    client.force_login(cast.asha)
    said = look(client, name="Acme Pvt. Ltd.")
    assert "/clients/ACME/" in said
    assert "ACME-LTD" in said
    assert look(client, name="Something else").strip() == ""


def test_of_a_colleagues_client_it_says_only_that_there_is_one(client, cast, pair):
    client.force_login(cast.ravi)
    said = look(client, name="acme limited")
    assert "A colleague may serve this company already" in said
    assert not {word for word in ("ACME", "Asha", "Pune") if word in said}
    assert look(client, name="Acmee").strip() == ""
    assert "colleague" in look(client, website="https://acme.example/contact")


def test_an_executive_sees_all_and_gets_no_riddle(client, cast, pair):
    client.force_login(cast.esha)
    assert "/clients/ACME/" in look(client, name="acme")
    assert look(client, name="Nobody's").strip() == ""


def test_a_new_contact_is_held_against_the_people_one_may_see(client, cast, pair):
    make.contact(pair[0], "Kiran Rao", title="Buyer")
    make.contact(make.client("Borg", cast.ravi), "Zoe", phone="+91 98765 43210")
    client.force_login(cast.asha)
    url = reverse("contacts:look", args=["ACME"])
    assert "Buyer" in client.get(url, {"name": "Kiran Rau"}).text
    assert client.get(url, {"name": "Zoe", "phone": "9876543210"}).text.strip() == ""


def test_the_forms_ask_for_the_notice(client, cast, pair):
    client.force_login(cast.asha)
    assert reverse("duplicates:look") in client.get(reverse("clients:create")).text
    assert reverse("contacts:look", args=["ACME"]) in client.get(reverse("contacts:create", args=["ACME"])).text


def test_the_preview_shows_what_moves_and_changes_nothing(client, cast, pair):
    make.departure(pair[0], "2026-05-20")
    make.departure(pair[1], "2026-05-20")
    make.sale(pair[1], "audit", "2026-10-05")
    client.force_login(cast.vikram)
    page = client.get(reverse("clients:merge", args=["ACME"]), {"other": "ACME-LTD"}).text
    assert "acme.example" in page
    assert "ACME Ltd 2026-05-20" in page
    assert not Merge.objects.exists()


def test_it_merges_as_chosen_and_undoes_with_the_button_of_the_message(client, cast, pair):
    client.force_login(cast.vikram)
    url = reverse("clients:merge", args=["ACME"]) + "?other=ACME-LTD"
    page = client.post(url, {"name": "gone", "website": "kept"}, follow=True)
    merge = Merge.objects.get()
    undo = reverse("merges:undo", args=[merge.pk])
    assert undo in page.text
    kept = Client.objects.get(code="ACME")
    assert (kept.name, kept.website) == ("ACME Ltd", "")
    assert client.get("/clients/ACME-LTD/").url == "/clients/ACME/"
    client.post(undo)
    assert Client.objects.visible_to(cast.vikram).count() == 2
    assert client.get(undo).status_code == 404


def test_the_choice_offers_what_is_alike_and_refuses_what_is_anothers(client, cast, pair):
    ours = make.client("Borg", cast.ravi)
    make.team_member(ours, cast.vikram)
    client.force_login(cast.vikram)
    url = reverse("clients:merge", args=["ACME"])
    assert "?other=ACME-LTD" in client.get(url).text
    assert "an executive can merge the two" in client.get(url, {"other": "BORG"}).text
    assert "There is no" in client.get(url, {"other": "NOBODY"}).text
    client.post(url + "?other=BORG")
    assert not Merge.objects.exists()


def test_what_stands_in_the_way_of_an_undo_is_said_on_the_page(client, cast, pair):
    merge = Merge.of_clients(*pair, by=cast.vikram, at=NOW, taken={"name"})
    Client.objects.get(code="ACME").change(name="Zenith", by=cast.vikram, at=NOW)
    client.force_login(cast.vikram)
    page = client.post(reverse("merges:undo", args=[merge.pk]))
    assert "Client “Zenith” was changed since." in page.text


def test_contacts_are_merged_by_who_works_on_the_client(client, cast, pair):
    kept, gone = (make.contact(pair[0], name) for name in ("Kiran", "K. Rao"))
    client.force_login(cast.asha)
    url = reverse("contacts:merge", args=[kept.pk])
    assert "K. Rao" in client.get(url, {"other": gone.pk}).text
    client.post(f"{url}?other={gone.pk}", {"name": "kept"})
    assert pair[0].contacts.live().get() == kept
    client.get(reverse("clients:detail", args=["ACME"]))  # reads the message
    assert "K. Rao" not in client.get(reverse("trash:list")).text


def test_the_pairs_stand_on_a_page_for_seniors_until_told_apart(client, cast, pair):
    Likeness.find(NOW)
    client.force_login(cast.asha)
    assert client.get(reverse("duplicates:list")).status_code == 404
    client.force_login(cast.vikram)
    page = client.get(reverse("duplicates:list")).text
    assert "/clients/ACME/merge/?other=ACME-LTD" in page
    client.post(reverse("duplicates:apart", args=[Likeness.objects.get().pk]))
    assert "No likely duplicates" in client.get(reverse("duplicates:list")).text
