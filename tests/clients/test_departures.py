import pytest
from django.core.exceptions import ValidationError

from accounts.access import Denied
from clients.models import Departure
from tests import factories as make

NOW = make.instant("2026-11-24T10:00")


@pytest.fixture
def acme(cast):
    return make.client("Acme", cast.asha)


def leave(acme, by, **fields):
    return Departure.record(acme, left_on=make.day("2026-11-20"), by=by, at=NOW, **{"reason": "competitor"} | fields)


def test_it_is_recorded_by_who_works_on_the_client(cast, acme):
    assert leave(acme, cast.vikram, competitor="Borg").recorded_by == cast.vikram
    for stranger in (cast.ravi, cast.nila, cast.leela, cast.esha, cast.omar):
        with pytest.raises(Denied):
            leave(acme, stranger)


def test_it_happens_once_a_day(cast, acme):
    leave(acme, cast.asha)
    with pytest.raises(ValidationError, match="recorded already"):
        leave(acme, cast.asha)


def test_it_counts_no_more_once_it_is_in_the_trash(cast, acme):
    gone = leave(acme, cast.asha)
    gone.trash(by=cast.asha, at=NOW)
    assert not Departure.objects.live().exists()
    gone.restore(by=cast.asha, at=NOW)
    assert Departure.objects.live().get() == gone
