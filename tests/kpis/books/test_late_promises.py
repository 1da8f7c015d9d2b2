"""Promises that are entered or marked after their month was closed; and pay that depends on deadlines met."""

import pytest
import time_machine

from clients.models import Client
from kpis.books import records
from kpis.models import Adjustment, Closing, Month
from kpis.pay import scorecard
from kpis.refresh import refresh_month
from tests import factories as make
from tests.kpis.books.closed import AFTER, OCTOBER, close
from tests.kpis.books.test_late import LATER, change_of, look
from tests.kpis.pay import world


@pytest.fixture
def banyan(paid):
    return Client.objects.get(code="BANYAN")


@pytest.fixture
def open_promise(paid, banyan):
    """Due on 20 October, and still open when the month is closed."""
    promise = make.promise(banyan, paid.asha, "2026-10-20", recorded_at=AFTER)
    close(paid)
    return promise


def keep(promise, cast, day: str) -> dict[str, Adjustment]:
    promise.keep(by=cast.asha, at=LATER, kept_on=make.day(day))
    return look()


def test_one_marked_late_as_kept_in_time_waits_with_its_record_and_deed(paid, open_promise):
    waiting = keep(open_promise, paid, "2026-10-20")["Asha"]
    assert change_of(waiting, "promises_met")["added"] == [[open_promise.pk, "1"]]
    assert change_of(waiting, "deadlines_met")["after"]["value"] == "1"
    [entry] = records.of(waiting, Closing.objects.get(), scorecard.catalogue.MEASURES)[0].entries
    assert [(deed.what, deed.by) for deed in entry.deeds] == [("Promise: kept", "Asha")]


def test_one_kept_after_its_day_changes_nothing_that_was_reported(paid, open_promise):
    assert keep(open_promise, paid, "2026-10-21") == {}


def test_one_entered_late_waits_and_is_marked_where_it_is_listed(paid, banyan, client):
    close(paid)
    make.promise(banyan, paid.asha, "2026-10-20", recorded_at=LATER)
    assert change_of(look()["Asha"], "promises_due")["after"]["value"] == "1"
    client.force_login(paid.asha)
    with time_machine.travel(LATER, tick=False):
        assert "October 2026 was closed on" in client.get("/promises/").text


def test_pay_follows_the_deadlines_met(cast):
    acme = make.client("Acme", cast.asha)
    world.terms(cast.asha, cast.esha)
    world.plan(cast.esha, {"deadlines_met": ("0.8", 1)})
    make.promise(acme, cast.asha, "2026-10-20", kept="2026-10-20")
    make.promise(acme, cast.asha, "2026-10-21", kept="2026-10-23")
    refresh_month(OCTOBER, now=LATER)
    [line] = scorecard.of(Month.objects.get(first=OCTOBER), [cast.asha])[cast.asha.pk].lines
    assert (line.actual, line.attainment) == (0.5, 0.625)
