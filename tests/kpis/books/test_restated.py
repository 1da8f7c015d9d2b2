"""A closed month: as reported, and beside it what the facts say today."""

import pytest
import time_machine

from clients.models import Sale
from kpis.refresh import refresh_month
from tests import factories as make
from tests.kpis.books.closed import close
from tests.kpis.books.test_late import LATER, look, returned_service


@pytest.fixture
def see(paid, client):
    """How October looks to somebody, closed and with one of Asha's additional services entered late."""
    close(paid)
    returned_service()
    look()

    def get(path="", who="esha", place="/kpis/2026-10/"):
        client.force_login(getattr(paid, who))
        return client.get(f"{place}{path}")

    with time_machine.travel(LATER, tick=False):
        yield get


def test_the_month_shows_what_was_reported_and_beside_it_what_is_restated(see):
    response = see()
    overview = response.context["overview"]
    assert overview.headline["upsells"].value == 2
    assert overview.headline.restated["upsells"].value == 3
    assert {row.label for row in overview.rows if row.restated} == {"Asha"}
    assert "Show restated" in response.text


def test_a_month_that_nothing_moved_says_nothing(see):
    Sale.objects.filter(client__code="BANYAN").update(trashed_at=LATER)
    look()
    response = see()
    assert not response.context["overview"].is_restated
    assert "estated" not in response.text


def test_all_of_it_can_be_seen_restated(see):
    response = see("?edition=current")
    assert response.context["overview"].headline["upsells"].value == 3
    assert "Show as reported" in response.text
    assert "/upsells/?edition=current" in response.text


def test_a_slice_and_a_team_are_restated_too(see):
    assert see(who="vikram").context["overview"].headline.restated["upsells"].value == 3
    assert see("?edition=current", who="vikram").context["overview"].headline["upsells"].value == 3


def test_the_proof_of_the_reported_figure_lists_what_was_counted_then(see, paid):
    asha = f"{paid.asha.pk}/upsells/"
    assert see(asha).context["main"].size == 0
    assert see(asha).context["proof"].today.cell.value == 1
    assert see(f"{asha}?edition=current").context["main"].size == 1


def test_it_says_which_counted_record_has_changed_since(see, paid):
    counted = Sale.objects.get(client__code="EVEREST", service__code="training", date="2026-10-07")
    counted.amount = 81
    counted.save()
    other = Sale.objects.get(client__code="FERN", service__code="training")
    Sale.objects.filter(pk=other.pk).update(trashed_at=LATER)
    look()
    since = {line.id: line.since for line in see(f"{paid.vikram.pk}/upsell_revenue/").context["main"].lines}
    assert since == {counted.pk: "changed since closing", other.pk: "no longer counted"}


def test_the_statement_stays_and_shows_what_it_would_be(see, paid):
    statement = f"/pay/2026-10/{paid.asha.pk}/"
    reported, restated = (see(path, "asha", statement) for path in ("", "?edition=current"))
    assert reported.context["statement"].pay + 5000 == restated.context["statement"].pay
    assert "With what the facts say today it would be" in reported.text
    assert "Show as reported" in restated.text
    assert "/pdf" not in restated.text


def test_an_open_month_has_one_telling(see):
    refresh_month(make.day("2026-11-01"), now=LATER)
    november = see("?edition=current", place="/kpis/2026-11/")
    assert november.context["edition"] == ""
    assert "Show as reported" not in november.text
