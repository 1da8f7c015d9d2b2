import pytest
from django.core.exceptions import ValidationError

from accounts.access import Denied
from activity.models import Event
from clients.models import Contact
from tests import factories as make

NOW = make.instant("2026-11-24T10:00")


@pytest.fixture
def acme(cast):
    return make.client("Acme", cast.asha)


def test_it_is_added_by_who_works_on_the_client(cast, acme):
    anna = Contact.add(acme, name="Anna", by=cast.asha, at=NOW)
    assert (anna.recorded_by, anna.recorded_at) == (cast.asha, NOW)
    assert Event.objects.about(anna).get().client_id == acme.pk


@pytest.mark.parametrize("who", ["ravi", "nila", "leela", "esha", "omar"])
def test_it_is_added_and_changed_by_no_one_else(cast, acme, who):
    anna, stranger = make.contact(acme, "Anna"), getattr(cast, who)
    with pytest.raises(Denied):
        Contact.add(acme, name="Bela", by=stranger, at=NOW)
    with pytest.raises(Denied):
        anna.change(name="Hacked", by=stranger, at=NOW)
    with pytest.raises(Denied):
        anna.trash(by=stranger, at=NOW)
    assert list(Contact.objects.live().values_list("name", flat=True)) == ["Anna"]


def test_it_reports_to_someone_at_the_same_client(cast, acme):
    stranger = make.contact(make.client("Borg", cast.asha), "Stranger")
    with pytest.raises(ValidationError, match="works at this client"):
        Contact.add(acme, name="Anna", reports_to=stranger, by=cast.asha, at=NOW)


def test_it_does_not_report_to_itself_round_a_corner(cast, acme):
    anna = make.contact(acme, "Anna")
    bela = make.contact(acme, "Bela", reports_to=anna)
    with pytest.raises(ValidationError, match="circle"):
        anna.change(reports_to=bela, by=cast.asha, at=NOW)


def test_it_says_so_when_two_add_the_same_person_at_once(cast, acme):
    make.contact(acme, "Anna", email="anna@acme.example")
    with pytest.raises(ValidationError, match="contact with this e-mail"):
        Contact.add(acme, name="Anna K", email="Anna@acme.example", by=cast.asha, at=NOW)
