"""The pages of opportunities, needs and solutions: what they keep, show, hide and refuse."""

from decimal import Decimal

import pytest
from django.urls import reverse

from clients.models import Contract
from plans.models import Need, Opportunity, Solution
from plans.offer import contents
from tests import factories as make

AT = make.instant("2026-11-24T10:00")
LIST, BOARD = reverse("opportunities:list"), reverse("opportunities:board")


@pytest.fixture(autouse=True)
def _november(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def acme(cast):
    return make.client("Acme", cast.asha)


@pytest.fixture
def asha(client, cast, acme):
    client.force_login(cast.asha)
    return client


@pytest.fixture
def deal(cast, acme):
    return make.opportunity(acme, cast.asha, "2026-12-15")


def page(name, *about):
    return reverse(name, args=about)


def test_it_opens_an_opportunity_with_a_prospect(asha, cast):
    make.client("Mistral", cast.asha, kind="prospect")
    typed = {"client": "MISTRAL", "title": "Fleet", "stage": make.stage().pk, "value": "5e3", "currency": "eur"}
    answer = asha.post(page("opportunities:create"), typed | {"expected_on": "2027-01-31", "owner": cast.asha.pk})
    made = Opportunity.objects.get()
    assert answer.url == made.get_absolute_url()
    assert (made.value, made.currency, made.owner) == (5000, "EUR", cast.asha)


def test_it_keeps_what_was_typed_where_something_is_wrong(asha, cast):
    typed = {"client": "ACME", "title": "Fleet of lifts", "stage": make.stage().pk, "value": "-1"}
    answer = asha.post(page("opportunities:create"), typed | {"expected_on": "2027-01-31", "owner": cast.asha.pk}).text
    assert "Write 0 or more." in answer
    assert "Fleet of lifts" in answer


def test_it_knows_no_client_that_one_does_not_work_on(asha, cast):
    make.client("Secret", cast.ravi)
    answer = asha.post(page("opportunities:create"), {"client": "SECRET", "title": "Fleet"}).text
    assert "There is no “SECRET”" in answer


def test_nobody_is_given_a_deal_by_a_crafted_request(asha, cast, deal):
    typed = {"title": "More", "stage": deal.stage_id, "value": "1", "expected_on": "2027-01-31", "owner": cast.ravi.pk}
    asha.post(page("opportunities:edit", deal.pk), typed)
    assert Opportunity.objects.get().owner == cast.asha


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["Soon", "Late"]),
        ("?state=step_overdue", ["Late"]),
        ("?state=won", ["Gone"]),
        ("?closes=30", ["Soon"]),
        ("?q=acm", ["Soon", "Late"]),
        ("?q=lat", ["Late"]),
        ("?sort=-value", ["Late", "Soon"]),
    ],
)
def test_the_list_is_narrowed_and_sorted(asha, cast, acme, query, shown):
    make.opportunity(acme, cast.asha, "2026-12-15", title="Soon")
    step = {"next_step": "Ring", "next_step_on": make.day("2026-11-23")}
    make.opportunity(acme, cast.asha, "2027-02-15", "2000", title="Late", **step)
    make.opportunity(acme, cast.asha, "2026-11-15", title="Gone").win(by=cast.asha, at=AT)
    assert [row.title for row in asha.get(LIST + query).context["rows"]] == shown


def test_an_overdue_step_is_said_wherever_the_deal_stands(asha, cast, acme):
    step = {"next_step": "Ring", "next_step_on": make.day("2026-11-23")}
    deal = make.opportunity(acme, cast.asha, "2026-12-15", **step)
    for path in (LIST, BOARD, deal.get_absolute_url(), acme.get_absolute_url()):
        assert "step overdue" in asha.get(path).text
    assert "Ring" in asha.get("/").text


def test_the_board_has_a_column_a_stage_with_its_sums(asha, cast, acme, deal):
    make.opportunity(acme, cast.asha, "2026-12-10", "9000", currency="INR", title="First")
    columns = {column.stage.name: column for column in asha.get(BOARD).context["columns"]}
    assert [card.title for card in columns["Proposal"].cards] == ["First", "More of it"]
    assert [(row["currency"], row["total"]) for row in columns["Proposal"].sums] == [("INR", 9000), ("USD", 1000)]
    assert columns["Lead"].count == 0


def test_a_dropped_card_is_in_the_other_stage(asha, deal):
    to = make.stage("Negotiation")
    answer = asha.post(page("opportunities:move", deal.pk), {"to": to.pk}, headers={"HX-Request": "true"})
    assert "saved" in answer["HX-Trigger"]
    assert Opportunity.objects.get().stage == to


def test_a_card_dropped_where_it_cannot_lie_goes_back_with_a_sentence(asha, cast, deal):
    deal.win(by=cast.asha, at=AT)
    sent = {"to": make.stage("Lead").pk}
    answer = asha.post(page("opportunities:move", deal.pk), sent, headers={"HX-Request": "true"})
    assert "saved" in answer["HX-Trigger"]
    assert "won already" in answer.text


def test_a_won_deal_offers_its_sale_filled_in_and_makes_none(asha, deal):
    sent = {"closed_on": "2026-11-24", "with_draft": "on", "number": "D-1"}
    answer = asha.post(page("opportunities:win", deal.pk), sent, follow=True)
    (offered,) = answer.context["to_record"]
    assert offered.url in answer.text.replace("&amp;", "&")
    form = asha.get(offered.url).context["form"]
    assert (form["amount"].value(), form["currency"].value()) == ("1000.00", "USD")
    assert Contract.objects.get().number == "D-1"


def test_a_sale_is_filled_in_only_with_what_the_form_knows(asha):
    form = asha.get(page("sales:create", "ACME"), {"service": "no\x00ne", "sold_by": "9", "date": "1"}).context["form"]
    assert form["service"].value() == "none"
    assert form["date"].value() == AT.date()


def test_losing_to_a_competitor_asks_for_the_name(asha, deal):
    sent = {"reason": "competitor", "closed_on": "2026-11-24", "note": "They were nearer"}
    answer = asha.post(page("opportunities:lose", deal.pk), sent).text
    assert "Say which competitor was chosen." in answer
    assert "They were nearer" in answer
    assert Opportunity.objects.get().is_open


def test_a_need_is_noted_from_a_case(asha, acme):
    case = make.case(acme, "2026-11-20T09:00", kind="need", subject="Noise at night")
    form = asha.get(page("needs:create"), {"case": case.pk}).context["form"]
    assert (form["title"].value(), form["client"].value()) == ("Noise at night", "ACME")
    sent = {"client": "ACME", "title": "Quiet", "heard_on": "2026-11-20", "case": case.pk}
    asha.post(page("needs:create"), sent)
    assert Need.objects.get().case == case


def test_a_solution_goes_from_the_need_to_the_contract_draft(asha, client, cast, acme):
    make.service("lift", price="100", currency="USD")
    need = make.need(acme, cast.asha)
    asha.post(page("needs:analyse", need.pk), {"analysis": "Old bearings"})
    typed = {"title": "New lift", "discount": "5", "currency": "USD", "valid_until": "2026-12-24"}
    asha.post(page("needs:solve", need.pk), typed)
    solution = Solution.objects.get()
    asha.post(page("solutions:add_line", solution.pk), {"service": "lift", "quantity": "2", "price": "", "cost": "70"})
    asha.post(page("solutions:submit", solution.pk))
    client.force_login(cast.vikram)
    assert "Waits for your approval" in client.get(page("needs:list")).text
    client.post(page("solutions:approve", solution.pk))
    client.force_login(cast.asha)
    client.post(page("solutions:offer", solution.pk))
    client.post(page("solutions:accept", solution.pk), {"number": "D-1", "won": "on"})
    assert (Solution.objects.get().state, Opportunity.objects.get().value) == ("accepted", 190)
    assert Contract.objects.get().signed_on is None


def test_costs_and_margins_are_hidden_from_the_team(client, cast, acme):
    pooja = make.user("Pooja", supervisor=cast.meera)
    make.team_member(acme, pooja)
    solution = make.solution(make.need(acme, cast.asha), cast.asha, [("lift", "1", "100", "61.17")])
    seen = {}
    for user in (cast.asha, cast.vikram, cast.esha, pooja):
        client.force_login(user)
        seen[user.name] = "61.17" in client.get(solution.get_absolute_url()).text
    assert seen == {"Asha": True, "Vikram": True, "Esha": True, "Pooja": False}


def test_the_offer_says_prices_and_nothing_of_costs(asha, cast, acme):
    need = make.need(acme, cast.asha)
    solution = make.solution(need, cast.asha, [("lift", "2", "100", "61.17")], discount=Decimal(5))
    said = contents(solution, "Vindhya", AT)
    assert said["sums"] == [["Sum", "US$200.00"], ["Discount of 5 %", "-US$10.00"], ["Total", "US$190.00"]]
    assert "61.17" not in str(said)
    assert said["draft"].startswith("Draft")
    answer = asha.get(page("solutions:document", solution.pk))
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")


def test_an_offer_stands_as_it_was_offered_and_takes_any_text(asha, cast, acme):
    solution = make.solution(make.need(acme, cast.asha), cast.asha, words="#panic() *🙂* अदिति\n\n‮left")
    solution.submit(by=cast.asha, at=AT)
    solution.approve(by=cast.vikram, at=AT)
    address = page("solutions:document", solution.pk)
    assert asha.get(address).content == asha.get(address).content
    assert contents(Solution.objects.get(), "Vindhya", AT)["draft"] == ""


def test_the_client_s_page_shows_deals_needs_and_the_timeline(asha, cast, acme, deal):
    make.need(acme, cast.asha, wanted="It rattles")
    deal.lose("competitor", competitor="Globex", by=cast.asha, at=AT)
    shown = asha.get(acme.get_absolute_url()).text
    assert all(said in shown for said in ("More of it", "A quieter lift", "It rattles", "Globex"))
