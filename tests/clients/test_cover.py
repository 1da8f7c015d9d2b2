"""What standing in for an absent colleague opens, for how long, and what it never does."""

import pytest
from django.urls import reverse

from accounts.access import Denied
from accounts.models import Cover, Level, Role, User
from clients.models import Client, Interaction
from tests import factories as make

BEFORE, MEANWHILE, AFTER = (make.instant(f"{day}T10:00") for day in ("2026-11-30", "2026-12-02", "2026-12-04"))


@pytest.fixture
def rohan(cast):
    rohan = make.user("Rohan", supervisor=cast.vikram)
    make.cover(cast.asha, rohan, "2026-12-01", "2026-12-04")
    return rohan


@pytest.fixture
def acme(cast):
    return make.client("Acme", cast.asha, kind="key")


@pytest.fixture
def meanwhile(time_machine):
    time_machine.move_to(MEANWHILE, tick=False)


def names(user, on):
    return sorted(Client.objects.visible_to(User.objects.get(pk=user.pk), on=on.date()).values_list("name", flat=True))


def test_it_opens_book_and_teams_of_the_absent_for_that_time_only(cast, acme, rohan):
    make.team_member(make.client("Borg", cast.ravi), cast.asha)
    make.client("Secret", cast.ravi)
    assert [names(rohan, day) for day in (BEFORE, MEANWHILE, AFTER)] == [[], ["Acme", "Borg"], []]


def test_it_is_gone_from_the_first_request_after(client, acme, rohan, time_machine):
    client.force_login(rohan)
    found = []
    for moment in (BEFORE, MEANWHILE, AFTER):
        time_machine.move_to(moment, tick=False)
        found.append([client.get(reverse(f"clients:{page}", args=["ACME"])).status_code for page in ("detail", "edit")])
    assert found == [[404, 404], [200, 200], [404, 404]]


def test_it_ends_sight_when_the_absent_comes_back_early(cast, client, acme, rohan, meanwhile):
    client.force_login(rohan)
    Cover.objects.get().end(by=cast.asha, at=MEANWHILE)
    assert client.get(acme.get_absolute_url()).status_code == 404


def test_it_hands_over_no_juniors_of_an_absent_senior(cast):
    make.client("Acme", cast.asha)
    make.client("Top", cast.vikram)
    make.cover(cast.vikram, cast.meera, "2026-12-01", "2026-12-04")
    assert names(cast.meera, MEANWHILE) == ["Top"]


def test_it_shows_an_account_manager_no_key_account(cast):
    noor = make.user("Noor", Role.ACCOUNT_MANAGER)
    make.client("Key", noor, kind="key")
    make.client("Plain", noor)
    make.cover(noor, cast.nila, "2026-12-01", "2026-12-04")
    assert names(cast.nila, MEANWHILE) == ["Plain"]


@pytest.mark.usefixtures("meanwhile")
def test_it_lets_the_colleague_log_in_the_own_name(cast, acme, rohan):
    talk = Interaction.log(acme, by=rohan, at=MEANWHILE, kind="call", started_at=MEANWHILE)
    assert talk.manager == rohan
    planned = make.interaction(acme, cast.asha, "2026-12-03T10:00", status="planned")
    with pytest.raises(Denied):
        planned.change(by=rohan, at=MEANWHILE, status="held")


@pytest.mark.usefixtures("meanwhile")
def test_it_hands_over_neither_transferring_nor_staffing(cast, acme):
    make.cover(cast.asha, cast.meera, "2026-12-01", "2026-12-04")
    assert acme.may_work(cast.meera)
    with pytest.raises(Denied):
        acme.transfer(cast.ravi, MEANWHILE.date(), by=cast.meera, at=MEANWHILE)
    with pytest.raises(Denied):
        acme.add_team_member(cast.ravi, by=cast.meera, at=MEANWHILE)


@pytest.mark.usefixtures("meanwhile")
def test_it_leaves_responsibility_where_it_is(cast, acme, rohan):
    assert acme.held_by(MEANWHILE.date()) == cast.asha
    assert not User.objects.visible_to(rohan).contains(cast.asha)


@pytest.mark.usefixtures("meanwhile")
@pytest.mark.parametrize(
    ("who", "said"),
    [("rohan", "You stand in for <strong>Asha</strong> until 3 Dec"), ("vikram", "<strong>Rohan</strong> stands in")],
)
def test_it_is_said_on_the_clients_page(client, cast, acme, rohan, who, said):
    client.force_login(rohan if who == "rohan" else cast.vikram)
    assert said in client.get(acme.get_absolute_url()).text


@pytest.mark.usefixtures("meanwhile")
def test_it_narrows_the_list_to_whom_one_stands_in_for(client, cast, acme, rohan):
    make.client("Own", rohan)
    client.force_login(rohan)
    assert [row.name for row in client.get(f"/clients/?manager={cast.asha.pk}").context["rows"]] == ["Acme"]


def test_it_costs_no_more_questions_for_ten_absent_than_for_one(client, cast, django_assert_max_num_queries, meanwhile):
    client.force_login(cast.vikram)
    for number in range(10):
        absent = make.user(f"Absent {number}", level=Level.JUNIOR)
        make.client(f"Client {number}", absent)
        make.cover(absent, cast.vikram, "2026-12-01", "2026-12-04")
        if not number:
            client.get("/clients/")
    with django_assert_max_num_queries(13):
        assert len(client.get("/clients/").context["rows"]) == 10
