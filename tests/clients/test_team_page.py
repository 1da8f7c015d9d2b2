"""The team page: who is below whom, and what each has in hand."""

import time_machine

from tests import factories as make

NOW = make.instant("2026-11-15T10:00")


def team(client, who):
    client.force_login(who)
    with time_machine.travel(NOW, tick=False):
        return client.get("/team/table/").context["branches"]


def test_it_shows_a_senior_the_own_line_only(client, cast):
    below = make.user("Dev", supervisor=cast.asha)
    assert [(b.person, b.depth) for b in team(client, cast.vikram)] == [(cast.vikram, 0), (cast.asha, 1), (below, 2)]


def test_it_shows_an_executive_every_tree(client, cast):
    shown = [(b.person, b.depth) for b in team(client, cast.esha)]
    assert shown == [(cast.meera, 0), (cast.ravi, 1), (cast.nila, 0), (cast.vikram, 0), (cast.asha, 1)]


def test_it_counts_clients_of_today_and_talks_of_this_month(client, cast):
    acme = make.client("Acme", cast.asha)
    make.responsible(make.client("Former"), cast.asha, "2020-01-01", until="2026-11-15")
    make.interaction(acme, cast.asha, "2026-11-02T09:00")
    make.interaction(acme, cast.vikram, "2026-11-03T09:00", kind="call", joint=[cast.asha, cast.vikram])
    make.interaction(acme, cast.asha, "2026-10-31T09:00")
    make.interaction(acme, cast.asha, "2026-11-04T09:00", kind="note")
    make.interaction(acme, cast.asha, "2026-11-05T09:00", trashed_at=NOW)
    make.interaction(acme, cast.asha, "2026-11-20T09:00", status="planned")
    make.interaction(acme, cast.asha, "2026-11-10T09:00", status="planned")
    vikram, asha = team(client, cast.vikram)
    assert (asha.clients, asha.held, asha.planned, asha.overdue) == (1, 2, 1, 1)
    assert (vikram.clients, vikram.held) == (0, 1)


def test_it_leaves_out_who_has_left(client, cast):
    type(cast.asha).objects.filter(pk=cast.asha.pk).update(is_active=False)
    assert [b.person for b in team(client, cast.vikram)] == [cast.vikram]
