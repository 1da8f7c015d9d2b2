"""Everyone's home page."""

import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

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


def test_it_shows_what_is_planned_and_what_was_never_confirmed(client, cast):
    acme = make.client("Acme", cast.asha)
    ahead = make.interaction(acme, cast.asha, "2026-10-21T10:00", status="planned")
    late = make.interaction(acme, cast.asha, "2026-10-19T10:00", status="planned")
    shown = opened(client, cast.asha).context
    assert (shown["planned"], shown["unconfirmed"]) == ([ahead], [late])


def test_it_shows_the_step_agreed_in_the_last_talk_only(client, cast):
    acme = make.client("Acme", cast.asha)
    make.interaction(acme, cast.asha, "2026-10-01T10:00", next_step="Old", next_step_on=make.day("2026-10-10"))
    last = make.interaction(acme, cast.asha, "2026-10-15T10:00", next_step="Offer", next_step_on=make.day("2026-10-21"))
    assert opened(client, cast.asha).context["steps"] == [last]


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
    assert opened(client, cast.asha).context["juniors"] == []


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

    def count():
        with CaptureQueriesContext(connection) as queries, time_machine.travel(NOW, tick=False):
            client.get(HOME)
        return len(queries)

    client.force_login(cast.vikram)
    clients(range(3))
    few = count()
    clients(range(3, 30))
    assert count() == few
