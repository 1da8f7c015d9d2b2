"""A month computed in parts: the same as by one worker, whoever dies, and whatever is written meanwhile."""

import threading
from contextlib import closing as closed_at_the_end
from contextlib import contextmanager
from dataclasses import replace

import psycopg2
import pytest
from django.core.management import call_command
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from activity import jobs
from activity.models import Job
from kpis import split
from kpis.books import audit
from kpis.models import Figure, Month, Standing
from kpis.refresh import alone, refresh_month
from tests import factories as make
from tests.kpis import histories
from tests.kpis.books.closed import close, pay_everybody
from tests.kpis.test_properties import examples, kept

OCTOBER, NOW = make.day("2026-10-01"), make.instant("2026-11-05T09:00")

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def large(monkeypatch):
    """Every company is large, and nearly every manager a part."""
    monkeypatch.setattr(split, "LEAST_MANAGERS", 1)
    monkeypatch.setattr(split, "AT_ONCE", 2)


@pytest.fixture
def acme(cast, large):
    """Asha's client, with a sale."""
    client = make.client("Acme", cast.asha)
    make.sale(client, "audit", "2026-10-05")
    Job.objects.all().delete()
    return client


@contextmanager
def begun(first=OCTOBER, now=NOW):
    Month.objects.get_or_create(first=first)
    with split.begun(first, now) as whole:
        yield whole


def alone_computed(first, now) -> list[str]:
    """What one worker makes of it, by itself."""
    Month.objects.all().delete()
    with transaction.atomic():
        refresh_month(first, now=now)
    return kept(first)


def revenue() -> int:
    return Figure.objects.get(month=OCTOBER, scope="company", measure="revenue").value


@contextmanager
def committed(company: histories.Company):
    with transaction.atomic():
        store = histories.Store(company)
    try:
        yield store
    finally:
        call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)


@given(st.data())
@examples(8)
def test_it_is_the_same_to_the_byte_in_any_order_twice_and_while_facts_change(large, data):
    company = data.draw(histories.companies())
    with committed(company) as store:
        before = alone_computed(company.month, company.now)
        with begun(company.month, company.now) as whole:
            first, *others = data.draw(st.permutations(whole.parts))
            first.compute()
            with transaction.atomic():
                for change in data.draw(histories.changes(company)):
                    store.apply(change)
                    company = replace(company, facts=change.apply(company.facts))
            for part in (first, *others, first):
                part.compute()
            whole.finish()
        whole.publish()
        assert kept(company.month) == before
        with transaction.atomic():
            refresh_month(company.month, now=company.now)
        assert kept(company.month) == alone_computed(company.month, company.now)


def test_it_needs_one_worker_only_and_late_parts_find_nothing_to_do(acme):
    refresh_month(OCTOBER, now=NOW)
    assert Job.objects.filter(task=split.PART).count() > 1
    computed = kept(OCTOBER)
    jobs.run_waiting(make.instant("2030-01-01"))
    assert set(Job.objects.values_list("state", "error")) == {(Job.State.DONE, "")}
    assert computed == kept(OCTOBER) == alone_computed(OCTOBER, NOW)


def test_it_is_computed_by_celery_workers(acme, worker):
    with begun() as whole:
        for part in whole.parts:
            part.leave()
        worker.finish()
        assert all(part.is_computed() for part in whole.parts)
        whole.finish()
    whole.publish()
    assert kept(OCTOBER) == alone_computed(OCTOBER, NOW)


def test_it_leaves_a_part_to_who_has_it_and_takes_it_over_when_that_one_dies(acme):
    with begun() as whole:
        part = whole.parts[1]
        names = connection.get_connection_params() | {"cursor_factory": None}
        with closed_at_the_end(psycopg2.connect(**names)) as other:
            other.cursor().execute("SELECT pg_advisory_lock(hashtext(%s), %s)", [part.split, part.number])
            part.compute()
            assert not part.is_computed()
        whole.finish()
        assert part.is_computed()


def test_it_shows_nothing_of_a_split_whose_coordinator_died_and_begins_anew(acme):
    refresh_month(OCTOBER, now=NOW)
    before = kept(OCTOBER)
    make.sale(acme, "training", "2026-10-07")
    with begun() as whole:
        whole.parts[0].compute()
    with pytest.raises(split.SnapshotGone):
        whole.parts[1].compute()
    assert kept(OCTOBER) == before
    Month.objects.update(computed_at=None)
    refresh_month(OCTOBER, now=NOW)
    assert kept(OCTOBER) == alone_computed(OCTOBER, NOW)


def test_it_sees_afterwards_what_was_written_meanwhile(acme):
    with begun() as whole:
        whole.parts[0].compute()
        make.sale(acme, "training", "2026-10-07")
        whole.finish()
    whole.publish()
    before = revenue()
    refresh_month(OCTOBER, now=NOW)
    assert (before, revenue()) == (100, 200)


def test_it_is_split_once_when_two_workers_come_at_once(acme):
    def coordinator():
        refresh_month(OCTOBER, now=NOW)
        connection.close()

    workers = [threading.Thread(target=coordinator) for _ in range(3)]
    [worker.start() for worker in workers]
    [worker.join() for worker in workers]
    parts = Job.objects.filter(task=split.PART).values_list("args__part__split", flat=True)
    assert len(set(parts)) == 1
    assert kept(OCTOBER) == alone_computed(OCTOBER, NOW)


def test_it_is_closed_after_its_parts_not_between_them(cast, acme):
    def closes():
        close(cast, at=NOW)
        connection.close()

    pay_everybody(cast)
    closer = threading.Thread(target=closes)
    with alone(OCTOBER):
        with begun() as whole:
            whole.parts[0].compute()
            closer.start()
            whole.finish()
        assert not Month.objects.get(first=OCTOBER).is_closed
        whole.publish()
    closer.join(30)
    assert Month.objects.get(first=OCTOBER).is_closed
    assert all(finding.is_fine for finding in audit.check())


def test_it_leaves_a_closed_month_to_one_worker(acme):
    assert split.pays_off(Month(first=OCTOBER))
    assert not split.pays_off(Month(first=OCTOBER, state=Month.State.CLOSED))


def test_parts_keep_every_column():
    for model, columns in ((Figure, split.FIGURE), (Standing, split.STANDING)):
        names = {field.column for field in model._meta.concrete_fields}
        assert {name.strip() for name in columns.split(",")} == names - {"id", "month_id", "edition"}
