"""The pages on which facts are recorded and changed: what they keep, refuse and say."""

import datetime as dt

import pytest
from django.urls import reverse

from clients.models import Client, Contact, Contract, Departure, Sale, Service
from tests import factories as make


@pytest.fixture
def acme(cast):
    return make.client("Acme", cast.asha, since="2026-01-01")


@pytest.fixture
def asha(client, cast, acme):
    client.force_login(cast.asha)
    return client


@pytest.fixture(autouse=True)
def _november(time_machine):
    time_machine.move_to(make.instant("2026-11-24T10:00"), tick=False)


def sale_fields(**fields):
    service = make.service("audit")
    known = {"service": service.code, "date": "2026-11-20", "quantity": "1", "amount": "100", "cost": "60"}
    return known | {"order": "O-1", "line": "1"} | fields


def test_it_starts_a_client_with_nothing_but_a_name(asha, cast):
    asha.post(reverse("clients:create"), {"name": "Borg", "kind": "regular", "market": "business"})
    borg = Client.objects.get(code="BORG")
    assert borg.held_by(dt.date(2026, 11, 24)) == cast.asha


def test_it_asks_a_junior_for_no_responsible_and_listens_to_none(asha, cast):
    fields = {"name": "Borg", "kind": "regular", "market": "business", "responsible": cast.ravi.pk}
    asha.post(reverse("clients:create"), fields)
    assert Client.objects.get(code="BORG").held_by(dt.date(2026, 11, 24)) == cast.asha


def test_it_keeps_what_was_typed_when_it_refuses(asha):
    answer = asha.post(reverse("clients:create"), {"name": "Borg", "code": "new", "kind": "key", "city": "Pune"})
    assert "A code has no slash" in answer.text
    assert 'value="Pune"' in answer.text
    assert not Client.objects.filter(name="Borg").exists()


def test_it_changes_a_client_and_shows_its_parent_by_name(asha, cast, acme):
    make.client("Mother", cast.asha)
    url = reverse("clients:edit", args=["ACME"])
    asha.post(url, {"name": "Acme", "kind": "key", "market": "business", "parent": "MOTHER"})
    assert Client.objects.get(code="ACME").parent.name == "Mother"
    assert 'data-shown="Mother"' in asha.get(url).text


def test_it_gives_no_parent_that_one_cannot_see(asha, cast):
    make.client("Secret", cast.ravi)
    fields = {"name": "Acme", "kind": "key", "market": "business", "parent": "SECRET"}
    assert "There is no “SECRET”" in asha.post(reverse("clients:edit", args=["ACME"]), fields).text
    assert Client.objects.get(code="ACME").parent is None


def transfer(client, to, on="2026-11-24", shown=None):
    url = reverse("clients:transfer", args=["ACME"])
    return client.post(url, {"to": to.pk, "on": on, "shown": shown or client.get(url).context["form"]["shown"].value()})


def test_it_transfers_a_client(client, cast, acme):
    client.force_login(cast.vikram)
    assert transfer(client, cast.vikram).url == "/clients/ACME/"
    assert acme.held_by(dt.date(2026, 11, 24)) == cast.vikram


@pytest.mark.parametrize(
    ("to", "on", "sentence"),
    [
        ("ravi", "2026-11-24", "Choose one of the managers listed here"),
        ("vikram", "2025-12-31", "Asha is responsible since 1 Jan 2026"),
        ("vikram", "0202-01-01", "between 1900 and 2199"),
        ("vikram", "20226-01-01", "no day of the calendar"),
    ],
)
def test_it_refuses_a_crafted_or_mistaken_transfer(client, cast, acme, to, on, sentence):
    client.force_login(cast.vikram)
    assert sentence in transfer(client, getattr(cast, to), on).text
    assert acme.responsibilities.get().manager == cast.asha


def test_it_shows_the_second_who_decides_what_the_first_decided(client, cast, acme):
    client.force_login(cast.esha)
    shown = client.get(reverse("clients:transfer", args=["ACME"])).context["form"]["shown"].value()
    transfer(client, cast.ravi, shown=shown)
    answer = transfer(client, cast.meera, shown=shown)
    assert "transferred by someone else" in answer.text
    assert "Ravi is responsible for Acme now" in answer.text
    assert 'value="2026-11-24"' in answer.text
    transfer(client, cast.meera, shown=answer.context["form"]["shown"].value())
    assert acme.held_by(dt.date(2026, 11, 24)) == cast.meera


def test_it_puts_a_team_together(client, cast):
    own = make.client("Own", cast.vikram)
    client.force_login(cast.vikram)
    url = reverse("clients:team", args=["OWN"])
    client.post(url, {"user": cast.asha.pk})
    assert "Asha" in client.get(url).text
    client.post(reverse("clients:end_team_member", args=["OWN", own.team.get().pk]))
    assert not own.team.exists()


def test_it_records_a_sale_in_the_companys_currency(asha):
    asha.post(reverse("sales:create", args=["ACME"]), sale_fields())
    assert (Sale.objects.get().amount, Sale.objects.get().currency) == (100, "USD")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"amount": "-5"}, "Write 0 or more"),
        ({"currency": "xyz"}, "“XYZ” is not a currency in use"),
        ({"date": "0202-11-20"}, "between 1900 and 2199"),
        ({"date": "2026-11-25"}, "lies ahead"),
        ({"service": "nonsense"}, "There is no “nonsense”"),
        ({"amount": "1e99"}, "digits"),
    ],
)
def test_it_says_at_the_field_what_is_wrong_with_a_sale(asha, fields, sentence):
    answer = asha.post(reverse("sales:create", args=["ACME"]), sale_fields(**fields))
    assert sentence in answer.text
    assert not Sale.objects.exists()


def test_it_records_a_sale_once_however_often_it_is_sent(asha):
    url = reverse("sales:create", args=["ACME"])
    order = asha.get(url).context["form"]["order"].value()
    for _ in range(2):
        answer = asha.post(url, sale_fields(order=order))
    assert "This order has such a line already" in answer.text
    assert Sale.objects.count() == 1


def test_it_takes_a_sale_back_but_not_more_than_it(asha, acme):
    sale = make.sale(acme, "audit", "2026-11-02", "100", "60")
    url = reverse("sales:return", args=[sale.pk])
    fields = {"amount": "100.01", "cost": "0", "date": "2026-11-20", "quantity": "1", "order": "R-1", "line": "1"}
    assert "only US$100.00 are left" in asha.post(url, fields).text
    asha.post(url, fields | {"amount": "30"})
    assert Sale.objects.get(order="R-1").amount == -30
    assert asha.get(url).context["form"]["amount"].value() == "70"


def test_it_prepares_signs_and_terminates_a_contract(asha, acme):
    asha.post(reverse("contracts:create", args=["ACME"]), {"number": "C-1", "ends_on": "2027-03-31", "value": "5"})
    contract = Contract.objects.get()
    asha.post(reverse("contracts:sign", args=[contract.pk]), {"signed_on": "2026-11-24", "starts_on": "2026-12-01"})
    asha.post(
        reverse("contracts:terminate", args=[contract.pk]), {"terminated_on": "2027-01-31", "ended_because": "price"}
    )
    contract.refresh_from_db()
    assert [str(contract.signed_on), str(contract.starts_on), str(contract.terminated_on)] == [
        "2026-11-24", "2026-12-01", "2027-01-31",
    ]  # fmt: skip


def test_it_refuses_a_contract_that_ends_before_it_starts(asha):
    fields = {"number": "C-1", "starts_on": "2026-11-24", "ends_on": "2026-11-23"}
    answer = asha.post(reverse("contracts:create", args=["ACME"]), fields)
    assert "The end lies before the start" in answer.text
    assert not Contract.objects.exists()


def test_it_finds_contracts_that_end_soon(asha, acme):
    make.contract(acme, "2026-01-01", "2026-12-20", number="C-SOON")
    make.contract(acme, "2026-01-01", "2027-12-20", number="C-LATER")
    page = asha.get(reverse("contracts:list"), {"ends": "30", "state": "in_force"})
    assert [row.number for row in page.context["rows"]] == ["C-SOON"]


def test_it_records_a_departure(asha):
    url = reverse("departures:create", args=["ACME"])
    asha.post(url, {"left_on": "2026-11-20", "reason": "competitor", "competitor": "Borg"})
    assert "recorded already" in asha.post(url, {"left_on": "2026-11-20", "reason": "other"}).text
    assert Departure.objects.get().competitor == "Borg"


def test_it_offers_only_the_clients_own_people_to_report_to(asha, cast):
    stranger = make.contact(make.client("Borg", cast.ravi), "Stranger")
    answer = asha.post(reverse("contacts:create", args=["ACME"]), {"name": "Anna", "reports_to": stranger.pk})
    assert "Choose someone who works at this client" in answer.text
    assert Contact.objects.get() == stranger


@pytest.mark.parametrize(
    "route", ["clients:edit", "clients:transfer", "clients:team", "contacts:create", "sales:create", "contracts:create"]
)
def test_it_knows_no_client_of_someone_elses(asha, cast, route):
    make.client("Secret", cast.ravi)
    absent, forbidden = asha.get(reverse(route, args=["NONE"])), asha.get(reverse(route, args=["SECRET"]))
    assert (absent.status_code, forbidden.status_code) == (404, 404)
    assert asha.post(reverse(route, args=["SECRET"]), {"name": "x"}).status_code == 404


def test_it_changes_no_fact_of_someone_elses(asha, cast):
    secret = make.client("Secret", cast.ravi)
    sale, contact = make.sale(secret, "audit", "2026-11-02"), make.contact(secret, "Anna")
    for route, fact in (("sales:edit", sale), ("sales:return", sale), ("contacts:edit", contact)):
        assert asha.post(reverse(route, args=[fact.pk]), sale_fields(name="Hacked")).status_code == 404
    assert (Sale.objects.count(), Contact.objects.get().name) == (1, "Anna")


def test_it_lets_seniors_keep_the_catalogue(client, cast):
    client.force_login(cast.vikram)
    client.post(reverse("services:create"), {"name": "Audit", "code": "audit", "price": "10"})
    assert Service.objects.get().prices.get().currency == "USD"
    client.force_login(cast.asha)
    assert client.get(reverse("services:create")).status_code == 404
    assert "Audit" in client.get(reverse("services:list")).text


def test_it_lists_sales_with_profit_and_narrows_them(asha, acme):
    sale = make.sale(acme, "audit", "2026-11-02", "100", "60")
    make.sale_return(sale, "2026-11-03", "-30")
    page = asha.get(reverse("sales:list"), {"kind": "sale", "q": "audit", "since": "2026-11-01"})
    assert [row.profit for row in page.context["rows"]] == [40]


def test_it_shows_everyone_only_the_sales_they_may_see(client, cast, acme):
    make.sale(acme, "audit", "2026-11-02")
    seen = {}
    for name in ("asha", "vikram", "esha", "ravi", "nila"):
        client.force_login(getattr(cast, name))
        seen[name] = len(client.get(reverse("sales:list")).context["rows"])
    assert seen == {"asha": 1, "vikram": 1, "esha": 1, "ravi": 0, "nila": 0}
