import datetime as dt
import random

import pytest

from clients.models import Client, Contract
from pages import keyset
from tests import factories as make


def walk(queryset, names, size, forwards=True):
    """All rows by going from page to page, and the cursor to come back with."""
    rows, page = [], keyset.page(queryset, names, size)
    while True:
        rows += page.rows
        if not page.after:
            return rows, page
        page = keyset.page(queryset, names, size, after=page.after)


@pytest.fixture
def contracts(db):
    client = make.client("Banyan")
    days = [None, None, dt.date(2026, 1, 1), dt.date(2026, 1, 1), dt.date(2026, 3, 1), dt.date(2025, 1, 1), None]
    for day in random.Random(1).sample(days, len(days)):
        make.contract(client, "2025-01-01", str(day) if day else None)
    return Contract.objects.select_related("client")


@pytest.mark.parametrize("names", [("ends_on", "pk"), ("-ends_on", "-pk"), ("client__name", "-ends_on", "pk")])
@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_it_shows_every_row_once_in_order_with_ties_and_nulls(contracts, names, size):
    rows, _last = walk(contracts, names, size)
    assert rows == list(contracts.order_by(*names))


@pytest.mark.parametrize("names", [("ends_on", "pk"), ("-ends_on", "-pk")])
def test_it_goes_back_the_way_it_came(contracts, names):
    expected = list(contracts.order_by(*names))
    _rows, page = walk(contracts, names, 2)
    assert page.rows == expected[6:]
    seen = [page.rows]
    while page.before:
        page = keyset.page(contracts, names, 2, before=page.before)
        seen.append(page.rows)
    assert seen == [expected[6:], expected[4:6], expected[2:4], expected[:2]]
    assert page.after


def test_a_row_that_comes_meanwhile_moves_nobody(contracts):
    first = keyset.page(contracts, ("pk",), 3)
    Contract.objects.filter(pk=first.rows[0].pk).delete()
    second = keyset.page(contracts, ("pk",), 3, after=first.after)
    assert second.rows[0].pk > first.rows[-1].pk
    assert [*first.rows[1:], *second.rows] == list(contracts.order_by("pk")[:5])


@pytest.mark.parametrize("broken", ["x", "W10:abc", "é\x00"])
def test_a_broken_cursor_is_the_first_page(contracts, broken):
    assert keyset.page(contracts, ("pk",), 2, after=broken).rows == list(contracts.order_by("pk")[:2])


def test_a_cursor_of_another_order_is_the_first_page(contracts):
    other = keyset.page(contracts, ("-pk",), 2).after
    assert keyset.page(contracts, ("pk",), 2, after=other).rows == list(contracts.order_by("pk")[:2])


def test_it_keeps_instants_to_the_microsecond(db, cast):
    client = make.client("Banyan", cast.asha)
    for micro in (1, 2, 3):
        make.interaction(client, cast.asha, f"2026-10-01T10:00:00.00000{micro}+00:00")
    rows, _last = walk(client.interactions.all(), ("-started_at", "-pk"), 1)
    assert [row.started_at.microsecond for row in rows] == [3, 2, 1]


def test_the_name_index_serves_a_deep_page(db):
    Client.objects.bulk_create(Client(code=f"C{n}", name=f"Client {n:03}") for n in range(30))
    first = keyset.page(Client.objects.all(), ("name", "pk"), 10)
    second = keyset.page(Client.objects.all(), ("name", "pk"), 10, after=first.after)
    assert second.rows[0].code == "C10"
