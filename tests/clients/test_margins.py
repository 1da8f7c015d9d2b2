"""What sales cost us is seen by who sold them, who is responsible for the client, those above, who stands in for one of
these, and executives; at no side door by anybody else."""

import io
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.access import Denied
from accounts.models import Company
from activity.models import Event
from clients.exports import export
from clients.imports import KINDS
from clients.models import Sale
from tests import factories as make
from tests.clients.importing import bring

NOW = make.instant("2026-11-24T10:00")
COST = "61.17"


@pytest.fixture(autouse=True)
def _november(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def teamed(cast):
    """Asha's client, on whose team Ravi is; what was sold there by nobody in particular."""
    acme = make.client("Acme", cast.asha)
    make.team_member(acme, cast.ravi)
    return make.sale(acme, "audit", "2026-11-02", "100", COST, order="O-1", quantity=4)


@pytest.fixture
def ravi(client, cast):
    client.force_login(cast.ravi)
    return client


def test_it_is_seen_by_those_who_answer_for_it(cast, teamed):
    stand_in, leader = make.user("Tara"), make.user("Uma", level="senior")
    cast.ravi.supervisor = leader
    cast.ravi.save()
    make.cover(cast.asha, stand_in, "2026-11-20", "2026-11-30")
    people = [cast.asha, cast.vikram, stand_in, cast.esha, cast.ravi, leader, cast.nila, cast.leela, cast.omar]
    assert [teamed.sees_margin(person) for person in people] == [True] * 4 + [False] * 5
    teamed.sold_by = cast.ravi
    assert [teamed.sees_margin(person) for person in (cast.ravi, leader, cast.asha)] == [True] * 3


def test_a_list_answers_as_the_sale_does(cast, teamed):
    make.sale(teamed.client, "audit", "2026-11-03", sold_by=cast.ravi)
    for person in (cast.asha, cast.vikram, cast.esha, cast.ravi, cast.nila, cast.omar):
        for sale in Sale.objects.visible_to(person).with_margin_for(person, NOW.date()):
            assert sale.margin_seen == sale.sees_margin(person), (person, sale)


def pages_of(sale) -> list[str]:
    client = sale.client
    return [
        reverse("sales:list"),
        reverse("sales:list") + "?client=ACME",
        sale.get_absolute_url(),
        client.get_absolute_url(),
        client.get_absolute_url() + "?show=changes",
        reverse("clients:timeline", args=[client.code]),
        reverse("brief:client", args=[client.code]),
        reverse("sales:edit", args=[sale.pk]),
        reverse("sales:return", args=[sale.pk]),
        reverse("sales:share", args=[sale.pk]) + "?quantity=1",
        sale.service.get_absolute_url(),
        reverse("trash:list"),
        reverse("find") + "?q=O-1",
    ]


def test_no_page_tells_a_team_member(ravi, cast, teamed):
    teamed = teamed.change(cost=Decimal("15.29"), by=cast.asha, at=NOW).change(cost=Decimal(COST), by=cast.asha, at=NOW)
    back = teamed.record_return(quantity=Decimal(1), date=NOW.date(), order="R-1", by=cast.asha, at=NOW)
    assert (back.amount, back.cost) == (-25, Decimal("-15.29"))
    secrets = (COST, "38.83", "15.29", "9.71", "45.88")  # costs, profits and what is left of them
    for page in (*pages_of(teamed), back.get_absolute_url()):
        told = ravi.get(page)
        assert told.status_code == 200, page
        assert [secret for secret in secrets if secret in told.text] == [], page


def test_it_is_told_to_who_is_responsible(client, cast, teamed):
    client.force_login(cast.asha)
    assert "38.83" in client.get(reverse("sales:list")).text
    assert COST in client.get(teamed.get_absolute_url()).text
    assert "cost US$15.29" in client.get(reverse("sales:share", args=[teamed.pk]), {"quantity": "1"}).text


def test_it_is_not_found_out_by_sorting_or_filtering(ravi, teamed):
    other = make.sale(teamed.client, "audit", "2026-11-03", "100", "1", order="O-2")
    usual = [row.pk for row in ravi.get(reverse("sales:list")).context["rows"]]
    assert usual == [other.pk, teamed.pk]
    for asked in ({"sort": "cost"}, {"sort": "-profit"}, {"cost": "1"}, {"cost__gt": "50"}, {"profit": "99"}):
        assert [row.pk for row in ravi.get(reverse("sales:list"), asked).context["rows"]] == usual


def test_the_totals_add_up_only_the_margins_that_one_sees(ravi, cast, teamed):
    make.sale(teamed.client, "audit", "2026-11-03", "50", "20", sold_by=cast.ravi)
    (sums,) = ravi.get(reverse("sales:list"), {"client": "ACME"}).context["sums"]
    assert (sums["lines"], sums["sum"], sums["seen"], sums["gain"]) == (2, 150, 1, 30)


def test_an_export_leaves_it_out_and_brings_it_back_unharmed(cast, teamed):
    file = io.BytesIO()
    export(KINDS["sales"], file, "csv", user=cast.ravi, rules=Company.current().rules(), at=NOW)
    assert COST not in file.getvalue().decode()
    result = bring("sales", file.getvalue(), by=cast.omar)
    assert (result.unchanged, result.updated, result.errors) == (1, 0, [])
    assert Sale.objects.get().cost == Decimal(COST)


def test_the_log_tells_the_details_to_executives_alone(client, cast, teamed):
    teamed.change(cost=Decimal("15.29"), by=cast.asha, at=NOW)
    event = Event.objects.about(teamed).get()
    told = {name: "15.29" in str(event.details_for(getattr(cast, name))) for name in ("esha", "omar", "ravi", "asha")}
    assert told == {"esha": True, "omar": False, "ravi": False, "asha": False}
    client.force_login(cast.omar)
    assert "15.29" not in client.get(reverse("audit")).text


def test_nobody_makes_oneself_the_seller_to_see_it(ravi, cast, teamed):
    for fields in ({"sold_by": cast.ravi}, {"cost": Decimal(1)}):
        with pytest.raises(Denied):
            teamed.change(by=cast.ravi, at=NOW, **fields)
    typed = {"service": "audit", "date": "2026-11-02", "quantity": "4", "amount": "120", "currency": "USD"}
    typed |= {"order": "O-1", "line": "1", "cost": "0", "sold_by": str(cast.ravi.pk)}
    ravi.post(reverse("sales:edit", args=[teamed.pk]), typed)
    changed = Sale.objects.get()
    assert (changed.amount, changed.cost, changed.sold_by) == (120, Decimal(COST), None)


def test_a_team_member_says_what_a_new_sale_costs_and_sees_it_no_more(ravi, teamed):
    typed = {"service": "audit", "date": "2026-11-02", "quantity": "1", "amount": "10", "cost": "7.77", "line": "1"}
    ravi.post(reverse("sales:create", args=["ACME"]), typed | {"order": "O-9", "currency": "USD"})
    sale = Sale.objects.get(order="O-9")
    assert sale.cost == Decimal("7.77")
    assert "7.77" not in ravi.get(sale.get_absolute_url()).text
