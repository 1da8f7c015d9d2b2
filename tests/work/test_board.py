"""A senior's board, moving a card, and the page on one person."""

import pytest
from django.urls import reverse

from tests import factories as make
from work.models import Task

BOARD = "/team/"


@pytest.fixture(autouse=True)
def _november(time_machine):
    time_machine.move_to(make.instant("2026-11-24T10:00"), tick=False)  # a Tuesday


@pytest.fixture
def vikram(client, cast):
    client.force_login(cast.vikram)
    return client


def test_it_puts_the_people_below_side_by_side_overdue_first(vikram, cast):
    make.user("Dev", supervisor=cast.asha)
    for title, due in (("Never", None), ("Soon", "2026-11-30"), ("Late", "2026-11-20")):
        make.task(cast.asha, title, cast.vikram, due_on=due and make.day(due))
    make.task(cast.asha, "Over", state="approved")
    shown = {
        column.person.name: [task.title for task in column.cards] for column in vikram.get(BOARD).context["columns"]
    }
    assert shown == {"Asha": ["Late", "Soon", "Never"], "Dev": []}


def test_it_counts_what_each_has_in_hand(vikram, cast):
    acme = make.client("Acme", cast.asha)
    make.task(cast.asha, due_on=make.day("2026-11-20"))
    make.task(cast.asha)
    make.interaction(acme, cast.asha, "2026-11-23T00:00", duration_minutes=90)
    make.interaction(acme, cast.vikram, "2026-11-29T23:59", status="planned", joint=[cast.asha], duration_minutes=30)
    make.interaction(acme, cast.asha, "2026-11-25T09:00", status="planned")
    make.interaction(acme, cast.asha, "2026-11-22T23:59", duration_minutes=600)
    make.interaction(acme, cast.asha, "2026-11-24T09:00", kind="call", duration_minutes=600)
    (column,) = vikram.get(BOARD).context["columns"]
    load = column.load
    assert (load.open, load.overdue, load.clients, load.hours, load.unmeasured) == (2, 1, 1, 2.0, 1)


def test_it_asks_for_reviews_and_for_what_was_handed_back(vikram, cast):
    ready = make.task(cast.asha, "Ready", cast.vikram, state="handed_in", handed_in_at=make.instant("2026-11-24T09:00"))
    make.task(cast.asha, "Back", cast.vikram, state="declined", reason="Away")
    page = vikram.get(BOARD).text
    assert reverse("tasks:approve", args=[ready.pk]) in page
    assert "Asha: Away" in page


@pytest.mark.parametrize(
    ("query", "shown"), [("?due=overdue", ["Late"]), ("?due=week", ["Late", "Soon"]), ("?q=so", ["Soon"])]
)
def test_it_is_narrowed(vikram, cast, query, shown):
    for title, due in (("Soon", "2026-11-30"), ("Late", "2026-11-20"), ("Later", "2026-12-20")):
        make.task(cast.asha, title, due_on=make.day(due))
    (column,) = vikram.get(BOARD + query).context["columns"]
    assert [task.title for task in column.cards] == shown


def test_a_dropped_card_changes_hands(vikram, cast):
    arun, task = make.user("Arun", supervisor=cast.vikram), make.task(cast.asha, by=cast.vikram)
    assert "Arun has “Send the offer” now." in vikram.post(f"/team/move/{task.pk}/", {"to": arun.pk}, follow=True).text
    assert Task.objects.get().owner == arun


def test_a_card_dropped_where_it_cannot_lie_goes_back_with_a_sentence(vikram, cast):
    arun, acme = make.user("Arun", supervisor=cast.vikram), make.client("Acme", cast.asha)
    task = make.task(cast.asha, by=cast.vikram, client=acme)
    page = vikram.post(f"/team/move/{task.pk}/", {"to": arun.pk}, follow=True).text
    assert "Arun does not work on Acme" in page
    outside = vikram.post(f"/team/move/{task.pk}/", {"to": cast.ravi.pk}, follow=True).text
    assert "Choose somebody of your own line." in outside
    assert Task.objects.get().owner == cast.asha


def test_an_executive_opens_the_board_of_a_senior(client, cast):
    client.force_login(cast.esha)
    assert client.get(BOARD).url == "/team/table/"
    page = client.get(BOARD, {"of": cast.meera.pk})
    assert [column.person for column in page.context["columns"]] == [cast.ravi]
    assert client.get(BOARD, {"of": cast.asha.pk}).status_code == 404


def test_a_senior_opens_no_other_s_board(vikram, cast):
    assert vikram.get(BOARD, {"of": cast.meera.pk}).status_code == 404


def test_the_page_on_a_person_tells_what_waits_and_what_was_done(vikram, cast):
    acme = make.client("Acme", cast.asha)
    make.task(cast.asha, "Waiting")
    make.task(cast.asha, "Finished", state="approved", ended_at=make.instant("2026-11-20T09:00"))
    make.task(cast.asha, "Forgotten", state="approved", ended_at=make.instant("2026-10-20T09:00"))
    make.case(acme, "2026-11-20T09:00", subject="Lift is stuck")
    make.interaction(acme, cast.asha, "2026-11-20T09:00", subject="Review")
    page = vikram.get(f"/team/{cast.asha.pk}/").text
    assert all(said in page for said in ("Waiting", "Finished", "Lift is stuck", "Review"))
    assert "Forgotten" not in page
