"""A client with thousands of people: every form stays short, and everybody can still be chosen."""

import pytest
from django.urls import reverse

from clients.forms.fields import FEW
from clients.models import Contact
from tests import factories as make


@pytest.fixture
def acme(cast):
    acme = make.client("Acme", cast.asha)
    Contact.objects.bulk_create([Contact(client=acme, name=f"Person {n:03}") for n in range(FEW + 20)])
    return acme


@pytest.fixture
def last(acme):
    return acme.contacts.get(name=f"Person {FEW + 19}")


def test_one_of_many_is_found_by_typing(client, cast, acme, last):
    client.force_login(cast.asha)
    options = reverse("contacts:options", args=["ACME"])
    page = client.get(reverse("contacts:create", args=["ACME"])).text
    assert options in page
    assert "Person 0" not in page
    assert f'data-value="{last.pk}"' in client.get(options, {"q": last.name}).text


@pytest.mark.parametrize("by", ["pk", "name"])
def test_one_of_many_is_chosen_from_the_list_or_by_name(client, cast, acme, last, by):
    client.force_login(cast.asha)
    client.post(reverse("contacts:create", args=["ACME"]), {"name": "Kiran", "reports_to": getattr(last, by)})
    assert acme.contacts.get(name="Kiran").reports_to == last


def test_nobody_of_another_client_is_chosen(client, cast, acme):
    stranger = make.contact(make.client("Borg", cast.asha), "Seven")
    client.force_login(cast.asha)
    answer = client.post(reverse("contacts:create", args=["ACME"]), {"name": "Kiran", "reports_to": stranger.pk})
    assert "Choose one from the list" in answer.text


def test_the_first_and_the_chosen_ones_are_ticked_off(client, cast, acme, last):
    talk = make.interaction(acme, cast.asha, "2026-10-06T09:00")
    talk.contacts.add(last)
    client.force_login(cast.asha)
    page = client.get(reverse("interactions:edit", args=[talk.pk])).text
    assert page.count('name="contacts"') == FEW + 1
    assert "There are more" in page
    assert f'value="{last.pk}"' in page
