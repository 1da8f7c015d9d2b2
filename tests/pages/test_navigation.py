"""The bar at the top: short, for each duty what it needs all day; the rest under “More”."""

import re

import pytest

BARS = {
    "asha": ["Today", "Clients", "Talks", "Tasks", "Cases", "Deals", "KPIs"],
    "vikram": ["Today", "Team", "Clients", "Tasks", "Cases", "Deals", "KPIs"],
    "nila": ["Today", "Clients", "Talks", "Tasks", "Cases", "Playbooks", "KPIs"],
    "esha": ["KPIs", "Team", "Clients", "Deals", "Contracts", "Pay"],
    "omar": ["Today", "Imports", "People", "Closed months", "Audit log", "Settings"],
    "leela": ["Today", "Requests"],
}


def bar_of(client, user, path: str = "/profile/") -> tuple[str, str]:
    """The bar, and the menu in it."""
    client.force_login(user)
    bar = re.search(r'<nav class="topnav".*?</nav>', client.get(path).text, re.S)
    begins, _, menu = bar[0].partition("<details")
    return begins, menu


@pytest.mark.parametrize(("who", "labels"), BARS.items())
def test_it_shows_each_duty_what_it_needs_all_day(client, cast, who, labels):
    bar, _menu = bar_of(client, getattr(cast, who))
    assert re.findall(r">([^<>]+)</a>", bar) == labels


def test_it_keeps_the_rest_under_more_and_marks_where_one_is(client, cast):
    bar, menu = bar_of(client, cast.vikram, "/promises/")
    assert "aria-current" not in bar
    assert '<summary aria-current="true">More' in menu
    assert '<a href="/promises/" aria-current="page">' in menu
    assert menu.count('aria-current="page"') == 1


def test_it_has_no_menu_where_all_stands_in_the_bar(client, cast):
    assert bar_of(client, cast.omar)[1] == ""
