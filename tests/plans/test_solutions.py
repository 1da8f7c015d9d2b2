"""Needs, the solutions built for them, who approves these, and what becomes of them."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404

from activity.models import Event, Notification
from clients.models import Contract, Sale
from plans.models import Need, Opportunity, Solution
from tests import factories as make

AT = make.instant("2026-11-24T10:00")


@pytest.fixture(autouse=True)
def _november(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def acme(cast):
    return make.client("Acme", cast.asha)


@pytest.fixture
def need(cast, acme):
    return make.need(acme, cast.asha)


@pytest.fixture
def offered(cast, need):
    solution = make.solution(need, cast.asha)
    solution.submit(by=cast.asha, at=AT)
    solution.approve(by=cast.vikram, at=AT)
    return solution.offer(by=cast.asha, at=AT)


def again(solution):
    return Solution.objects.get(pk=solution.pk)


def test_a_need_is_analysed_and_dropped_for_a_reason(cast, need):
    with pytest.raises(ValidationError, match="Write what you found out"):
        need.analyse(" ", by=cast.asha, at=AT)
    need = need.analyse("Old bearings", by=cast.vikram, at=AT)
    assert (need.state, need.analysed_by) == ("analysed", cast.vikram)
    with pytest.raises(ValidationError, match="Say why"):
        need.drop("", by=cast.asha, at=AT)
    need = need.drop("They move out", by=cast.asha, at=AT)
    assert need.reopen(by=cast.asha, at=AT).state == "analysed"


def test_a_need_comes_from_a_case_of_the_same_client(cast, acme):
    case = make.case(make.client("Other", cast.asha), "2026-11-01T09:00", kind="need")
    with pytest.raises(ValidationError, match="another client"):
        make.need(acme, cast.asha, case=case)
    assert make.need(case.client, cast.asha, case=case).source == case


def test_it_adds_up_amounts_discount_cost_and_margin(cast, need):
    solution = make.solution(
        need, cast.asha, [("lift", "2", "100.10", "60"), ("audit", "0.5", "50", "10")], discount=Decimal("12.5")
    )
    sums = solution.sums()
    assert (sums.gross, sums.discount, sums.total) == (Decimal("225.20"), Decimal("28.15"), Decimal("197.05"))
    assert (sums.cost, sums.margin) == (125, Decimal("72.05"))
    assert round(sums.margin_rate, 4) == Decimal("0.3656")


def test_a_solution_given_away_has_no_margin_rate(cast, need):
    assert make.solution(need, cast.asha, [("lift", "1", "0", "60")]).sums().margin_rate is None


def test_an_empty_price_is_the_catalogue_s(cast, need):
    solution, service = make.solution(need, cast.asha, []), make.service("lift", price="70", currency="USD")
    about = {"quantity": Decimal(1), "cost": Decimal(0), "price": None, "by": cast.asha, "at": AT}
    assert solution.put_line(None, service=service, **about).price == 70
    with pytest.raises(ValidationError, match="no price of this service in USD"):
        solution.put_line(None, service=make.service("euro", price="7", currency="EUR"), **about)


@pytest.mark.parametrize(
    ("who", "discount", "cost", "state"),
    [
        ("asha", "0", "10", "submitted"),
        ("vikram", "10", "10", "approved"),
        ("vikram", "10.01", "10", "submitted"),
        ("vikram", "0", "80", "approved"),
        ("vikram", "0", "80.01", "submitted"),
    ],
)
def test_a_junior_always_asks_and_a_senior_beyond_the_limits(cast, need, who, discount, cost, state):
    user = getattr(cast, who)
    solution = make.solution(need, user, [("lift", "1", "100", cost)], discount=Decimal(discount))
    assert solution.submit(by=user, at=AT).state == state


def test_an_account_manager_asks_too(cast):
    mill = make.client("Mill", cast.nila)
    solution = make.solution(make.need(mill, cast.nila), cast.nila)
    assert solution.submit(by=cast.nila, at=AT).state == "submitted"


@pytest.mark.parametrize("who", ["asha", "ravi", "meera", "esha", "omar", "leela"])
def test_only_the_senior_above_approves(cast, need, who):
    solution = make.solution(need, cast.asha).submit(by=cast.asha, at=AT)
    for deed in (solution.approve, lambda **at: solution.send_back("No", **at)):
        with pytest.raises(Http404):
            deed(by=getattr(cast, who), at=AT)
    assert again(solution).state == "submitted"


def test_what_a_senior_submits_beyond_the_limits_goes_up_to_the_executive(cast):
    big = make.client("Big", cast.vikram)
    solution = make.solution(make.need(big, cast.vikram), cast.vikram, discount=Decimal(50))
    solution = solution.submit(by=cast.vikram, at=AT)
    with pytest.raises(Http404):
        solution.approve(by=cast.vikram, at=AT)
    solution.approve(by=cast.esha, at=AT)
    assert again(solution).approved_by == cast.esha


def test_the_senior_is_told_and_then_the_junior(cast, need):
    solution = make.solution(need, cast.asha).submit(by=cast.asha, at=AT)
    assert "asks for your approval" in Notification.objects.get(user=cast.vikram).sentence
    solution.send_back("The cost is missing", by=cast.vikram, at=AT)
    assert "The cost is missing" in Notification.objects.get(user=cast.asha).sentence
    assert again(solution).state == "draft"


def test_it_is_approved_once(cast, need):
    solution = make.solution(need, cast.asha).submit(by=cast.asha, at=AT)
    solution.approve(by=cast.vikram, at=AT)
    with pytest.raises(ValidationError, match="approved"):
        solution.approve(by=cast.vikram, at=AT)


def test_what_is_approved_is_not_changed_without_a_new_approval(cast, need):
    solution = make.solution(need, cast.asha).submit(by=cast.asha, at=AT)
    solution.approve(by=cast.vikram, at=AT)
    line = solution.lines.get()
    refused = [
        lambda: solution.revise(discount=Decimal(90), by=cast.asha, at=AT),
        lambda: solution.take_line(line, by=cast.asha, at=AT),
        lambda: solution.submit(by=cast.asha, at=AT),
    ]
    for deed in refused:
        with pytest.raises(ValidationError, match="look at it again"):
            deed()
    draft = solution.redraft(by=cast.asha, at=AT)
    assert (draft.state, draft.approved_by) == ("draft", None)


def test_an_empty_or_outlived_solution_is_not_submitted(cast, need):
    with pytest.raises(ValidationError, match="at least one service"):
        make.solution(need, cast.asha, []).submit(by=cast.asha, at=AT)
    with pytest.raises(ValidationError, match="validity has passed"):
        make.solution(need, cast.asha, valid_until=make.day("2026-11-23")).submit(by=cast.asha, at=AT)


def test_the_team_sees_prices_but_neither_costs_nor_prices_it(cast, acme, need):
    pooja, solution = make.user("Pooja", supervisor=cast.meera), make.solution(need, cast.asha)
    make.team_member(acme, pooja)
    assert [solution.sees_margin(user) for user in (cast.asha, cast.vikram, cast.esha, pooja)] == [True] * 3 + [False]
    with pytest.raises(Http404):
        solution.revise(discount=Decimal(5), by=pooja, at=AT)
    assert make.solution(need, pooja).sees_margin(pooja)


def test_no_event_tells_what_it_costs(cast, need):
    make.solution(need, cast.asha, [("lift", "1", "100", "61.17")]).submit(by=cast.asha, at=AT)
    assert not any("61.17" in str(event.data) for event in Event.objects.all())


def test_an_acceptance_makes_an_opportunity_a_contract_draft_and_no_sale(cast, offered):
    accepted = offered.accept(number="D-1", by=cast.asha, at=AT)
    deal, contract = Opportunity.objects.get(), Contract.objects.get()
    assert (accepted.opportunity, deal.outcome, deal.value, deal.contract) == (deal, "open", 100, contract)
    assert (contract.number, contract.signed_on, contract.value) == ("D-1", None, 100)
    assert Need.objects.get().state == "met"
    assert not Sale.objects.exists()


def test_an_acceptance_links_and_wins_an_opportunity_that_is_there(cast, acme, offered):
    deal = make.opportunity(acme, cast.asha, "2026-12-15")
    offered.accept(opportunity=deal, won=True, number="D-1", by=cast.asha, at=AT)
    won = Opportunity.objects.get()
    assert (won.pk, won.outcome, won.value) == (deal.pk, "won", 100)
    assert Contract.objects.count() == 1


def test_another_client_s_opportunity_is_not_linked(cast, offered):
    stray = make.opportunity(make.client("Other", cast.asha), cast.asha, "2026-12-15")
    with pytest.raises(Http404):
        offered.accept(opportunity=stray, number="D-1", by=cast.asha, at=AT)
    assert again(offered).state == "offered"


def test_it_is_accepted_once(cast, offered):
    offered.accept(number="D-1", by=cast.asha, at=AT)
    with pytest.raises(ValidationError, match="accepted"):
        offered.accept(number="D-2", by=cast.asha, at=AT)
    assert Opportunity.objects.count() == Contract.objects.count() == 1


def test_a_refusal_says_why(cast, offered):
    with pytest.raises(ValidationError, match="Say why"):
        offered.refuse("", by=cast.asha, at=AT)
    assert offered.refuse("Too dear", by=cast.asha, at=AT).reason == "Too dear"


def test_a_slip_of_the_keyboard_is_no_line(cast, need):
    with pytest.raises(ValidationError, match="too large"):
        make.solution(need, cast.asha, [("lift", "10000000", "10000000", "0")])


def test_what_hangs_together_comes_out_of_the_trash_in_order(cast, need):
    solution = make.solution(need, cast.asha)
    with pytest.raises(ValidationError, match="has solutions"):
        need.trash(by=cast.asha, at=AT)
    solution.trash(by=cast.asha, at=AT)
    need.trash(by=cast.asha, at=AT)
    with pytest.raises(ValidationError, match="need is in the trash"):
        again(solution).restore(by=cast.asha, at=AT)
    need.restore(by=cast.asha, at=AT)
    again(solution).restore(by=cast.asha, at=AT)
    assert again(solution).trashed_at is None
