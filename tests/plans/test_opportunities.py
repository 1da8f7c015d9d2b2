"""Opportunities from the first idea to the decision."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404

from activity.models import Event, Notification
from clients.models import Client, Contract, Sale
from plans.models import Opportunity, OpportunityChange, Stage
from plans.tasks import watch_deals
from tests import factories as make

AT = make.instant("2026-11-24T10:00")


@pytest.fixture
def acme(cast):
    return make.client("Acme", cast.asha)


@pytest.fixture
def deal(cast, acme):
    return make.opportunity(acme, cast.asha, "2026-12-15")


@pytest.fixture(autouse=True)
def _november(time_machine):
    time_machine.move_to(AT, tick=False)


def test_it_begins_with_the_probability_of_its_stage(deal):
    assert (deal.probability, deal.weighted) == (50, Decimal(500))
    (change,) = deal.changes.all()
    assert (change.from_stage, change.to_stage, change.by, change.outcome) == (None, deal.stage, deal.owner, "open")


def test_its_own_probability_stands_above_that_of_the_stage(cast, deal):
    deal = deal.change(own_probability=80, by=cast.asha, at=AT)
    assert deal.probability == 80
    assert Opportunity.objects.weighed().get().weighed_value == 800


def test_a_prospect_has_opportunities_too(cast):
    prospect = make.client("Mistral", cast.asha, kind=Client.Kind.PROSPECT)
    assert make.opportunity(prospect, cast.asha, "2026-12-15").client == prospect


def test_moving_is_kept_with_from_to_at_and_by(cast, deal):
    before, to = deal.stage, make.stage("Negotiation")
    deal.move(to, by=cast.vikram, at=AT)
    change = deal.changes.last()
    assert (change.from_stage, change.to_stage, change.by, change.at) == (before, to, cast.vikram, AT)
    assert change.probability == to.probability


def test_what_moves_no_forecast_leaves_no_row(cast, deal):
    deal.change(next_step="Ring Kiran", by=cast.asha, at=AT)
    assert deal.changes.count() == 1


@pytest.mark.parametrize("who", ["ravi", "esha", "leela", "omar", "nila"])
def test_only_who_works_on_the_client_changes_it(cast, deal, who):
    with pytest.raises(Http404):
        deal.move(make.stage("Negotiation"), by=getattr(cast, who), at=AT)
    assert Opportunity.objects.get().stage == make.stage()


def test_it_is_given_to_people_of_the_own_line_who_work_on_the_client(cast, acme, deal):
    arun = make.user("Arun", supervisor=cast.vikram)
    with pytest.raises(Http404):
        deal.change(owner=cast.ravi, by=cast.vikram, at=AT)
    with pytest.raises(ValidationError, match="Arun does not work on Acme"):
        deal.change(owner=arun, by=cast.vikram, at=AT)
    make.team_member(acme, arun)
    assert deal.change(owner=arun, by=cast.vikram, at=AT).owner == arun


def test_winning_makes_a_contract_draft_and_no_sale(cast, deal):
    deal.win(draft="D-1", by=cast.asha, at=AT)
    contract = Contract.objects.get()
    assert (contract.signed_on, contract.value, contract.currency, contract.title) == (None, 1000, "USD", "More of it")
    won = Opportunity.objects.get()
    assert (won.outcome, won.closed_on, won.contract) == ("won", make.day("2026-11-24"), contract)
    assert not Sale.objects.exists()


def test_winning_twice_is_refused_and_makes_one_contract(cast, deal):
    deal.win(draft="D-1", by=cast.asha, at=AT)
    with pytest.raises(ValidationError, match="won already"):
        deal.win(draft="D-2", by=cast.asha, at=AT)
    assert Contract.objects.count() == 1


def test_a_draft_whose_number_is_taken_leaves_it_open(cast, acme, deal):
    make.contract(acme, "2026-01-01", number="D-1")
    with pytest.raises(ValidationError):
        deal.win(draft="D-1", by=cast.asha, at=AT)
    assert Opportunity.objects.get().is_open


def test_losing_needs_a_reason_and_the_competitor_who_was_chosen(cast, deal):
    with pytest.raises(ValidationError, match="Say why"):
        deal.lose("", by=cast.asha, at=AT)
    with pytest.raises(ValidationError, match="which competitor"):
        deal.lose("competitor", competitor=" ", by=cast.asha, at=AT)
    lost = deal.lose("competitor", competitor="Globex", by=cast.asha, at=AT)
    assert (lost.outcome, lost.loss_competitor) == ("lost", "Globex")


def test_the_database_keeps_no_loss_without_its_reason(deal):
    with pytest.raises(IntegrityError), transaction.atomic():
        Opportunity.objects.update(outcome="lost", closed_on=make.day("2026-11-24"))


def test_it_is_not_decided_on_a_day_ahead(cast, deal):
    with pytest.raises(ValidationError, match="lies ahead"):
        deal.win(closed_on=make.day("2026-11-25"), by=cast.asha, at=AT)


def test_opening_it_again_is_counted_and_clears_why_it_was_lost(cast, deal):
    deal = deal.lose("price", by=cast.asha, at=AT)
    deal = deal.reopen(expected_on=make.day("2027-01-31"), by=cast.asha, at=AT)
    assert (deal.outcome, deal.reopened, deal.loss_reason, deal.closed_on) == ("open", 1, "", None)
    assert [change.outcome for change in deal.changes.all()] == ["open", "lost", "open"]


def test_a_decided_one_is_not_changed(cast, deal):
    deal.lose("price", by=cast.asha, at=AT)
    with pytest.raises(ValidationError, match="open it again"):
        deal.change(title="Other", by=cast.asha, at=AT)


def test_change_sets_nothing_that_has_a_verb_of_its_own(cast, deal):
    with pytest.raises(Http404):
        deal.change(outcome="won", by=cast.asha, at=AT)


def test_who_decides_works_at_the_client(cast, acme, deal):
    kiran = make.contact(acme, "Kiran")
    deal.change(deciders=[kiran], by=cast.asha, at=AT)
    assert list(deal.deciders.all()) == [kiran]
    with pytest.raises(ValidationError, match="at this client"):
        deal.change(deciders=[make.contact(make.client("Other"), "Stray")], by=cast.asha, at=AT)


def test_a_new_probability_of_a_stage_is_written_into_the_history(cast, acme, deal):
    own = make.opportunity(acme, cast.asha, "2026-12-15", own_probability=10)
    deal.stage.change(probability=60, by=cast.esha, at=AT)
    assert [change.probability for change in deal.changes.all()] == [50, 60]
    assert own.changes.count() == 1


def test_stages_are_kept_by_executives(cast):
    for who in (cast.vikram, cast.omar):
        with pytest.raises(Http404):
            Stage.add(name="Pilot", place=9, probability=60, by=who, at=AT)
    assert Stage.add(name="Pilot", place=9, probability=60, by=cast.esha, at=AT).pk


def test_a_stage_in_which_something_stood_stays(cast, deal):
    empty = make.stage("Lead")
    empty.remove(by=cast.esha, at=AT)
    with pytest.raises(ValidationError, match="rename it instead"):
        deal.stage.remove(by=cast.esha, at=AT)
    assert not Stage.objects.filter(pk=empty.pk).exists()
    assert Stage.objects.filter(pk=deal.stage_id).exists()


def test_of_an_overdue_step_its_manager_is_told_once_for_each_day(cast, deal):
    deal = deal.change(next_step="Ring", next_step_on=make.day("2026-11-23"), by=cast.asha, at=AT)
    for _again in range(2):
        watch_deals(now=AT)
    assert Event.objects.filter(verb="opportunity.step_overdue").count() == 1
    assert Notification.objects.filter(user=cast.asha).count() == 1
    deal.change(next_step_on=make.day("2026-11-22"), by=cast.asha, at=AT)
    watch_deals(now=AT)
    assert Event.objects.filter(verb="opportunity.step_overdue").count() == 2


def test_a_won_one_is_told_to_the_senior_above(cast, deal):
    deal.win(by=cast.asha, at=AT)
    (told,) = Notification.objects.filter(user=cast.vikram)
    assert "is won" in told.sentence


def test_putting_it_away_and_taking_it_out_is_in_the_history(cast, deal):
    deal.trash(by=cast.asha, at=AT)
    deal.restore(by=cast.asha, at=AT)
    assert list(OpportunityChange.objects.values_list("live", flat=True)) == [True, False, True]
