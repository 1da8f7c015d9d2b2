"""One case's page and its deeds, and the pages of the calendar and the targets behind its clocks."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories as make
from work.models import Calendar, Case, ServiceTarget

NOW = make.instant("2026-11-24T10:00")  # a Tuesday


@pytest.fixture
def acme(cast):
    return make.client("Acme", cast.asha, since="2026-01-01")


@pytest.fixture
def asha(client, cast, acme):
    client.force_login(cast.asha)
    return client


@pytest.fixture(autouse=True)
def _november(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def complaint(cast, acme):
    """Two working hours to the answer, 18 to the solution, since Monday at 16:00."""
    about = {"reference": "K-1", "kind": "complaint", "priority": "high", "subject": "Late again"}
    return Case.receive(acme, by=cast.asha, at=NOW, received_at=make.instant("2026-11-23T16:00"), **about)


def do(browser, case, deed, **fields):
    return browser.post(reverse(f"cases:{deed}", args=[case.pk]), fields)


def test_it_shows_both_clocks_and_what_comes_next(asha, complaint):
    page = asha.get(complaint.get_absolute_url()).text
    for said in ("overdue by 1 h", "15 h left", "3 h of 18 h of working time", "Answered", "Wait for the client"):
        assert said in page
    assert "Reopen" not in page


def test_it_goes_from_receipt_to_the_client_s_word_and_back(asha, complaint):
    for deed, fields, state in [
        ("wait", {}, "waiting"),
        ("solve", {"learnt": "Call first"}, "solved"),
        ("confirm", {"who": "Anna"}, "confirmed"),
        ("reopen", {"why": "It broke again"}, "answered"),
    ]:
        assert do(asha, complaint, deed, **fields).status_code == 302
        complaint.refresh_from_db()
        assert complaint.state == state
    page = asha.get(complaint.get_absolute_url()).text
    for said in ("reopened", "It broke again", "Call first", "waits for the client", "confirmed by the client"):
        assert said in page


def test_it_stands_until_the_client_comes_back(asha, complaint, time_machine):
    do(asha, complaint, "wait")
    time_machine.move_to(NOW + dt.timedelta(days=2), tick=False)
    page = asha.get(complaint.get_absolute_url()).text
    assert ("paused" in page, "15 h left" in page) == (True, True)
    do(asha, complaint, "resume")
    assert "paused" not in asha.get(complaint.get_absolute_url()).text


@pytest.mark.parametrize(("deed", "field"), [("solve", "learnt"), ("reopen", "why")])
def test_it_asks_for_the_words_that_a_deed_needs(asha, complaint, cast, deed, field):
    if deed == "reopen":
        complaint.solve(by=cast.asha, at=NOW, learnt="Ask")
    page = do(asha, complaint, deed, when="2026-11-24T09:30", **{field: " "}).text
    assert "This field is required" in page
    assert 'value="2026-11-24T09:30"' in page


def test_what_cannot_be_done_now_is_not_there(asha, complaint):
    for deed in ("resume", "confirm", "reopen"):
        assert asha.get(reverse(f"cases:{deed}", args=[complaint.pk])).status_code == 404


def test_it_goes_into_other_hands_and_says_why_not(client, cast, acme, complaint):
    client.force_login(cast.vikram)
    tara = make.user("Tara", supervisor=cast.vikram)
    assert "Tara does not work on this client" in do(client, complaint, "move", manager=tara.pk).text
    make.team_member(acme, tara)
    do(client, complaint, "move", manager=tara.pk)
    assert "Tara" in client.get(complaint.get_absolute_url()).text


def test_people_talk_beside_it_and_keep_files(asha, complaint):
    do(asha, complaint, "comment", text="Have you called?", file=SimpleUploadedFile("reply.txt", b"No"))
    page = asha.get(complaint.get_absolute_url()).text
    file = complaint.attachments.get()
    assert "Have you called?" in page
    assert b"".join(asha.get(reverse("cases:file", args=[file.pk])).streaming_content) == b"No"


def test_its_page_asks_as_much_however_long_its_story(asha, cast, complaint):
    few = asked(asha, complaint)
    for number in range(1, 5):
        complaint.comment(f"Comment {number}", by=cast.vikram, at=NOW)
        since = NOW + number * dt.timedelta(hours=2)
        complaint.pauses.create(since=since, until=since + dt.timedelta(hours=1))
    assert asked(asha, complaint) == few <= 18


def asked(browser, case) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(case.get_absolute_url()).status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    ("query", "shown"), [("?due=overdue", "A"), ("?due=today", "BA"), ("?sort=due", "ABC"), ("?state=unsolved", "CBA")]
)
def test_it_lists_by_what_is_due(asha, cast, acme, query, shown):
    for letter, received in (("C", "2026-11-24T09:30"), ("B", "2026-11-24T09:00"), ("A", "2026-11-23T09:00")):
        priority = "normal" if letter == "C" else "high"
        about = {"reference": letter, "kind": "question", "subject": f"Case {letter}", "priority": priority}
        Case.receive(acme, by=cast.asha, at=NOW, received_at=make.instant(received), **about)
    page = asha.get(reverse("cases:list") + query).text
    places = {page.find(f">Case {letter}</a>"): letter for letter in "ABC"}
    assert [places[place] for place in sorted(places) if place > 0] == list(shown)


def calendar_fields(**fields):
    week = {f"day{number}": "9:00–18:00" for number in range(5)} | {"day5": "", "day6": ""}
    return week | {"seen": "", "days": ""} | fields


def test_an_administrator_lays_out_the_calendar(client, cast):
    client.force_login(cast.omar)
    days = "2026-12-25; Christmas\n2026-12-24;Christmas Eve;9-13\n\n2027-01-26\tRepublic Day"
    client.post(reverse("service:calendar"), calendar_fields(day4="9–13, 14–17:30", days=days))
    version = Calendar.objects.get()
    assert (version.set_by, version.week[4]) == (cast.omar, [[540, 780], [840, 1050]])
    assert version.days["2026-12-24"] == {"name": "Christmas Eve", "hours": [[540, 780]]}
    page = client.get(reverse("service:calendar")).text
    assert "2026-12-24; Christmas Eve; 9:00–13:00\n2026-12-25; Christmas\n2027-01-26; Republic Day" in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"day0": "nine"}, "Write the hours as"),
        ({f"day{number}": "" for number in range(7)}, "A week without working hours"),
        ({"days": "2026-12-25; Christmas\n25.12.2026; Again"}, "Line 2: “25.12.2026” is no date"),
        ({"days": "2026-12-25; Christmas; noon"}, "Line 1: “noon” are no hours"),
        ({"days": "2026-12-25; One\n2026-12-25; Two"}, "Line 2: 2026-12-25 stands there already"),
        ({"seen": "17"}, "Somebody changed the calendar meanwhile"),
    ],
)
def test_it_keeps_what_was_typed_and_says_what_is_wrong_with_it(client, cast, fields, said):
    client.force_login(cast.omar)
    page = client.post(reverse("service:calendar"), calendar_fields(**fields)).text
    assert said in page
    assert all(value in page for value in fields.values())
    assert not Calendar.objects.exists()


def test_an_executive_decides_what_is_promised(client, cast):
    client.force_login(cast.esha)
    url = reverse("service:targets")
    form = client.get(url).context["form"]
    fields = {name: field.initial or "" for name, field in form.fields.items()}
    client.post(url, fields | {"complaint_urgent_answer": "0.5"})
    assert (ServiceTarget.objects.get().pair, ServiceTarget.objects.get().minutes) == (
        ("complaint", "urgent"),
        (30, 540),
    )
    for wrong, said in [
        ({"complaint_urgent_answer": "10"}, "cannot be due before"),
        ({}, "changed the targets meanwhile"),
    ]:
        assert said in client.post(url, fields | {"seen": ""} | wrong).text


def test_each_of_the_two_reads_what_the_other_keeps(client, cast):
    for who, name in ((cast.esha, "service:calendar"), (cast.omar, "service:targets")):
        client.force_login(who)
        page = client.get(reverse(name)).text
        assert ("disabled" in page, ">Save<" in page) == (True, False)
