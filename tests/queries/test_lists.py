"""Every page that lists something asks the database a fixed number of questions, however much there is."""

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pages.views import ListPage
from tests import factories as make
from tests.permissions.routes import all_callbacks
from tests.queries.company import grow

NOW = make.instant("2026-11-15T09:00")

# page: (who looks, how many queries). Two are the session and the reader, one the company's settings, one the
# bell, and, where clients are looked for, one asks for whom the reader stands in.
LISTS = {
    "people:list": ("omar", 6),
    "notifications:list": ("vikram", 5),
    "jobs:list": ("omar", 5),
    "audit": ("omar", 6),
    "absences:list": ("vikram", 6),
    "clients:list": ("vikram", 13),
    "interactions:list": ("vikram", 13),
    "contracts:list": ("vikram", 10),
    "cases:list": ("vikram", 13),
    "promises:list": ("vikram", 11),
    "tasks:list": ("vikram", 11),
    "sales:list": ("vikram", 10),
    "services:list": ("vikram", 5),
    "adjustments:list": ("vikram", 6),
    "goals:list": ("vikram", 8),
    "payplans:list": ("esha", 9),
    "payplans:terms": ("esha", 9),
    "pay:questions": ("vikram", 7),
    "imports:list": ("omar", 5),
    "books:list": ("esha", 7),
    "merges:list": ("vikram", 9),
    "duplicates:list": ("vikram", 9),
}
OTHERS = {
    "team": ("vikram", 19),
    "team_table": ("vikram", 13),
    "requests:list": ("vikram", 10),
    "requests:delays": ("vikram", 10),
    "trash:list": ("vikram", 24),
    "exports:list": ("vikram", 5),
}


def test_it_measures_every_list_page():
    lists = {name for name, view in all_callbacks() if issubclass(getattr(view, "view_class", object), ListPage)}
    assert lists == LISTS.keys(), "Add the new list page to the table, or take the one that is gone out of it."


@pytest.mark.parametrize("name", [*LISTS, *OTHERS])
def test_it_asks_as_much_for_thirty_rows_as_for_three(name, client, cast):
    who, queries = (LISTS | OTHERS)[name]
    client.force_login(getattr(cast, who))
    with time_machine.travel(NOW):
        grow(cast, 0, 3)
        few = asked(client, name)
        grow(cast, 3, 30)
        many = asked(client, name)
    assert (few, many) == (queries, queries), f"{name}: {few} queries for 3 rows, {many} for 30; {queries} in the table"


def asked(client, name: str) -> int:
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        response = client.get(reverse(name))
    assert response.status_code == 200
    return len(captured)
