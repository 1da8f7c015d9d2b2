"""Everyone's home page."""

import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Cover
from kpis.refresh import refresh_month
from tests import factories as make

NOW = make.instant("2026-10-20T09:00")
HOME = reverse("home")


def opened(client, user):
    client.force_login(user)
    with time_machine.travel(NOW, tick=False):
        return client.get(HOME)


def test_it_leads_an_executive_to_the_month(client, cast):
    assert opened(client, cast.esha).url == reverse("kpis:newest")


def agenda(client, user) -> dict[str, list[str]]:
    found = opened(client, user).context["agenda"]
    return {part: [str(item.record) for item in items] for part, items in vars(found).items()}


def test_it_puts_all_that_is_to_be_done_into_one_list(client, cast):
    acme = make.client("Acme", cast.asha)
    make.interaction(acme, cast.asha, "2026-10-19T10:00", status="planned", subject="Was it held?")
    make.interaction(acme, cast.asha, "2026-10-20T15:00", status="planned", subject="Meeting")
    make.task(cast.asha, "Late task", due_on=make.day("2026-10-18"))
    make.task(cast.asha, "Some day")
    make.task(cast.asha, "Far", due_on=make.day("2026-12-18"))
    make.task(cast.asha, "Waits for review", by=cast.vikram, state="handed_in", due_on=make.day("2026-10-18"))
    make.promise(acme, cast.asha, "2026-10-20", text="Promised")
    make.promise(acme, cast.asha, "2026-10-23", text="Promised later")
    assert agenda(client, cast.asha) == {
        "overdue": ["Late task", "Was it held?"],
        "today": ["Meeting", "Promised"],
        "ahead": ["Promised later"],
        "some_day": ["Some day"],
    }


def test_it_shows_the_step_agreed_in_the_last_talk_until_it_is_a_task(client, cast):
    acme = make.client("Acme", cast.asha)
    make.interaction(acme, cast.asha, "2026-10-01T10:00", next_step="Old", next_step_on=make.day("2026-10-10"))
    last = make.interaction(acme, cast.asha, "2026-10-15T10:00", next_step="Offer", next_step_on=make.day("2026-10-21"))
    assert agenda(client, cast.asha)["ahead"] == [str(last)]
    make.task(cast.asha, "Offer", client=acme, interaction=last)
    assert agenda(client, cast.asha)["ahead"] == []


def test_it_shows_the_cases_that_one_answers_for_by_their_clocks(client, cast):
    acme, zen = make.client("Acme", cast.asha), make.client("Zen", cast.asha)
    later = make.case(acme, "2026-10-19T09:00", due_at=make.instant("2026-10-23T09:00"))
    first = make.case(zen, "2026-10-19T09:00", due_at=make.instant("2026-10-20T08:00"))
    make.case(zen, "2026-10-19T09:00", manager=cast.vikram)
    make.case(zen, "2026-10-19T09:00", answered="2026-10-19T10:00", solved_at=make.instant("2026-10-19T11:00"))
    page = opened(client, cast.asha)
    assert page.context["cases"] == [first, later]
    assert "overdue" in page.text


def test_it_shows_who_stands_in_what_the_absent_one_has_to_do(client, cast):
    other, acme = make.user("Arun", supervisor=cast.vikram), make.client("Acme", cast.asha)
    Cover.objects.create(
        absent=cast.asha, colleague=other, since=NOW.date(), until=make.day("2026-10-21"), set_by=cast.asha
    )
    make.task(cast.asha, "Covered", due_on=make.day("2026-10-20"))
    case = make.case(acme, "2026-10-19T09:00")
    assert agenda(client, other)["today"] == ["Covered"]
    assert "You stand in for <strong>Asha</strong> until 20 Oct 2026." in opened(client, other).text
    assert opened(client, other).context["cases"] == [case]


def test_it_asks_a_senior_for_reviews(client, cast):
    ready = make.task(cast.asha, "Ready", by=cast.vikram, state="handed_in", handed_in_at=NOW)
    assert opened(client, cast.vikram).context["reviews"] == [ready]
    assert reverse("tasks:approve", args=[ready.pk]) in opened(client, cast.vikram).text


def test_it_shows_clients_without_a_talk_for_thirty_days(client, cast):
    silent, never = make.client("Silent", cast.asha), make.client("Never", cast.asha)
    make.interaction(silent, cast.asha, "2026-09-15T10:00")
    make.interaction(silent, cast.asha, "2026-10-10T10:00", kind="email")
    make.interaction(make.client("Recent", cast.asha), cast.asha, "2026-10-01T10:00")
    assert opened(client, cast.asha).context["silent"] == [silent, never]


def test_it_shows_contracts_that_end_within_ninety_days(client, cast):
    acme = make.client("Acme", cast.asha)
    soon = make.contract(acme, "2026-01-01", "2026-12-31")
    make.contract(acme, "2026-01-01", "2027-06-30")
    assert opened(client, cast.asha).context["ending"] == [soon]


def test_it_shows_the_month_so_far_from_the_figures(client, cast):
    make.interaction(make.client("Acme", cast.asha), cast.asha, "2026-10-05T10:00")
    refresh_month(make.day("2026-10-01"), now=NOW)
    shown = opened(client, cast.asha).context
    assert shown["month_so_far"]["meetings"].value == 1


def test_it_shows_a_senior_the_juniors_and_nobody_else(client, cast):
    refresh_month(make.day("2026-10-01"), now=NOW)
    assert [line["junior"] for line in opened(client, cast.vikram).context["juniors"]] == [cast.asha]
    assert "juniors" not in opened(client, cast.asha).context


def test_it_shows_nothing_of_other_peoples_clients(client, cast):
    stranger = make.client("Stranger", cast.ravi)
    make.contract(stranger, "2026-01-01", "2026-12-31")
    make.interaction(stranger, cast.ravi, "2026-10-21T10:00", status="planned")
    assert b"Stranger" not in opened(client, cast.asha).content


def test_it_takes_as_many_queries_for_thirty_clients_as_for_three(client, cast):
    def clients(numbers):
        for number in numbers:
            made = make.client(f"Client {number}", cast.vikram)
            make.contract(made, "2026-01-01", "2026-12-31")
            make.interaction(made, cast.vikram, "2026-10-21T10:00", status="planned")
            make.task(cast.asha, due_on=make.day("2026-10-21"), client=made)
            make.task(cast.asha, by=cast.vikram, state="handed_in", handed_in_at=NOW)
            make.task(cast.vikram, due_on=make.day("2026-10-21"), client=made)
            make.promise(made, cast.vikram, "2026-10-21")
            make.case(made, "2026-10-19T09:00")

    def count():
        with CaptureQueriesContext(connection) as queries, time_machine.travel(NOW, tick=False):
            client.get(HOME)
        return len(queries)

    client.force_login(cast.vikram)
    clients(range(3))
    few = count()
    clients(range(3, 30))
    assert count() == few
