"""Finding people and firms by name, however it is written."""

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from clients.models import Client, Contact
from tests import factories as make
from tests.clients.importing import bring


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("अदिति", "Aditi"),
        ("शर्मा", "Sharma"),
        ("लक्ष्मी", "Lakshmi"),
        ("लक्ष्मी", "Laxmi"),
        ("कुलकर्णी", "Kulkarni"),
        ("पूजा", "Pooja"),
        ("मीरा", "Meera"),
        ("राव", "Rao"),
        ("जैन", "Jain"),
        ("संजय", "Sanjay"),
        ("मुंबई", "Mumbai"),
        ("कृष्ण", "Krishna"),
        ("महेश", "Mahesh"),
        ("मेहता", "Mehta"),
        ("चौधरी", "Chaudhary"),
        ("विश्वास", "Vishwas"),
        ("ज्ञान", "Gyan"),
        ("गायकवाड", "Gaikwad"),
        ("फ़िरोज़", "Firoz"),
        ("ममता", "Mamta"),
        ("टाटा", "Tata"),
        ("अम्मा", "Amma"),
        ("ऐश्वर्या", "Aishwarya"),
        ("एक्मे", "Acme"),
        ("Müller", "muller"),
        ("São Paulo", "sao paulo"),
    ],
)
def test_it_hears_two_spellings_of_one_name_as_the_same(one, other):
    with connection.cursor() as cursor:
        cursor.execute("SELECT name_words(%s), name_words(%s)", [one, other])
        assert len(set(cursor.fetchone())) == 1


def found(typed: str, people=None) -> list[str]:
    return [row.name for row in (people or Contact.objects).search(typed).best_first(typed)]


@pytest.fixture
def acme(cast):
    return make.client("Acme", cast.asha)


def test_it_finds_devanagari_by_latin_letters_and_the_reverse(acme):
    make.contact(acme, "अदिति शर्मा", email="a@example.com")
    make.contact(acme, "Lakshmi Rao")
    assert found("aditi") == found("sharma aditi") == found("अदिति") == ["अदिति शर्मा"]
    assert found("लक्ष्मी") == ["Lakshmi Rao"]


def test_it_finds_a_telephone_number_by_its_digits(acme):
    make.contact(acme, "Anna", phone="+91 98765-43210")
    make.contact(acme, "Devi", phone="98123 45678")
    for typed in ("9876543210", "+91 98765 43210", "098765-43210", "98765 432", "९८७६५४३२१०"):
        assert found(typed) == ["Anna"], typed
    assert found("+91 98123 45678") == ["Devi"]


def test_it_finds_what_was_typed_with_a_slip(acme):
    make.contact(acme, "Müller")
    make.contact(acme, "Banerjee")
    assert found("muller") == found("mullr") == ["Müller"]
    assert found("banerji") == found("bannerje") == ["Banerjee"]


def test_it_finds_nothing_alike_where_something_is_exact(acme):
    make.contact(acme, "Banyan")
    make.contact(acme, "Bunyan")
    assert found("banyan") == ["Banyan"]


def test_it_puts_first_what_begins_with_the_words_typed(cast):
    for name in ("The Acme Works", "Acme Steel"):
        make.client(name, cast.asha)
    assert found("acme", Client.objects) == ["Acme Steel", "The Acme Works"]


def test_it_takes_per_cent_and_backslash_for_what_they_are(acme):
    make.contact(acme, "Fifty")
    assert found("50%") == found("%%%") == found("\\\\") == []


def test_it_knows_what_an_import_wrote(cast):
    bring("clients", "code,name,manager_email\nN-1,नीलगिरी टी,asha@example.com")
    bring("contacts", "client_code,email,name,phone\nN-1,d@example.com,देवी,011 2345-6789")
    assert found("nilgiri", Client.objects) == ["नीलगिरी टी"]
    assert found("devi") == found("1123456789") == ["देवी"]


def test_it_knows_a_new_name(acme, cast):
    acme.change(by=cast.asha, at=make.instant("2026-11-01T09:00"), name="Zenith")
    assert found("zenith", Client.objects) == ["Zenith"]
    assert found("acme steel", Client.objects) == []


@pytest.mark.parametrize("place", ["clients:options", "clients:list"])
def test_it_finds_only_the_readers_own(client, cast, place):
    make.client("Müller Asha", cast.asha)
    make.client("Müller Ravi", cast.ravi)
    client.force_login(cast.asha)
    text = client.get(reverse(place), {"q": "muler"}).text
    assert "Müller Asha" in text
    assert "Müller Ravi" not in text


class Typed(TestCase):
    @settings(deadline=None)
    @given(st.text(max_size=300))
    def test_it_answers_whatever_is_typed(self, typed):
        list(Client.objects.search(typed).best_first(typed)[:5])
