"""Closed months stay as reported when two of their clients turn out to be one; what that changes waits, and goes with
the undo."""

import datetime as dt

import pytest

from clients.models import Client, Merge
from kpis.books import audit
from tests import factories as make
from tests.kpis.books.closed import AFTER, close, reported, settle
from tests.kpis.books.test_late import look

NOW = AFTER + dt.timedelta(days=1)


@pytest.fixture
def closed(paid):
    close(paid)
    settle()
    return paid


def merge(cast, kept: str, gone: str) -> Merge:
    rows = [Client.objects.get(code=code) for code in (kept, gone)]
    return Merge.of_clients(*rows, by=cast.esha, at=NOW)


def test_the_reported_month_stays_and_the_difference_waits_for_a_decision(closed):
    before = reported()
    merge(closed, "BANYAN", "COBALT")
    changes = {change["measure"]: change for change in look()["Asha"].changes}
    assert (changes["opening"]["before"]["value"], changes["opening"]["after"]["value"]) == ("3", "2")
    assert reported() == before
    assert [finding.differences for finding in audit.check()] == [[]]


def test_an_undone_merge_leaves_nothing_to_decide(closed):
    done = merge(closed, "BANYAN", "COBALT")
    assert look()
    done.undo(by=closed.esha, at=NOW)
    assert look() == {}


def test_a_duplicate_without_facts_in_closed_months_changes_nothing_there(closed):
    twin = make.client("Banyan Ltd", closed.asha, since="2026-11-01")
    make.sale(twin, "audit", "2026-11-03")
    make.contact(twin, "Kiran", decision_role="decides")
    merge(closed, "BANYAN", "BANYAN-LTD")
    assert look() == {}


def test_of_two_key_contacts_who_are_one_the_kept_one_was_met(paid):
    banyan = Client.objects.get(code="BANYAN")
    kept, gone = (make.contact(banyan, name, decision_role="decides") for name in ("Kiran", "K. Rao"))
    make.interaction(banyan, paid.asha, "2026-10-06T09:00").contacts.add(gone)
    close(paid)
    Merge.of_contacts(kept, gone, by=paid.asha, at=NOW)
    changes = {change["measure"]: change for change in look()["Asha"].changes}
    coverage = changes["contact_coverage"]
    assert (coverage["before"]["numerator"], coverage["before"]["denominator"]) == ("1", "2")
    assert (coverage["after"]["numerator"], coverage["after"]["denominator"]) == ("1", "1")
