"""The people at a client: how sure we are, who knows them, who has left, and what is missing."""

import re

import pytest
import time_machine
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.access import Denied
from accounts.models import Company
from activity.models import Event, Notification
from clients.models import Certainty, Client, Contact
from clients.relationship_map import map_of
from tests import factories as make

NOW = make.instant("2026-11-24T10:00")


@pytest.fixture
def acme(cast) -> Client:
    return make.client("Acme", cast.asha)


def drawn(client: Client):
    return map_of(client, Company.current().rules(), NOW)


def met(client, person, on: str):
    make.interaction(client, client.held_by(NOW.date()), f"{on}T09:00").contacts.add(person)


def test_what_is_changed_is_assumed_until_it_is_confirmed(cast, acme):
    kiran = Contact.add(acme, name="Kiran", attitude="neutral", by=cast.asha, at=NOW)
    assert not kiran.sure_of()["attitude"].confirmed
    kiran = kiran.judge(attitude="neutral", influence="high", confirmed=["attitude"], by=cast.vikram, at=NOW)
    sure = kiran.sure_of()
    assert (sure["attitude"].confirmed, sure["attitude"].by) == (True, cast.vikram)
    assert (sure["influence"].confirmed, sure["influence"].on) == (False, make.day("2026-11-24"))
    kiran = kiran.change(attitude="critic", by=cast.asha, at=NOW)
    assert not kiran.sure_of()["attitude"].confirmed


def test_a_confirmation_says_nothing_of_another_value(cast, acme):
    kiran = make.contact(acme, "Kiran", attitude="neutral")
    kiran.judge(confirmed=["attitude"], by=cast.asha, at=NOW)
    Contact.objects.filter(pk=kiran.pk).update(attitude="critic")  # as an import does
    assert Contact.objects.get().sure_of() == {}
    assert "attitude" not in drawn(acme).nodes[0].person.sure


def test_confirming_the_same_again_keeps_its_day(cast, acme):
    kiran = make.contact(acme, "Kiran", attitude="neutral")
    kiran.judge(confirmed=["attitude"], by=cast.asha, at=NOW)
    kiran.judge(confirmed=["attitude"], by=cast.vikram, at=make.instant("2026-12-24T10:00"))
    row = Certainty.objects.get()
    assert (row.by, row.on, Event.objects.filter(verb="contact.confirmed").count()) == (cast.asha, NOW.date(), 1)
    kiran.judge(confirmed=[], by=cast.vikram, at=NOW)
    assert not kiran.sure_of()["attitude"].confirmed


def test_it_keeps_who_of_us_knows_somebody(cast, acme):
    kiran = make.contact(acme, "Kiran")
    kiran.meet(cast.asha, 1, by=cast.asha, at=NOW)
    kiran.meet(cast.asha, 3, "school friend", by=cast.asha, at=NOW)
    kiran.meet(cast.vikram, 2, by=cast.vikram, at=NOW)
    assert [(row.user, row.strength) for row in drawn(acme).nodes[0].person.known_by] == [
        (cast.asha, 3),
        (cast.vikram, 2),
    ]
    kiran.meet(cast.vikram, None, by=cast.vikram, at=NOW)
    kiran.meet(cast.vikram, None, by=cast.vikram, at=NOW)
    assert kiran.acquaintances.count() == 1
    assert Event.objects.filter(verb="contact.acquainted").count() == 4
    with pytest.raises(Denied):
        kiran.meet(cast.ravi, 1, by=cast.ravi, at=NOW)


def test_manager_and_team_are_told_when_a_person_leaves(cast, acme):
    make.team_member(acme, cast.ravi)
    kiran = make.contact(acme, "Kiran")
    kiran.leave(make.day("2026-11-20"), "Borg", by=cast.vikram, at=NOW)
    kiran.refresh_from_db()
    assert (kiran.left_on, kiran.left_for) == (make.day("2026-11-20"), "Borg")
    told = Notification.objects.filter(event__verb="contact.left")
    assert {row.user for row in told} == {cast.asha, cast.ravi}
    found = drawn(acme)
    assert ([], [kiran]) == (found.nodes, found.gone)
    kiran.leave(None, by=cast.asha, at=NOW)
    assert drawn(acme).nodes[0].person.left_for == ""


def test_it_draws_everyone_below_whom_they_report_to(acme):
    boss = make.contact(acme, "Boss", decision_role="decides")
    head = make.contact(acme, "Head", reports_to=boss)
    make.contact(acme, "Clerk", reports_to=head)
    make.contact(acme, "Zoe", reports_to=boss)
    make.contact(acme, "Alone")
    nodes = [(n.person.name, n.depth, n.opens, n.leads, n.closes) for n in drawn(acme).nodes]
    assert nodes == [
        ("Boss", 0, False, True, 0),
        ("Head", 1, True, True, 0),
        ("Clerk", 2, True, False, 1),
        ("Zoe", 1, False, False, 1),
        ("Alone", 0, False, False, 0),
    ]


def test_it_says_what_is_missing(acme):
    buyer = make.contact(acme, "Buyer", decision_role="buys", attitude="supporter")
    gaps = drawn(acme).gaps
    assert gaps == {
        "no_sponsor": [],
        "nobody_above_purchasing": [buyer],
        "not_met": [buyer],
        "single_threaded": [],
    }
    met(acme, buyer, "2026-08-26")
    assert drawn(acme).gaps.keys() == {"no_sponsor", "nobody_above_purchasing", "single_threaded"}


def test_it_misses_nothing_where_nothing_is_missing(acme):
    boss = make.contact(acme, "Boss", decision_role="decides", attitude="supporter")
    buyer = make.contact(acme, "Buyer", decision_role="buys", reports_to=boss)
    for person in (boss, buyer):
        met(acme, person, "2026-11-02")
    assert drawn(acme).gaps == {}


def test_who_was_met_ninety_one_days_ago_is_missed(acme):
    boss = make.contact(acme, "Boss", decision_role="decides", attitude="supporter")
    met(acme, boss, "2026-08-25")
    assert drawn(acme).gaps["not_met"] == [boss]


def test_a_planned_talk_is_no_meeting(acme):
    boss = make.contact(acme, "Boss", influence="high")
    talk = make.interaction(acme, acme.held_by(NOW.date()), "2026-11-20T09:00", status="planned")
    talk.contacts.add(boss)
    assert drawn(acme).nodes[0].person.last_met is None


@pytest.mark.parametrize("people", [1, 40])
def test_the_page_asks_a_fixed_number_of_questions(client, cast, acme, people):
    for number in range(people):
        kiran = make.contact(acme, f"Kiran {number}", decision_role="decides")
        kiran.acquaintances.create(user=cast.asha, strength=2)
        kiran.certainties.create(what="decision_role", value="decides", on=NOW.date(), by=cast.asha)
        met(acme, kiran, "2026-11-02")
    client.force_login(cast.asha)
    cache.clear()
    with time_machine.travel(NOW), CaptureQueriesContext(connection) as captured:
        page = client.get(reverse("clients:map", args=["ACME"]))
    assert page.status_code == 200
    assert len(captured) == 11
    assert page.text.count('class="map-card') == people


def test_the_chart_is_a_well_formed_tree(client, cast, acme):
    above = None
    for number in range(120):
        above = make.contact(acme, f"P {number}", reports_to=above)
    make.contact(acme, "Q", reports_to=Contact.objects.get(name="P 3"))
    client.force_login(cast.asha)
    page = client.get(reverse("clients:map", args=["ACME"])).text
    tree = page[page.index('<ul class="map-tree">') :]
    depth = 0
    for tag in re.findall(r"</?(?:ul|li)\b", tree[: tree.index("</section>")]):
        depth += -1 if tag.startswith("</") else 1
        assert depth >= 0
    assert depth == 0


def test_facts_are_confirmed_on_a_form_and_nothing_empty_is(client, cast, acme):
    kiran = make.contact(acme, "Kiran")
    client.force_login(cast.asha)
    url = reverse("contacts:standing", args=[kiran.pk])
    refused = client.post(url, {"confirmed": ["attitude"]})
    assert "cannot be confirmed" in refused.text
    client.post(url, {"attitude": "critic", "confirmed": ["attitude"]})
    kiran.refresh_from_db()
    assert kiran.sure_of()["attitude"].confirmed


def test_a_new_firm_needs_a_last_day(client, cast, acme):
    kiran = make.contact(acme, "Kiran")
    client.force_login(cast.asha)
    page = client.post(reverse("contacts:leave", args=[kiran.pk]), {"left_for": "Borg"})
    assert "Say the last day" in page.text


def test_the_form_names_only_colleagues_near_the_client(client, cast, acme):
    kiran = make.contact(acme, "Kiran")
    client.force_login(cast.asha)
    url = reverse("contacts:known", args=[kiran.pk])
    assert client.post(url, {"user": cast.ravi.pk, "strength": 2}).status_code == 200
    assert client.post(url, {"user": cast.asha.pk, "strength": 2, "note": "met at the fair"}).status_code == 302
    assert kiran.acquaintances.get().user == cast.asha


def test_a_circle_of_reports_is_refused_there_too(cast, acme):
    boss = make.contact(acme, "Boss")
    head = make.contact(acme, "Head", reports_to=boss)
    with pytest.raises(ValidationError, match="circle"):
        boss.judge(reports_to=head, confirmed=[], by=cast.asha, at=NOW)
