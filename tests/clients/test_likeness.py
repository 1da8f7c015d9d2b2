"""Which clients and contacts may be the same."""

import pytest

from accounts.access import Denied
from activity.models import Event
from clients.likeness import likely_contacts, likely_same, surely_same
from clients.models import Client, Contact, Likeness
from tests import factories as make

NOW = make.instant("2026-11-24T10:00")


def found(name, **more) -> list[str]:
    return [client.name for client in likely_same(name, among=Client.objects.all(), **more)]


@pytest.mark.parametrize(
    ("there", "typed"),
    [
        ("Müller GmbH", "muller"),
        ("Müller GmbH", "Mueller"),
        ("Acme Steel Pvt. Ltd.", "ACME STEEL"),
        ("Acme Steel", "Acme Steels Limited"),
        ("टाटा स्टील लिमिटेड", "टाटा स्टील"),
        ("The Co Ltd", "the co ltd"),
        ("अदिति", "Aditi"),
        ("Maya", "माया"),
        ("अदिति फूड्स प्राइवेट लिमिटेड", "Aditi Foods Pvt. Ltd."),
        ("Sahyadri Motors", "सह्याद्रि मोटर्स"),
        ("Pooja Lights", "Puja Lights"),
        ("Müller", "Muller"),
        ("स्टोर १२", "Store 12"),
        ("É", "e"),
    ],
)
def test_it_finds_a_name_in_another_spelling(db, there, typed):
    make.client(there, code="T")
    assert found(typed) == [there]


@pytest.mark.parametrize(
    ("there", "typed"),
    [
        ("Tata Motors", "Tata Steel"),
        ("Store 12", "Store 21"),
        ("Acme", ""),
        ("Acme", "\U0001f33e"),
        ("टाटा मोटर्स", "Tata Steel"),
        ("Maya", "Mia"),
        ("स्टोर १२", "Store 21"),
    ],
)
def test_it_takes_no_other_name_for_the_same(db, there, typed):
    make.client(there, code="T")
    assert found(typed) == []


def test_it_finds_a_website_and_a_phone_number_however_written(db):
    make.client("Acme", website="https://www.Acme.example/en/")
    make.contact(make.client("Borg"), "Kiran", phone="+91 98765-43210")
    assert found("Something", website="acme.example") == ["Acme"]
    assert found("Something", phone="098765 43210") == ["Borg"]
    assert found("Something", website="other.example", phone="12345") == []


def test_it_is_sure_only_of_the_very_name_or_website(db):
    make.client("Acme Steel Ltd", website="acme.example")
    everyone = Client.objects.all()
    assert surely_same("ACME STEEL", among=everyone)
    assert surely_same("Other", "http://acme.example", among=everyone)
    assert not surely_same("Acme Steels", among=everyone)


def test_it_finds_a_person_here_by_name_and_elsewhere_only_by_address(db):
    acme, borg = make.client("Acme"), make.client("Borg")
    here, there = make.contact(acme, "Kiran Rao"), make.contact(borg, "Kiran Rao", email="k@borg.example")
    everyone = Contact.objects.live()
    assert list(likely_contacts(acme, "Kiran Rao", among=everyone)) == [here]
    assert list(likely_contacts(acme, "K.", "K@borg.example", among=everyone)) == [there]


def test_pairs_are_found_at_night_and_forgotten_when_they_are_alike_no_more(db):
    first, second = make.client("Acme Steel"), make.client("Acme Steels", code="B")
    make.client("Other", code="C", website="x.example")
    make.client("Another", code="D", website="www.x.example")
    make.client("Maya", code="E")
    make.client("माया लिमिटेड", code="F")
    make.client("Mia", code="G")
    Likeness.find(NOW)
    assert set(Likeness.objects.values_list("first__name", "second__name", "why")) == {
        ("Acme Steel", "Acme Steels", "name"),
        ("Other", "Another", "website"),
        ("Maya", "माया लिमिटेड", "name"),
        ("माया लिमिटेड", "Mia", "name"),
    }
    Likeness.find(NOW)
    assert Likeness.objects.count() == 4
    Client.objects.filter(pk=second.pk).update(name="Zenith", merged_into=None)
    Likeness.find(NOW)
    assert not Likeness.objects.filter(first=first).exists()


def test_a_website_of_a_crowd_says_nothing(db):
    for number in range(6):
        make.client("ABCDEFGHI"[number] * 5, website="market.example")
    Likeness.find(NOW)
    assert not Likeness.objects.exists()


def test_pairs_are_seen_by_who_sees_both_and_told_apart_once(cast):
    make.client("Acme", cast.asha)
    make.client("Acme Ltd", cast.ravi)
    Likeness.find(NOW)
    pair = Likeness.objects.get()
    assert not Likeness.objects.visible_to(cast.vikram).exists()
    with pytest.raises(Denied):
        pair.tell_apart(by=cast.vikram, at=NOW)
    pair.tell_apart(by=cast.esha, at=NOW)
    pair.tell_apart(by=cast.esha, at=NOW)
    Likeness.find(NOW)
    assert not Likeness.objects.visible_to(cast.esha).open().exists()
    assert Event.objects.about(pair).count() == 1
