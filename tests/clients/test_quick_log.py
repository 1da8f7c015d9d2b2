"""The one line above the form: what it fills in, what it leaves alone, and that it saves nothing."""

import html
import json
import re

import pytest
import time_machine
from django.urls import reverse

from clients.models import Interaction
from tests import factories as make
from work.models import Task

NOW = make.instant("2026-11-26T09:00")  # a Thursday
UNDERSTAND, LOG = reverse("interactions:understand"), reverse("interactions:log")
LINE = "call Anna at Acme yesterday 15:00 20m price ok #next send offer Fri"


@pytest.fixture
def acme(cast):
    acme = make.client("Acme", cast.asha)
    make.contact(acme, "Anna")
    return acme


@pytest.fixture
def asha(client, cast, acme):
    client.force_login(cast.asha)
    with time_machine.travel(NOW, tick=False):
        yield client


def values(text: str) -> dict:
    """What the form's fields hold, as the browser would send them."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", text):
        told = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        ticks = told["type"] in ("checkbox", "radio")
        if "name" in told and (not ticks or " checked" in tag):
            found[told["name"]] = html.unescape(told.get("value", "on" if ticks else ""))
    return found


def filled(asha, line: str, **given) -> dict:
    return values(asha.post(UNDERSTAND, {"line": line, **given}).text)


def test_it_fills_the_fields_and_saves_nothing(asha, acme):
    form = filled(asha, LINE)
    assert (form["client"], form["kind"], form["status"], form["started_at"], form["duration_minutes"]) == (
        *("ACME", "call", "held", "2026-11-25T15:00", "20"),
    )
    assert (form["subject"], form["next_step"], form["next_step_on"]) == ("price ok", "send offer", "2026-11-27")
    assert form["contacts"] == str(acme.contacts.get().pk)
    assert not Interaction.objects.exists()


def test_it_keeps_what_was_typed_below(asha):
    form = filled(asha, LINE, subject="My own words", notes="Long", duration_minutes="45")
    assert (form["subject"], form["duration_minutes"]) == ("My own words", "45")


def test_it_takes_back_what_the_line_does_not_say_any_more(asha):
    first = filled(asha, LINE)
    again = filled(asha, "met Anna", **first)
    assert (again["kind"], again["duration_minutes"], again["subject"]) == ("meeting", "", "")


def test_it_keeps_the_client_chosen_by_hand(asha, cast):
    make.client("Banyan", cast.asha)
    assert filled(asha, LINE, client="BANYAN")["client"] == "BANYAN"


def test_it_ticks_who_is_named_after_the_client_was_chosen_by_hand(asha, acme, cast):
    devi = make.contact(acme, "Devi")
    make.interaction(acme, cast.asha, "2026-11-01T09:00").contacts.set([acme.contacts.get(name="Anna"), devi])
    usual = list(acme.contacts.order_by("-pk").values_list("pk", flat=True))
    form = filled(asha, "call Devi", client="ACME", contacts=usual)
    assert (form["client"], form["contacts"]) == ("ACME", str(devi.pk))


def test_it_was_held_when_it_is_past_however_the_form_was_opened(asha):
    text = asha.post(f"{UNDERSTAND}?status=planned", {"line": "call Acme yesterday 15:00"}).text
    assert values(text)["status"] == "held"


def test_it_offers_clients_and_takes_the_one_picked(asha, cast):
    for name in ("Tata Steel", "Tata Motors"):
        make.client(name, cast.asha)
    text = asha.post(UNDERSTAND, {"line": "call Tata"}).text
    assert "Which client is meant?" in text
    assert values(text)["client"] == ""
    assert filled(asha, "call Tata", pick="TATA-MOTORS")["client"] == "TATA-MOTORS"


def test_it_picks_no_client_of_somebody_else(asha, cast):
    make.client("Secret", cast.ravi)
    text = asha.post(UNDERSTAND, {"line": "call Anna", "pick": "SECRET", "put": "[]"}).text
    assert "Secret" not in text.replace('value="SECRET"', "").replace('data-shown="SECRET"', "")


def test_it_shows_a_line_back_before_it_saves_also_without_javascript(asha):
    answer = asha.post(LOG, {"line": LINE})
    assert not Interaction.objects.exists()
    asha.post(LOG, values(answer.text))
    assert Interaction.objects.get().subject == "price ok"


def test_it_makes_the_talk_as_it_was_the_last_time(asha, acme, cast):
    talk = make.interaction(acme, cast.asha, "2026-11-01T09:00", duration_minutes=50, subject="Weekly")
    talk.contacts.set([anna := acme.contacts.get()])
    form = filled(asha, "", client="ACME", again="1")
    assert (form["kind"], form["duration_minutes"], form["subject"]) == ("meeting", "50", "Weekly")
    assert form["contacts"] == str(anna.pk)


def test_it_makes_the_next_step_a_task_in_the_same_breath(asha, acme, cast):
    for _ in range(2):
        asha.post(
            LOG,
            {"client": "ACME", "reference": "00000000-0000-0000-0000-000000000007", "as_task": "on"}
            | {"next_step": "Send offer", "next_step_on": "2026-11-27"},
        )
    task = Task.objects.get()
    assert (task.title, task.owner, task.client, str(task.due_on)) == ("Send offer", cast.asha, acme, "2026-11-27")
    assert task.interaction == Interaction.objects.get()


def test_it_makes_no_task_of_no_step(asha):
    asha.post(LOG, {"client": "ACME", "as_task": "on"})
    assert Interaction.objects.exists()
    assert not Task.objects.exists()


def test_it_keeps_a_step_longer_than_a_tasks_title_whole(asha):
    asha.post(LOG, {"client": "ACME", "as_task": "on", "next_step": "x" * 300})
    assert Task.objects.get().details == "x" * 300


def test_it_keeps_how_the_talk_went(asha):
    asha.post(LOG, {"client": "ACME", "outcome": "They agree", "sentiment": "good"})
    talk = Interaction.objects.get()
    assert (talk.outcome, talk.sentiment) == ("They agree", "good")
    assert "They agree" in asha.get(talk.get_absolute_url()).text


@pytest.mark.parametrize("put", ["", "{", "[]", "7", json.dumps({"client": 3, "contacts": {"a": 1}})])
def test_it_bears_a_broken_memory(asha, put):
    assert filled(asha, LINE, put=put)["client"] == "ACME"


def test_it_understands_in_the_readers_zone(asha, cast):
    cast.asha.time_zone = "Asia/Kolkata"
    cast.asha.save()
    assert filled(asha, "call Acme today 14:00")["status"] == "held"  # 14:30 there
    assert filled(asha, "call Acme today 15:00")["status"] == "planned"


def test_it_asks_as_much_for_many_clients_as_for_few(asha, cast, django_assert_max_num_queries):
    for number in range(30):
        make.contact(make.client(f"Acme {number}", cast.asha), "Anna")
    with django_assert_max_num_queries(30):
        asha.post(UNDERSTAND, {"line": LINE})
