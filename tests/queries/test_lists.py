"""Every page that lists something asks the database a fixed number of questions, however much there is."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clients.models import ContractDocument, ContractNote, Indexation, SigningLink
from pages.views import ListPage
from tests import factories as make
from tests.clients.papers import a_docx
from tests.conftest import the_cast
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
    "contracts:renewals": ("vikram", 11),
    "cases:list": ("vikram", 13),
    "promises:list": ("vikram", 11),
    "tasks:list": ("vikram", 11),
    "opportunities:list": ("vikram", 14),
    "needs:list": ("vikram", 12),
    "sales:list": ("vikram", 12),
    "services:list": ("vikram", 6),
    "rates:list": ("vikram", 11),
    "adjustments:list": ("vikram", 6),
    "goals:list": ("vikram", 8),
    "payplans:list": ("esha", 9),
    "payplans:terms": ("esha", 9),
    "playbooks:list": ("vikram", 9),
    "pay:questions": ("vikram", 7),
    "imports:list": ("omar", 5),
    "books:list": ("esha", 7),
    "merges:list": ("vikram", 9),
    "duplicates:list": ("vikram", 9),
}
OTHERS = {
    "team": ("vikram", 21),
    "team_table": ("vikram", 13),
    "opportunities:board": ("vikram", 12),
    "opportunities:forecast": ("vikram", 12),
    "requests:list": ("vikram", 12),
    "requests:delays": ("vikram", 11),
    "trash:list": ("vikram", 30),
    "exports:list": ("vikram", 5),
    "contracts:templates": ("vikram", 5),
    "contracts:calendar": ("vikram", 7),
}


def test_it_measures_every_list_page():
    lists = {name for name, view in all_callbacks() if issubclass(getattr(view, "view_class", object), ListPage)}
    assert lists == LISTS.keys(), "Add the new list page to the table, or take the one that is gone out of it."


@pytest.fixture(scope="module")
def answers(django_db_setup, django_db_blocker):
    """For each page its status and queries with three rows, and with thirty: one company that grows serves all."""
    with django_db_blocker.unblock(), time_machine.travel(NOW), transaction.atomic():
        cast = the_cast()
        grow(cast, 0, 3)
        few = asked_of_all(cast)
        grow(cast, 3, 30)
        yield {name: (few[name], many) for name, many in asked_of_all(cast).items()}
        transaction.set_rollback(True)


def asked_of_all(cast) -> dict[str, tuple[int, int]]:
    readers = {}
    for who in {who for who, _queries in (LISTS | OTHERS).values()}:
        readers[who] = Client(raise_request_exception=False)
        readers[who].force_login(getattr(cast, who))
    return {name: asked(readers[who], name) for name, (who, _queries) in (LISTS | OTHERS).items()}


def asked(reader: Client, name: str) -> tuple[int, int]:
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        response = reader.get(reverse(name))
    return response.status_code, len(captured)


@pytest.mark.parametrize("name", [*LISTS, *OTHERS])
def test_it_asks_as_much_for_thirty_rows_as_for_three(name, answers):
    expected = 200, (LISTS | OTHERS)[name][1]
    assert answers[name] == (expected, expected), f"{name}: {answers[name]} for 3 rows and for 30"


def test_a_contracts_page_asks_as_much_for_a_long_history_as_for_a_short_one(client, cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    draft = make.contract(make.client("Acme", cast.asha), "2026-12-01", "2027-11-30", signed_on=None, value=1)
    client.force_login(cast.vikram)
    few, many = [], []
    with time_machine.travel(NOW):
        for counts in (few, many):
            for number in range(1, 2 + 3 * (counts is many)):
                document = ContractDocument.take(draft, a_docx(f"Words {number}"), by=cast.asha, at=NOW)
                SigningLink.make(document, contact=None, email="a@example.com", by=cast.asha, at=NOW)
                ContractNote.write(draft, "Agreed", by=cast.asha, at=NOW)
                day = dt.date(2027, 2 if counts is few else 3, number)
                Indexation.agree(draft, day, Decimal(1), by=cast.asha, at=NOW)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(draft.get_absolute_url()).status_code == 200
            counts.append(len(captured))
    assert few == many
