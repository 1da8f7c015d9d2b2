"""The page that closes a month, the list of the closed ones, and the worker behind both."""

import pytest
import time_machine
from django.urls import reverse

from accounts.models import Company
from activity import jobs
from activity.models import Job, Run
from kpis.books import checklist, runs
from kpis.books.runs import begin_check, begin_closing
from kpis.models import Closing, Month
from kpis.refresh import refresh_month
from tests import factories as make
from tests.kpis.books.closed import AFTER, OCTOBER, SEPTEMBER, close
from tests.kpis.pay import world

CLOSE = "/kpis/2026-10/close/"
LATER = make.instant("2100-01-01")  # all jobs are due


@pytest.fixture
def esha(paid, client):
    client.force_login(paid.esha)
    refresh_month(OCTOBER, now=AFTER)
    with time_machine.travel(AFTER):
        yield client


def points(month: Month) -> dict[str, int]:
    return {str(p.label): p.count for p in checklist.of(month, Company.current().rules(), AFTER)}


def test_it_lists_what_to_look_at_before_closing(paid):
    make.interaction(make.client("Gale", paid.asha), paid.asha, "2026-10-20T09:00", status="planned")
    make.contract(make.client("Hill"), "2026-01-01")
    world.terms(paid.ravi, paid.esha)
    found = points(refresh_month(OCTOBER, now=AFTER))
    assert found["Meetings and calls still planned"] == 1
    assert found["Active clients without a manager"] == 1
    assert found["Managers with a measure that has no value"] == 1  # Ravi has no clients at opening
    assert found["Managers without pay terms"] == 2  # Meera and Nila
    assert found["Managers without a pay plan"] == 0


def test_it_asks_as_much_for_many_managers(paid, django_assert_max_num_queries):
    for number in range(20):
        world.terms(make.user(f"Manager {number}"), paid.esha)
    month = refresh_month(OCTOBER, now=AFTER)
    with django_assert_max_num_queries(20):
        points(month)


def test_it_closes_only_who_says_so_for_good(esha):
    response = esha.post(CLOSE)
    assert "Say that you want to close it for good." in response.content.decode()
    assert not Run.objects.exists()


def test_it_closes_in_a_worker_and_shows_the_seal(esha):
    Job.objects.all().delete()  # of the facts: within one transaction each would compute every month again
    run_page = esha.post(CLOSE, {"sure": "on"}).url
    assert "You can leave this page" in esha.get(run_page).content.decode()
    jobs.run_waiting(LATER)
    seal = Closing.objects.get().seal
    assert seal in esha.get(run_page).content.decode()
    assert seal in esha.get(CLOSE).content.decode()
    assert seal[:12] in esha.get(reverse("books:list")).content.decode()


def test_it_offers_to_begin_the_books_where_an_earlier_month_is_open(esha):
    refresh_month(SEPTEMBER, now=AFTER)
    refused = esha.post(CLOSE, {"sure": "on"}).content.decode()
    assert "2026-09 is open: close it first." in refused
    assert esha.post(CLOSE, {"sure": "on", "begin": "on"}).status_code == 302


def test_it_tells_the_second_of_two_that_the_month_is_closed(paid):
    first, second = (begin_closing(OCTOBER, by=who) for who in (paid.esha, paid.omar))
    runs.perform(first, AFTER)
    runs.perform(second, AFTER)
    assert (first.state, second.state) == (Run.State.DONE, Run.State.REFUSED)
    assert second.result["error"].startswith("October 2026 was closed by Esha on")


def test_its_worker_may_be_killed_after_closing_and_before_saying_so(paid):
    run = begin_closing(OCTOBER, by=paid.esha)
    close(paid, at=run.created_at)
    runs.perform(run, AFTER)
    assert run.state == Run.State.DONE
    assert Closing.objects.count() == 1


def test_it_checks_the_books_for_whoever_asks(books, client):
    run = begin_check(by=books.omar)
    Job.objects.exclude(task="kpis.books").delete()
    jobs.run_waiting(LATER)
    client.force_login(books.omar)
    assert "2 closed months" in client.get(reverse("books:run", args=[run.pk])).content.decode()
