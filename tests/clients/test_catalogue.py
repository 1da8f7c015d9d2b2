"""The catalogue: prices by day, lines, what is no longer offered, and what all that means for a sale."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.access import Denied
from activity.models import Event
from clients.catalogue import price_steps
from clients.imports import KINDS
from clients.models import Sale, Service
from tests import factories as make
from tests.clients.importing import NOW as IMPORTED
from tests.clients.importing import bring

NOW = make.instant("2026-11-24T10:00")
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def _november(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def audit(db):
    return make.service("audit", price="100")


def history(service) -> list[tuple[str, str]]:
    return [(f"{row.since}", f"{row.price:f}") for row in service.prices.order_by("since")]


def price(service, amount, since, by, currency="USD"):
    service.set_price(amount and Decimal(amount), currency, make.day(since), by=by, at=NOW)


def test_it_keeps_what_was_in_force_and_plans_ahead(cast, audit):
    price(audit, "110", "2026-11-24", cast.vikram)
    price(audit, "120", "2027-01-01", cast.vikram)
    price(audit, "111", "2026-11-24", cast.vikram)  # today's slip
    with pytest.raises(ValidationError, match="was in force on 23 Nov 2026"):
        price(audit, "1", "2026-11-23", cast.vikram)
    days = ["2026-11-23", "2026-11-24", "2027-01-01"]
    assert [audit.price_on(make.day(day)).price for day in days] == [100, 111, 120]
    told = Event.objects.about(audit).filter(verb="service.priced").first()
    assert told.data == {"since": "2026-11-24", "before": ["110.000000", "USD"], "price": "111", "currency": "USD"}


def test_it_says_nothing_where_nothing_changes(cast, audit):
    price(audit, "100", "2026-11-24", cast.vikram)
    assert len(history(audit)) == 1
    assert not Event.objects.exists()


def test_it_fills_days_that_had_no_price(cast):
    audit = make.service("audit")
    price(audit, "100", "2026-11-24", cast.vikram)
    price(audit, "90", "2026-01-01", cast.vikram)
    assert [day for day, _amount in history(audit)] == ["2026-01-01", "2026-11-24"]


def test_it_gives_up_only_what_is_planned(cast, audit):
    price(audit, "120", "2027-01-01", cast.vikram)
    audit.drop_price(audit.price_on(make.day("2027-01-01")), by=cast.vikram, at=NOW)
    with pytest.raises(ValidationError, match="in force already"):
        audit.drop_price(audit.prices.get(), by=cast.vikram, at=NOW)
    assert len(history(audit)) == 1


@pytest.mark.parametrize("name", ["asha", "nila", "leela", "omar"])
def test_it_is_kept_by_seniors_and_executives_alone(cast, audit, name):
    nobody = getattr(cast, name)
    deeds = [
        lambda: price(audit, "1", "2026-11-24", nobody),
        lambda: audit.retire(by=nobody, at=NOW),
        lambda: audit.change(name="Free", by=nobody, at=NOW),
    ]
    for deed in deeds:
        with pytest.raises(Denied):
            deed()
    assert (history(audit), Service.objects.get().retired_at) == ([("1900-01-01", "100.000000")], None)


def test_it_renames_a_line_with_an_event_for_each_service(cast):
    for code in ("a", "b"):
        make.service(code, line="Advice")
    make.service("c", line="Training")
    assert Service.rename_line("Advice", "Advisory", by=cast.esha, at=NOW) == 2
    assert Service.objects.lines() == ["Advisory", "Training"]
    assert Event.objects.filter(verb="service.changed").count() == 2


def test_a_file_brings_a_price_from_today_and_the_same_file_nothing(cast):
    audit = make.priced(make.service("audit", line="Advice"), "2026-01-01", "100")
    file = "code,name,line,price,currency\naudit,Audit,Advice,110,USD"
    assert bring("services", file, by=cast.omar).updated == 1
    assert bring("services", file, by=cast.omar).unchanged == 1
    assert history(audit) == [("2026-01-01", "100.000000"), (f"{IMPORTED:%Y-%m-%d}", "110.000000")]
    assert Event.objects.about(audit).filter(verb="service.priced").get().data["before"] == ["100.000000", "USD"]
    exported = KINDS["services"].exported(cast.esha, IMPORTED.date()).values_list("price_now", "currency_now")
    assert list(exported) == [(110, "USD")]


def test_a_blank_price_in_a_file_is_on_request(cast, audit):
    bring("services", "code,name,price\naudit,Audit,")
    assert audit.price_on(IMPORTED.date()).price is None
    assert audit.price_on(IMPORTED.date() - dt.timedelta(days=1)).price == 100


def test_it_draws_what_was_and_what_is_planned(cast, audit):
    assert price_steps(list(audit.prices.all()), TODAY) is None
    price(audit, "120", "2027-01-01", cast.vikram)
    price(audit, "110", "2026-11-24", cast.vikram)
    steps = price_steps(list(audit.prices.all()), TODAY)
    assert (len(steps.past.split()), len(steps.planned.split())) == (4, 3)


# ---- On the pages


@pytest.fixture
def acme(cast):
    return make.client("Acme", cast.asha)


def sold(client, **fields):
    known = {"service": "audit", "date": "2026-11-20", "quantity": "3", "currency": "USD", "order": "O-1", "line": "1"}
    return client.post(reverse("sales:create", args=["ACME"]), known | fields)


def test_an_empty_amount_is_the_quantity_at_the_price_of_that_day(client, cast, acme, audit):
    make.priced(audit, "2026-11-22", "200")
    client.force_login(cast.asha)
    sold(client)
    sold(client, date="2026-11-22", line="2")
    sold(client, amount="250", line="3")
    assert [sale.amount for sale in Sale.objects.order_by("line")] == [300, 600, 250]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"currency": "EUR"}, "no price of this service in EUR on 20 Nov 2026; write the amount"),
        ({"service": "other"}, "no price of this service in USD"),
        ({"service": "gone"}, "“Gone” is no longer offered"),
    ],
)
def test_it_asks_for_the_amount_where_there_is_no_price(client, cast, acme, audit, fields, sentence):
    make.service("other")
    make.service("gone", price="5", retired_at=NOW)
    client.force_login(cast.asha)
    assert sentence in sold(client, **fields).text
    assert not Sale.objects.exists()


def test_it_suggests_what_an_empty_amount_comes_to(client, cast, audit):
    client.force_login(cast.asha)
    asked = {"service": "audit", "date": "2026-11-20", "quantity": "2.5", "currency": ""}
    said = client.get(reverse("services:worth"), asked).text
    assert "2.5 × US$100.00 = <strong>US$250.00</strong>" in said
    for odd in ({"quantity": "x"}, {"quantity": "NaN"}, {"date": "2026-02-30"}, {"service": "?\x00"}):
        assert "strong" not in client.get(reverse("services:worth"), asked | odd).text


def test_it_goes_on_with_the_next_line_of_the_order(client, cast, acme, audit):
    client.force_login(cast.asha)
    answer = sold(client, another="1", sold_by=str(cast.asha.pk))
    page = client.get(answer.url)
    form = page.context["form"]
    carried = [form[name].value() for name in ("order", "line", "date", "currency", "sold_by")]
    assert carried == ["O-1", "2", make.day("2026-11-20"), "USD", str(cast.asha.pk)]
    assert [str(line) for line in page.context["lines"]] == ["O-1/1"]


def test_it_offers_no_more_what_is_retired_but_keeps_its_page(client, cast, acme, audit):
    make.sale(acme, "audit", "2026-11-01")
    client.force_login(cast.vikram)
    client.post(reverse("services:retire", args=[audit.pk]))
    assert "audit" not in client.get(reverse("services:options"), {"q": "aud"}).text
    assert "audit" in client.get(reverse("services:options"), {"q": "aud", "retired": "1"}).text
    assert "no longer offered" in client.get(audit.get_absolute_url()).text
    client.post(reverse("services:offer_again", args=[audit.pk]))
    assert Service.objects.get().retired_at is None


def test_its_page_counts_only_the_buyers_one_sees(client, cast, acme, audit):
    make.sale_return(make.sale(acme, "audit", "2026-11-01", "100"), "2026-11-02", "-40")
    make.sale(make.client("Secret", cast.ravi), "audit", "2026-11-01", "900")
    seen = {}
    for name in ("asha", "esha"):
        client.force_login(getattr(cast, name))
        page = client.get(audit.get_absolute_url())
        seen[name] = [(row["clients"], row["revenue"]) for row in page.context["bought"].sums]
    assert seen == {"asha": [(1, 60)], "esha": [(2, 960)]}


def test_the_pages_of_the_catalogue_change_it(client, cast, audit):
    client.force_login(cast.vikram)
    client.post(reverse("services:price", args=[audit.pk]), {"price": "120", "currency": "usd", "since": "2026-12-01"})
    client.post(reverse("services:edit", args=[audit.pk]), {"name": "Audit", "code": "audit", "line": "Advice"})
    client.post(reverse("services:rename_line"), {"line": "Advice", "name": "Advisory"})
    page = client.get(reverse("services:list"), {"line": "Advisory"})
    assert [(row.price, row.currency) for row in page.context["rows"]] == [(100, "USD")]
    client.post(reverse("services:drop_price", args=[audit.price_on(make.day("2026-12-01")).pk]))
    assert len(history(audit)) == 1
