import datetime as dt
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.access import Denied
from activity.models import Event
from clients.models import Client
from tests import factories as make

NOW = make.instant("2026-11-24T10:00")
TODAY = dt.date(2026, 11, 24)


def spans(client):
    return [(s.manager.name, str(s.since), s.until and str(s.until)) for s in client.responsibilities.order_by("since")]


@pytest.fixture
def acme(cast):
    return make.client("Acme", cast.asha, since="2026-01-01")


def test_it_ends_one_span_where_the_next_begins(cast, acme):
    acme.transfer(cast.vikram, TODAY, by=cast.vikram, at=NOW)
    assert spans(acme) == [("Asha", "2026-01-01", "2026-11-24"), ("Vikram", "2026-11-24", None)]
    told = Event.objects.about(acme).get()
    assert (told.verb, told.data["before"], told.data["to"]) == ("client.transferred", cast.asha.pk, cast.vikram.pk)


def test_it_keeps_when_a_transfer_was_recorded(cast, acme):
    kept = acme.responsibilities.get().recorded_at
    acme.transfer(cast.vikram, TODAY, by=cast.vikram, at=NOW)
    assert [span.recorded_at for span in acme.responsibilities.order_by("since")] == [kept, NOW]
    acme.transfer(cast.meera, TODAY, by=cast.esha, at=NOW + dt.timedelta(hours=1))
    assert acme.responsibilities.get(manager=cast.meera).recorded_at == NOW + dt.timedelta(hours=1)
    acme.transfer(cast.asha, TODAY, by=cast.esha, at=NOW + dt.timedelta(hours=2))
    assert acme.responsibilities.get().recorded_at == kept


def test_it_is_ahead_when_the_day_is(cast, acme):
    acme.transfer(cast.ravi, dt.date(2026, 12, 1), by=cast.esha, at=NOW)
    assert (acme.held_by(TODAY), acme.held_by(dt.date(2026, 12, 1))) == (cast.asha, cast.ravi)


def test_it_is_corrected_by_a_second_transfer_from_the_same_day(cast, acme):
    acme.transfer(cast.ravi, TODAY, by=cast.esha, at=NOW)
    acme.transfer(cast.meera, TODAY, by=cast.esha, at=NOW)
    assert spans(acme) == [("Asha", "2026-01-01", "2026-11-24"), ("Meera", "2026-11-24", None)]
    acme.transfer(cast.asha, TODAY, by=cast.esha, at=NOW)
    assert spans(acme) == [("Asha", "2026-01-01", None)]


def test_it_begins_anew_for_a_client_without_a_manager(cast):
    borg = make.client("Borg")
    borg.transfer(cast.ravi, TODAY, by=cast.esha, at=NOW)
    assert spans(borg) == [("Ravi", "2026-11-24", None)]


@pytest.mark.parametrize(
    ("to", "on", "sentence"),
    [
        ("vikram", "2025-12-31", "Asha is responsible since 1 Jan 2026"),
        ("asha", "2026-11-24", "responsible already"),
        ("nila", "2026-11-24", "needs a key account manager"),
        ("leela", "2026-11-24", "not an active manager"),
        ("vikram", "2300-01-01", "between 1900 and 2199"),
    ],
)
def test_it_refuses_what_cannot_be(cast, acme, to, on, sentence):
    Client.objects.update(kind="key")
    with pytest.raises(ValidationError, match=sentence):
        acme.transfer(getattr(cast, to), make.day(on), by=cast.esha, at=NOW)
    assert spans(acme) == [("Asha", "2026-01-01", None)]


def test_it_refuses_someone_who_has_left(cast, acme):
    gone = make.user("Gone", is_active=False)
    with pytest.raises(ValidationError, match="not an active manager"):
        acme.transfer(gone, TODAY, by=cast.esha, at=NOW)


@pytest.mark.parametrize(
    ("who", "to"), [("asha", "vikram"), ("meera", "ravi"), ("vikram", "ravi"), ("omar", "vikram"), ("nila", "nila")]
)
def test_it_is_decided_by_the_senior_of_both_or_an_executive(cast, acme, who, to):
    with pytest.raises(Denied):
        acme.transfer(getattr(cast, to), TODAY, by=getattr(cast, who), at=NOW)
    assert spans(acme) == [("Asha", "2026-01-01", None)]


def test_it_is_not_undone_by_a_senior_who_is_to_lose_the_client(cast, acme):
    acme.transfer(cast.ravi, dt.date(2026, 12, 1), by=cast.esha, at=NOW)
    with pytest.raises(Denied):
        acme.transfer(cast.vikram, dt.date(2026, 12, 1), by=cast.vikram, at=NOW)


@pytest.mark.django_db(transaction=True)
def test_it_leaves_one_result_of_two_transfers_at_once(cast, acme):
    start = threading.Barrier(2)

    def transfer(to):
        try:
            start.wait()
            Client.objects.get(pk=acme.pk).transfer(to, TODAY, by=cast.esha, at=NOW)
        finally:
            connection.close()

    both = [threading.Thread(target=transfer, args=[to]) for to in (cast.ravi, cast.meera)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    (first, second) = spans(acme)
    assert first == ("Asha", "2026-01-01", "2026-11-24")
    assert second in [("Ravi", "2026-11-24", None), ("Meera", "2026-11-24", None)]
    assert Event.objects.about(acme).count() == 2
