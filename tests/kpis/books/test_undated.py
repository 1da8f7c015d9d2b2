"""What has no date restates no closed month."""

import pytest
from django.db import IntegrityError, transaction

from clients.models import Client
from kpis.books import late
from kpis.models import Adjustment, Rhythm, Standing
from kpis.refresh import refresh_month
from tests import factories as make
from tests.clients.importing import bring
from tests.kpis.books.closed import AFTER, OCTOBER, SEPTEMBER, close, current, reported

pytestmark = pytest.mark.django_db
NOVEMBER, DECEMBER = make.day("2026-11-01"), make.instant("2026-12-05T09:00")


def set_rhythm(name: str, months: int | None, by) -> None:
    Client.objects.get(name=name).change(by=by, at=AFTER, regular_purchase_months=months)


def outcome(name: str, first, now=AFTER) -> str:
    refresh_month(first, now=now)
    return Standing.objects.current().get(month=first, client__name=name).outcome


def test_a_person_who_becomes_a_key_contact_later_restates_nothing(books):
    make.contact(Client.objects.get(name="Banyan"), "Dara", decision_role="decides")
    refresh_month(OCTOBER, now=AFTER)
    assert current() == reported()


def test_a_rhythm_counts_in_months_that_are_not_closed(books):
    set_rhythm("Cobalt", 4, books.vikram)  # its last purchase was in July: silent in October by 3 months, not by 4
    assert outcome("Cobalt", OCTOBER) == "lost"
    assert current() == reported()
    late.find(OCTOBER, now=AFTER)
    assert not Adjustment.objects.exists()
    assert outcome("Cobalt", NOVEMBER) == "pending"  # active at its opening, by the new one


def test_a_rhythm_that_is_imported_restates_nothing_either(books):
    bring("clients", "code,name,regular_purchase_months\nCOBALT,Cobalt,12\nEVEREST,Everest,1")
    refresh_month(OCTOBER, now=AFTER)
    assert current() == reported()
    assert outcome("Cobalt", NOVEMBER) == "retained"


def test_a_late_fact_is_judged_by_the_rhythm_of_its_closing(books):
    set_rhythm("Cobalt", 1, books.vikram)
    make.sale(Client.objects.get(name="Cobalt"), "audit", "2026-08-30", currency="INR")
    assert outcome("Cobalt", OCTOBER) == "retained"


def test_each_closed_month_keeps_its_own_rhythm(books):
    set_rhythm("Everest", 12, books.vikram)
    close(books, NOVEMBER, at=DECEMBER)
    set_rhythm("Everest", None, books.vikram)
    for first in (SEPTEMBER, OCTOBER, NOVEMBER):
        refresh_month(first, now=DECEMBER)
        assert current(first) == reported(first)
    kept = Rhythm.objects.filter(client__name="Everest").order_by("through")
    assert list(kept.values_list("through", "months")) == [(OCTOBER, None), (NOVEMBER, 12)]
    bases = Standing.objects.current().filter(client__name="Everest").order_by("month_id")
    assert [row.closing_basis["months"] for row in bases] == [3, 3, 12]


def test_a_month_that_was_never_closed_goes_by_the_rhythm_of_today(paid):
    refresh_month(SEPTEMBER, now=AFTER)
    close(paid, begin=True)
    set_rhythm("Cobalt", 1, paid.vikram)
    assert outcome("Cobalt", SEPTEMBER) == "inactive"


def test_a_rhythm_that_was_kept_is_never_changed(books):
    set_rhythm("Cobalt", 4, books.vikram)
    for deed in (lambda: Rhythm.objects.update(months=9), lambda: Rhythm.objects.all().delete()):
        with pytest.raises(IntegrityError, match="takes new rows only"), transaction.atomic():
            deed()
