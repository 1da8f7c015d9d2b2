"""What makes a month stale, and that no change is ever missed."""

import threading

import pytest
from django.db import connection, transaction

from accounts.models import Company
from activity.models import Job
from kpis.freshness import is_stale
from kpis.models import Touch
from kpis.refresh import refresh_month
from tests import factories as make

OCTOBER = make.day("2026-10-01")
NOW = make.instant("2026-11-02")

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def acme(transactional_db):
    return make.client("Acme", make.user("Asha"))


def test_it_is_fresh_after_a_refresh(acme):
    month = refresh_month(OCTOBER, now=NOW)
    assert not is_stale(month, now=NOW)


def test_it_is_stale_after_a_sale_and_leaves_a_job(acme):
    month = refresh_month(OCTOBER, now=NOW)
    Job.objects.all().delete()
    make.sale(acme, "audit", "2026-10-05")
    assert is_stale(month, now=NOW)
    assert Job.objects.filter(task="kpis.refresh", state=Job.State.WAITING).exists()


def test_it_is_stale_in_a_restored_copy_whose_transactions_are_numbered_anew(acme):
    month = refresh_month(OCTOBER, now=NOW)
    month.fresh_below += 1_000_000
    assert is_stale(month, now=NOW)


def test_it_stays_fresh_when_a_later_month_is_written(acme):
    month = refresh_month(OCTOBER, now=NOW)
    make.sale(acme, "audit", "2026-11-05")
    assert not is_stale(month, now=NOW)


def test_it_stays_fresh_when_only_words_change(acme):
    month = refresh_month(OCTOBER, now=NOW)
    acme.name = "Acme & Sons"
    acme.save()
    assert not is_stale(month, now=NOW)


def test_it_reckons_with_nothing_before_the_end_when_a_responsibility_ends(acme):
    month = refresh_month(OCTOBER, now=NOW)
    acme.responsibilities.update(until="2026-11-10")
    assert not is_stale(month, now=NOW)


def test_it_is_stale_when_a_setting_changes(acme):
    month = refresh_month(OCTOBER, now=NOW)
    Company.objects.create(pk=1, regular_purchase_months=6)
    assert is_stale(month, now=NOW)


def test_it_is_stale_when_the_month_ends(acme):
    month = refresh_month(OCTOBER, now=make.instant("2026-10-20"))
    assert is_stale(month, now=NOW)


def test_it_sees_a_change_whose_transaction_began_before_and_ended_after_a_refresh(acme):
    wrote, refreshed = threading.Event(), threading.Event()

    def slow_writer():
        with transaction.atomic():
            make.sale(acme, "audit", "2026-10-05")
            wrote.set()
            refreshed.wait(10)
        connection.close()

    writer = threading.Thread(target=slow_writer)
    writer.start()
    wrote.wait(10)
    make.sale(acme, "training", "2026-10-07")  # a later transaction that ends earlier
    before = refresh_month(OCTOBER, now=NOW).figures.get(scope="company", measure="revenue").value
    refreshed.set()
    writer.join()
    after = refresh_month(OCTOBER, now=NOW).figures.get(scope="company", measure="revenue").value
    assert (before, after) == (100, 200)


def test_it_computes_a_month_once_when_two_workers_come_at_once(acme):
    make.sale(acme, "audit", "2026-10-05")

    def worker():
        refresh_month(OCTOBER, now=NOW)
        connection.close()

    workers = [threading.Thread(target=worker) for _ in range(4)]
    [w.start() for w in workers]
    [w.join() for w in workers]
    figures = refresh_month(OCTOBER, now=NOW).figures.filter(measure="revenue")
    assert sorted(figures.values_list("scope", "value")) == [("company", 100), ("manager", 100), ("unassigned", 0)]


def test_it_forgets_touches_that_no_month_needs(acme):
    from kpis.freshness import forget_old_touches

    refresh_month(OCTOBER, now=NOW)
    assert forget_old_touches() > 0
    assert not Touch.objects.exists()
