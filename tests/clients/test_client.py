import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from accounts.access import Denied
from activity.models import Event
from clients.models import Client
from tests import factories as make

NOW = make.instant("2026-11-24T10:00")
TODAY = dt.date(2026, 11, 24)


def test_it_puts_a_new_client_into_the_hands_of_who_started_it(cast):
    acme = Client.start(name="Acme Steel", by=cast.asha, at=NOW)
    assert (acme.code, acme.held_by(TODAY)) == ("ACME-STEEL", cast.asha)
    assert Event.objects.about(acme).get().verb == "client.started"


def test_it_finds_a_free_code(cast):
    codes = [Client.start(name="टाटा स्टील", by=cast.asha, at=NOW).code for _ in range(3)]
    assert codes == ["टाटा-स्टील", "टाटा-स्टील-2", "टाटा-स्टील-3"]


def test_it_lets_a_senior_start_a_client_for_a_junior_and_for_nobody_elses(cast):
    assert Client.start(name="Acme", by=cast.vikram, at=NOW, responsible=cast.asha).held_by(TODAY) == cast.asha
    with pytest.raises(Denied):
        Client.start(name="Borg", by=cast.vikram, at=NOW, responsible=cast.ravi)
    with pytest.raises(Denied):
        Client.start(name="Borg", by=cast.asha, at=NOW, responsible=cast.vikram)


def test_it_lets_an_executive_start_a_client_for_anyone_or_nobody_yet(cast):
    assert Client.start(name="Acme", by=cast.esha, at=NOW, responsible=cast.nila).held_by(TODAY) == cast.nila
    assert Client.start(name="Borg", by=cast.esha, at=NOW).held_by(TODAY) is None


@pytest.mark.parametrize("who", ["leela", "omar"])
def test_it_is_started_by_no_one_else(cast, who):
    with pytest.raises(Denied):
        Client.start(name="Acme", by=getattr(cast, who), at=NOW)


def test_it_gives_no_key_account_to_an_account_manager(cast):
    with pytest.raises(ValidationError, match="key account manager"):
        Client.start(name="Acme", kind="key", by=cast.nila, at=NOW)
    regular = make.client("Borg", cast.nila)
    with pytest.raises(ValidationError, match="Transfer the client"):
        regular.change(kind="key", by=cast.nila, at=NOW)
    assert not Client.objects.filter(kind="key").exists()


def test_it_keeps_what_a_change_replaced(cast):
    acme = make.client("Acme", cast.asha, city="Pune")
    acme.change(city="Mumbai", sector="steel", by=cast.vikram, at=NOW)
    assert Event.objects.about(acme).get().data["changed"] == {"city": ["Pune", "Mumbai"], "sector": ["", "steel"]}
    acme.change(city="Mumbai", by=cast.vikram, at=NOW)
    assert Event.objects.about(acme).count() == 1


@pytest.mark.parametrize("who", ["ravi", "meera", "nila", "leela", "esha", "omar"])
def test_it_is_changed_only_by_those_who_work_on_it(cast, who):
    acme = make.client("Acme", cast.asha)
    with pytest.raises(Denied):
        acme.change(city="Mumbai", by=getattr(cast, who), at=NOW)


def test_it_is_worked_on_by_its_team_and_the_seniors_above(cast):
    acme = make.client("Acme", cast.asha)
    make.team_member(acme, cast.ravi)
    workers = [name for name, user in vars(cast).items() if acme.may_work(user)]
    assert workers == ["vikram", "meera", "asha", "ravi"]


def test_it_is_no_subsidiary_of_its_own_subsidiary(cast):
    acme = make.client("Acme", cast.asha)
    daughter = make.client("Daughter", cast.asha, parent=acme)
    with pytest.raises(ValidationError, match="cannot be above itself"):
        acme.change(parent=daughter, by=cast.asha, at=NOW)


@pytest.mark.parametrize("code", ["new", "options", "..", "a\tb", "a/b"])
def test_it_refuses_a_code_that_cannot_stand_in_an_address(code):
    with pytest.raises(ValidationError):
        Client._meta.get_field("code").run_validators(code)


def test_it_has_a_page_whatever_signs_its_code_has(client, cast):
    odd = make.client("Odd", cast.asha, code="A & B #1? 100%")
    client.force_login(cast.asha)
    assert client.get(odd.get_absolute_url()).status_code == 200
