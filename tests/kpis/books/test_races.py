"""Closing while facts are being written, closing twice at once, and a worker killed in the middle of it."""

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from decimal import Decimal
from itertools import cycle, islice

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from accounts.models import Company
from clients.models import Client, Sale
from kpis.books import audit, gate
from kpis.models import Books, Closing, Month, Statement
from kpis.refresh import refresh_month
from tests import factories as make
from tests.kpis.books.closed import AFTER, OCTOBER, close, current, pay_everybody, reported
from tests.processes import environment

pytestmark = pytest.mark.django_db(transaction=True)
RACES = int(os.environ.get("KAM_TEST_RACES", "16"))
BEGIN = 1930


def at_once(*deeds) -> list:
    """What each gives, or the error it raises, when all begin at the same moment."""
    barrier, results = threading.Barrier(len(deeds)), [None] * len(deeds)

    def run(place: int, deed) -> None:
        barrier.wait(10)
        try:
            results[place] = deed()
        except Exception as error:
            results[place] = error
        connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    [thread.start() for thread in threads]
    [thread.join(60) for thread in threads]
    return results


@pytest.fixture
def company(cast):
    """Two clients of Asha's that buy in every month there may be a race in."""
    cast.acme, cast.bolt = (make.client(name, cast.asha, since="1900-01-01") for name in ("Acme", "Bolt"))
    pay_everybody(cast)
    return cast


# Each is a change of the month that begins on `first`.
def an_edit(cast, first: dt.date):
    sale = Sale.objects.filter(client=cast.acme, date=first).get()
    return lambda: sale.change(by=cast.vikram, at=AFTER, amount=Decimal(777))


def a_new_sale(cast, first: dt.date):
    fields = {"service": make.service("training"), "quantity": 1, "cost": Decimal(1), "currency": "USD"}
    return lambda: Sale.record_sale(
        cast.bolt, by=cast.vikram, at=AFTER, order=f"N-{first}", line=1, date=first + dt.timedelta(9),
        amount=Decimal(50), **fields,
    )  # fmt: skip


def a_transfer(cast, first: dt.date):
    to = cast.vikram if cast.bolt.held_by(first) == cast.asha else cast.asha
    return lambda: Client.objects.get(pk=cast.bolt.pk).transfer(to, first + dt.timedelta(14), by=cast.vikram, at=AFTER)


def a_trashing(cast, first: dt.date):
    sale = Sale.objects.filter(client=cast.bolt, date=first).get()
    return lambda: sale.trash(by=cast.vikram, at=AFTER)


def from_scratch(first: dt.date) -> list[tuple]:
    """What the facts of now make, computed anew."""
    Month.objects.filter(pk=first).update(fresh_below=0, computed_at=None)
    refresh_month(first, now=AFTER)
    return current(first)


def race(cast, first: dt.date, change) -> str:
    """Which facts were frozen: those before the change or those after."""
    make.sale(cast.acme, "audit", str(first))
    make.sale(cast.bolt, "audit", str(first))
    before = from_scratch(first)
    results = at_once(lambda: close(cast, first), change(cast, first))
    assert not [result for result in results if isinstance(result, Exception)], results
    refresh_month(first, now=AFTER)
    now, frozen = current(first), reported(first)
    assert now == from_scratch(first) != before
    assert frozen in (before, now)
    return "before" if frozen == before else "after"


def test_it_freezes_the_facts_of_before_or_after_a_change_and_never_half_of_it(company, record_property):
    changes = islice(cycle([an_edit, a_new_sale, a_transfer, a_trashing]), RACES)
    frozen = Counter(
        race(company, dt.date(BEGIN + number // 12, number % 12 + 1, 1), change)
        for number, change in enumerate(changes)
    )
    record_property("frozen", dict(frozen))
    assert [finding.differences for finding in audit.check()] == [[]] * RACES


def test_it_is_closed_by_the_rhythm_of_before_or_after_a_change_and_goes_on_by_that(company, record_property):
    frozen = Counter(race_of_rhythms(company, first) for first in months())
    record_property("frozen", dict(frozen))
    assert all(finding.differences == [] for finding in audit.check())


def months() -> list[dt.date]:
    return [dt.date(BEGIN + number // 12, number % 12 + 1, 1) for number in range(RACES)]


def race_of_rhythms(cast, first: dt.date) -> str:
    """By 1 month the client is silent where by 3 it is active; what was frozen is what the facts make ever after."""
    make.sale(cast.acme, "audit", str(first - dt.timedelta(days=40)))
    set_rhythm(cast, 3)
    before = from_scratch(first)
    results = at_once(lambda: close(cast, first), lambda: set_rhythm(cast, 1))
    assert not [result for result in results if isinstance(result, Exception)], results
    assert from_scratch(first) == reported(first)
    return "before" if reported(first) == before else "after"


def set_rhythm(cast, months: int) -> None:
    Client.objects.get(pk=cast.acme.pk).change(by=cast.vikram, at=AFTER, regular_purchase_months=months)


def test_it_is_closed_by_the_settings_of_before_or_after_a_change_and_never_by_both(company, record_property):
    frozen = Counter(race_of_settings(company, first) for first in months())
    record_property("frozen", dict(frozen))


def race_of_settings(cast, first: dt.date) -> str:
    """At half past midnight in Kolkata the month is over there, and not in UTC."""
    at = make.instant(f"{Month(first=first).following}T00:30+05:30")
    before, after = ("Asia/Kolkata", 2), ("UTC", 9)
    change_settings(cast, *before)
    refresh_month(first, now=at)
    closed, changed = at_once(lambda: close(cast, first, at=at), lambda: change_settings(cast, *after))
    assert changed is None
    if refused := isinstance(closed, ValidationError):
        change_settings(cast, *before)
        closed = close(cast, first, at=at)
    assert (closed.basis["time_zone"], closed.basis["regular_purchase_months"]) == before
    return "after, so it is not over" if refused else "before"


def change_settings(cast, time_zone: str, months: int) -> None:
    Company.current().change(by=cast.omar, at=AFTER, time_zone=time_zone, regular_purchase_months=months)


def test_it_gives_up_while_settings_are_being_written(company, monkeypatch):
    monkeypatch.setattr("kpis.books.gate.PATIENCE", "50ms")
    refresh_month(OCTOBER, now=AFTER)
    with transaction.atomic():
        change_settings(company, "UTC", 9)
        (refused,) = at_once(lambda: close(company))
    assert isinstance(refused, ValidationError)
    assert close(company).basis["regular_purchase_months"] == 9


def test_settings_wait_while_a_month_is_being_closed(company):
    def change_impatiently():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '50ms'")
            change_settings(company, "UTC", 9)

    with transaction.atomic():
        gate.take()
        (refused,) = at_once(change_impatiently)
    assert "lock timeout" in str(refused)


def test_it_is_closed_by_one_of_two_at_once_and_the_other_is_told(company):
    results = at_once(*[lambda: close(company)] * 2)
    (closed,) = [result for result in results if isinstance(result, Closing)]
    (told,) = [result for result in results if isinstance(result, ValidationError)]
    assert told.message.startswith("October 2026 was closed by Esha on")
    assert Books.objects.get().seal == closed.seal


def test_it_gives_up_with_a_sentence_while_an_import_writes(company, monkeypatch):
    monkeypatch.setattr("kpis.books.gate.PATIENCE", "50ms")
    refresh_month(OCTOBER, now=AFTER)
    with transaction.atomic():
        make.sale(company.acme, "audit", "2026-10-02")
        (refused,) = at_once(lambda: close(company))
    assert refused.message.startswith("Facts are being written just now")
    assert close(company)


def test_it_leaves_the_month_open_when_its_process_is_killed_in_the_middle(company):
    make.sale(company.acme, "audit", "2026-10-02")
    refresh_month(OCTOBER, now=AFTER)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE activity_event IN SHARE MODE")  # the last thing that closing writes
        process = closing_process()
        await_waiting("activity_event")
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    await_gone()
    assert not reported()
    assert not Statement.objects.exists()
    assert Month.objects.get(pk=OCTOBER).state == Month.State.PRELIMINARY
    assert close(company).contents["statements"]["rows"] == 2


def closing_process() -> subprocess.Popen:
    command = [sys.executable, "manage.py", "close_month", "2026-10", "--by", "esha@example.com", "--begin"]
    return subprocess.Popen(command, cwd=settings.BASE_DIR, env=os.environ | environment())


WAITING = """SELECT pg_sleep(0.02), count(*) FROM pg_locks
    WHERE relation = %s::regclass AND NOT granted AND database = (SELECT oid FROM pg_database
        WHERE datname = current_database())"""
CLOSING = """SELECT pg_sleep(0.02), count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND query LIKE '%%activity_event%%' AND pid <> pg_backend_pid()
      AND state <> 'idle'"""


def await_waiting(table: str) -> None:
    assert any(_ask(WAITING, [table]) for _attempt in range(1500))


def await_gone() -> None:
    assert any(not _ask(CLOSING, []) for _attempt in range(1500))


def _ask(sql: str, params: list) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone()[1]
