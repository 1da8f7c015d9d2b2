import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from accounts.access import Denied
from activity.models import Event
from clients.models import Contract
from tests import factories as make

NOW = make.instant("2026-11-24T10:00")
TODAY = dt.date(2026, 11, 24)


@pytest.fixture
def draft(cast):
    acme = make.client("Acme", cast.asha)
    return Contract.prepare(acme, number="C-1", value=1000, ends_on=make.day("2027-03-31"), by=cast.asha, at=NOW)


def test_it_is_a_draft_until_it_is_signed(cast, draft):
    assert (draft.state(TODAY), draft.currency) == ("draft", "USD")
    signed = draft.sign(signed_on=TODAY, starts_on=make.day("2026-12-01"), by=cast.vikram, at=NOW)
    assert (signed.state(TODAY), signed.state(make.day("2026-12-01"))) == ("ahead", "in_force")
    assert list(Event.objects.about(draft).values_list("verb", flat=True)) == ["contract.signed", "contract.prepared"]


def test_it_is_signed_once(cast, draft):
    signed = draft.sign(signed_on=TODAY, starts_on=TODAY, by=cast.asha, at=NOW)
    with pytest.raises(ValidationError, match="signed already"):
        signed.sign(signed_on=TODAY, starts_on=TODAY, by=cast.asha, at=NOW)


def test_it_ends_early_when_terminated(cast, draft):
    with pytest.raises(ValidationError, match="Only a signed contract"):
        draft.terminate(terminated_on=TODAY, by=cast.asha, at=NOW)
    signed = draft.sign(signed_on=TODAY, starts_on=TODAY, by=cast.asha, at=NOW)
    ended = signed.terminate(terminated_on=make.day("2026-12-31"), by=cast.asha, at=NOW)
    assert ended.last_on == make.day("2026-12-31")
    assert (ended.state(make.day("2026-12-31")), ended.state(make.day("2027-01-01"))) == ("in_force", "ended")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"starts_on": "2027-04-01"}, "end lies before the start"),
        ({"signed_on": "2026-01-01"}, "needs the day it starts on"),
        ({"terminated_on": "2027-04-01"}, "ends by itself"),
        ({"starts_on": "2026-02-01", "terminated_on": "2026-01-01"}, "cannot be terminated before"),
    ],
)
def test_its_days_follow_one_another(cast, draft, fields, sentence):
    with pytest.raises(ValidationError, match=sentence):
        draft.change(by=cast.asha, at=NOW, **{name: make.day(value) for name, value in fields.items()})


def test_it_is_everyone_elses_business_not_at_all(cast, draft):
    for stranger in (cast.ravi, cast.nila, cast.leela, cast.esha, cast.omar):
        with pytest.raises(Denied):
            draft.sign(signed_on=TODAY, starts_on=TODAY, by=stranger, at=NOW)
    assert Contract.objects.get().signed_on is None


def test_its_states_are_the_same_words_in_the_database(cast):
    acme = make.client("Acme", cast.asha)
    make.contract(acme, "2026-01-01", "2026-11-23", number="ended")
    make.contract(acme, "2026-01-01", "2026-11-24", number="in_force")
    make.contract(acme, "2026-01-01", number="in_force too")
    make.contract(acme, "2026-11-25", number="ahead")
    make.contract(acme, "2026-01-01", signed_on=None, number="draft")
    said = {contract.number: contract.state(TODAY) for contract in Contract.objects.all()}
    found = {"draft": Contract.objects.drafts(), "ahead": Contract.objects.ahead(TODAY)} | {
        "ended": Contract.objects.ended(TODAY),
        "in_force": Contract.objects.in_force(TODAY),
    }
    assert said == {contract.number: state for state, contracts in found.items() for contract in contracts}


def test_it_is_found_when_it_ends_soon(cast):
    acme = make.client("Acme", cast.asha)
    for ends in ("2026-11-23", "2026-11-24", "2026-12-24", "2026-12-25"):
        make.contract(acme, "2026-01-01", ends, number=ends)
    soon = Contract.objects.ending_within(30, TODAY).order_by("number")
    assert [contract.number for contract in soon] == ["2026-11-24", "2026-12-24"]


def test_it_knows_the_last_day_to_give_notice():
    contract = Contract(ends_on=make.day("2026-12-31"), notice_days=30)
    assert contract.notice_by == make.day("2026-12-01")
