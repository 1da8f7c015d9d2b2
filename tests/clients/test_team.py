import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from accounts.access import Denied
from clients.models import Client
from tests import factories as make

NOW = make.instant("2026-11-24T10:00")
TOMORROW = NOW + dt.timedelta(days=1)


@pytest.fixture
def acme(cast):
    return make.client("Acme", cast.vikram)


def test_it_lets_a_junior_see_and_work(cast, acme):
    assert not acme.may_work(cast.asha)
    acme.add_team_member(cast.asha, by=cast.vikram, at=NOW)
    assert Client.objects.visible_to(cast.asha, on=NOW.date()).contains(acme)


def test_it_ends_with_yesterday(cast, acme):
    member = acme.add_team_member(cast.asha, by=cast.vikram, at=NOW)
    acme.end_team_member(member, by=cast.vikram, at=TOMORROW)
    assert not Client.objects.visible_to(cast.asha, on=TOMORROW.date()).exists()
    assert str(acme.team.get().until) == "2026-11-25"


def test_it_leaves_no_trace_of_who_was_added_by_mistake(cast, acme):
    member = acme.add_team_member(cast.asha, by=cast.vikram, at=NOW)
    acme.end_team_member(member, by=cast.vikram, at=NOW)
    assert not acme.team.exists()


@pytest.mark.parametrize(("who", "whom"), [("asha", "asha"), ("vikram", "ravi"), ("meera", "ravi"), ("esha", "asha")])
def test_it_is_put_together_by_the_senior_from_the_own_line(cast, acme, who, whom):
    with pytest.raises(Denied):
        acme.add_team_member(getattr(cast, whom), by=getattr(cast, who), at=NOW)


def test_it_takes_nobody_twice_and_not_the_responsible(cast, acme):
    acme.add_team_member(cast.asha, by=cast.vikram, at=NOW)
    with pytest.raises(ValidationError, match="on the team already"):
        acme.add_team_member(cast.asha, by=cast.vikram, at=NOW)
    with pytest.raises(ValidationError, match="is responsible"):
        acme.add_team_member(cast.vikram, by=cast.vikram, at=NOW)


def test_it_is_ended_through_its_own_client_only(cast, acme):
    member = make.team_member(make.client("Borg", cast.ravi), cast.meera)
    with pytest.raises(Denied):
        acme.end_team_member(member, by=cast.vikram, at=NOW)
