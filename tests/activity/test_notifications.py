"""Who is told, once, of what others did; how it is shown, and how it is read."""

import pytest
import time_machine

from activity import telling
from activity.models import Event, Notification, Preference, record
from tests import factories as make

AT = make.instant("2026-11-24T09:00")


@pytest.fixture
def acme(cast):
    return make.client("Acme", cast.asha)


@pytest.fixture
def told(monkeypatch):
    """Two verbs of no room: `test.said` tells whom its data names, `test.commented` tells the owner."""
    monkeypatch.setattr(telling, "_tellings", {name: [*kept] for name, kept in telling._tellings.items()})
    monkeypatch.setattr(telling, "kinds", dict(telling.kinds))
    telling.kind("test", "Tests")
    for verb in ("test.said", "test.commented"):
        telling.tells(verb, kind="test", say="%(actor)s said “%(text)s”", where=lambda event: "/profile/")(
            lambda event: event.data.get("to", [])
        )


def say(subject, by, *to, text="hello", verb="test.said", at=AT, **data) -> Event:
    return record(verb, subject, by=by, at=at, to=[user.pk for user in to], text=text, **data)


def of(user) -> list[str]:
    return [row.sentence for row in Notification.objects.visible_to(user)]


def listed(client, user, **filters) -> list[tuple[str, int]]:
    client.force_login(user)
    return [(row.sentence, row.more) for row in client.get("/notifications/", filters).context["rows"]]


@pytest.mark.usefixtures("told")
def test_it_tells_whom_a_deed_concerns_but_never_its_doer(cast, acme):
    say(acme, cast.vikram, cast.asha, cast.vikram)
    assert of(cast.asha) == ["Vikram said “hello”"]
    assert of(cast.vikram) == of(cast.ravi) == []


@pytest.mark.usefixtures("told")
def test_it_tells_nobody_who_left(cast, acme):
    cast.asha.deactivate(cast.omar, AT)
    say(acme, cast.vikram, cast.asha)
    assert not Notification.objects.exists()


@pytest.mark.usefixtures("told")
def test_it_tells_who_is_called_and_owns_it_once_as_called(cast, acme):
    say(acme, cast.vikram, cast.asha, verb="test.commented", title="Acme", mentioned=[cast.asha.pk, cast.nila.pk])
    assert of(cast.asha) == of(cast.nila) == ["Vikram calls you beside “Acme”: hello"]


@pytest.mark.usefixtures("told")
def test_it_tells_the_owner_who_wants_no_calls_as_an_owner(cast, acme):
    Preference.choose({"mentions": "none"}, by=cast.asha, at=AT)
    say(acme, cast.vikram, cast.asha, verb="test.commented", mentioned=[cast.asha.pk])
    assert of(cast.asha) == ["Vikram said “hello”"]


@pytest.mark.usefixtures("told")
def test_it_tells_nothing_of_a_kind_that_one_does_not_want(cast, acme):
    Preference.choose({"test": "none"}, by=cast.asha, at=AT)
    say(acme, cast.vikram, cast.asha, cast.ravi)
    assert (len(of(cast.asha)), len(of(cast.ravi))) == (0, 1)


@pytest.mark.usefixtures("told")
def test_it_shows_unread_ones_about_one_record_as_one_line(client, cast, acme):
    for text in ("one", "two", "three"):
        say(acme, cast.vikram, cast.asha, text=text)
    say(make.client("Cobalt"), cast.vikram, cast.asha)
    assert listed(client, cast.asha) == [("Vikram said “hello”", 0), ("Vikram said “three”", 2)]


@pytest.mark.usefixtures("told")
def test_it_reads_a_line_with_all_that_it_stands_for(client, cast, acme):
    for text in ("one", "two"):
        say(acme, cast.vikram, cast.asha, text=text)
    say(make.client("Cobalt"), cast.vikram, cast.asha, text="other")
    line = Notification.objects.get(event__data__text="two")
    client.force_login(cast.asha)
    assert client.get(f"/notifications/{line.pk}/").headers["Location"] == "/profile/"
    assert [row.event.data["text"] for row in Notification.objects.unread()] == ["other"]
    assert len(listed(client, cast.asha)) == 3


@pytest.mark.usefixtures("told")
def test_it_opens_nobody_elses(client, cast, acme):
    say(acme, cast.vikram, cast.asha)
    client.force_login(cast.ravi)
    assert client.get(f"/notifications/{Notification.objects.get().pk}/").status_code == 404
    assert Notification.objects.unread().exists()


@pytest.mark.usefixtures("told")
def test_it_filters_by_kind_and_by_what_is_unread(client, cast, acme):
    say(acme, cast.vikram, cast.asha, text="said")
    say(acme, cast.vikram, verb="test.commented", title="Acme", mentioned=[cast.asha.pk])
    assert listed(client, cast.asha, kind="test") == [("Vikram said “said”", 0)]
    Notification.objects.filter(kind="test").read(AT)
    assert listed(client, cast.asha, read="no") == [("Vikram calls you beside “Acme”: hello", 0)]
    assert listed(client, cast.asha, kind="nonsense") == []


@pytest.mark.usefixtures("told")
def test_it_marks_all_read_but_not_what_came_since(client, cast, acme):
    say(acme, cast.vikram, cast.asha, text="seen")
    newest = Notification.objects.get().pk
    say(acme, cast.vikram, cast.asha, text="not seen")
    client.force_login(cast.asha)
    client.post("/notifications/read/", {"newest": newest})
    assert [row.event.data["text"] for row in Notification.objects.unread()] == ["not seen"]


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("newest", ["", "-1", "x", "9" * 40])
def test_it_marks_nothing_read_for_a_number_that_is_none(client, cast, acme, newest):
    say(acme, cast.vikram, cast.asha)
    client.force_login(cast.asha)
    assert client.post("/notifications/read/", {"newest": newest}).status_code == 302
    assert Notification.objects.unread().count() == 1


@pytest.mark.usefixtures("told")
def test_its_bell_answers_only_when_something_changed(client, cast, acme):
    client.force_login(cast.asha)
    assert client.get("/notifications/bell/", {"seen": "0-0"}).status_code == 204
    say(acme, cast.vikram, cast.asha)
    newest = Notification.objects.get().pk
    rung = client.get("/notifications/bell/", {"seen": "0-0"})
    assert (rung.headers["HX-Trigger"], "1 unread" in rung.text) == ('{"news": {}}', True)
    assert client.get("/notifications/bell/", {"seen": f"{newest}-1"}).status_code == 204


@pytest.mark.usefixtures("told")
def test_its_bell_is_no_news_when_something_was_read_elsewhere(client, cast, acme):
    say(acme, cast.vikram, cast.asha)
    newest = Notification.objects.get().pk
    Notification.objects.all().read(AT)
    client.force_login(cast.asha)
    quiet = client.get("/notifications/bell/", {"seen": f"{newest}-1"})
    assert (quiet.status_code, "HX-Trigger" in quiet.headers) == (200, False)


@pytest.mark.usefixtures("told")
def test_its_bell_counts_to_nine(client, cast):
    for number in range(12):
        say(make.client(f"Client {number}"), cast.vikram, cast.asha)
    client.force_login(cast.asha)
    assert "9+ unread" in client.get("/profile/").text


@pytest.mark.usefixtures("told")
def test_it_says_what_an_older_event_lacks_as_nothing(cast, acme):
    record("test.said", acme, by=cast.vikram, at=AT, to=[cast.asha.pk])
    assert of(cast.asha) == ["Vikram said “”"]


def test_it_says_of_every_telling_which_kind_it_is():
    used = {told.kind for tellings in telling._tellings.values() for told in tellings}
    assert used <= telling.kinds.keys()


def test_it_keeps_what_one_chose_and_writes_it_down(client, cast):
    client.force_login(cast.asha)
    chosen = dict.fromkeys(telling.kinds, "app") | {"mentions": "none"}
    with time_machine.travel(AT, tick=False):
        client.post("/notifications/settings/", chosen)
        client.post("/notifications/settings/", chosen | {"mentions": "app"})
    assert Preference.channels_of(cast.asha)["mentions"] == "app"
    last = Event.objects.filter(verb="user.preferred").first()
    assert last.data == {"changes": {"mentions": ["none", "app"]}}


def test_it_refuses_a_way_that_there_is_not(client, cast):
    client.force_login(cast.asha)
    refused = client.post("/notifications/settings/", dict.fromkeys(telling.kinds, "pigeon"))
    assert (refused.status_code, Preference.objects.count()) == (200, 0)


def test_it_tells_both_managers_of_a_transfer(cast, acme):
    acme.transfer(cast.vikram, AT.date(), by=cast.esha, at=AT)
    assert of(cast.asha) == of(cast.vikram) == ["Esha transferred Acme to Vikram from 24 Nov 2026"]


def test_it_tells_who_comes_into_a_team(client, cast, acme):
    member = make.user("Tara", supervisor=cast.vikram)
    acme.add_team_member(member, by=cast.vikram, at=AT)
    assert of(member) == ["Vikram took you into the team of Acme"]
    client.force_login(member)
    assert client.get(f"/notifications/{Notification.objects.get().pk}/").headers["Location"] == "/clients/ACME/"
