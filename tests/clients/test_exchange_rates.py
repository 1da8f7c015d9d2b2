"""Exchange rates: who keeps them, what they hold for, their pages and their files."""

import re
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.access import Denied
from activity.models import Event
from clients.models import ExchangeRate, Sale
from clients.models.exchange_rate import rate_on
from tests import factories as make
from tests.clients.importing import bring, reasons
from tests.clients.test_fact_pages import sale_fields

AT = make.instant("2026-11-24T10:00")
TODAY = "2026-11-24"


def enter(by, since=TODAY, rate="0.012", **fields) -> ExchangeRate:
    return ExchangeRate.enter(
        by=by, at=AT, **{"currency": "INR", "since": make.day(since), "rate": Decimal(rate)} | fields
    )


def test_it_holds_over_the_weekend_until_the_next_and_not_before_the_first(db):
    make.rate("INR", "2026-11-20", "0.012")
    make.rate("INR", "2026-11-23", "0.011")
    days = ("2026-11-19", "2026-11-20", "2026-11-22", "2026-11-23", "2027-05-01")
    rates = [rate_on("INR", make.day(day), "USD") for day in days]
    assert rates == [None, Decimal("0.012"), Decimal("0.012"), Decimal("0.011"), Decimal("0.011")]
    assert rate_on("INR", make.day(TODAY), "EUR") is None
    assert rate_on("USD", make.day("1990-01-01"), "USD") == 1


def test_executives_and_administrators_keep_it_and_the_log_tells(cast):
    rate = enter(cast.omar).change(by=cast.esha, at=AT, rate=Decimal("0.0125"))
    rate.remove(by=cast.omar, at=AT)
    assert not ExchangeRate.objects.exists()
    told = [(event.verb, event.actor.name, event.data["rate"]) for event in Event.objects.order_by("pk")]
    assert told == [
        ("exchangerate.entered", "Omar", "0.012"),
        ("exchangerate.changed", "Esha", "0.0125"),
        ("exchangerate.removed", "Omar", "0.012500000000"),
    ]


@pytest.mark.parametrize("name", ["vikram", "asha", "nila", "leela"])
def test_nobody_else_keeps_it(cast, name):
    rate = make.rate("INR", TODAY, "0.012")
    somebody = {"by": getattr(cast, name), "at": AT}
    deeds = (
        lambda: enter(getattr(cast, name), currency="EUR"),
        lambda: rate.change(rate=Decimal(2), **somebody),
        lambda: rate.remove(**somebody),
    )
    for deed in deeds:
        with pytest.raises(Denied):
            deed()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"currency": "USD"}, "This is the company's own currency"),
        ({"rate": "0"}, "A rate is more than 0."),
        ({"rate": "1", "since": "2026-11-20"}, "This currency has a rate from that day already"),
    ],
)
def test_it_refuses_with_a_sentence(cast, fields, said):
    make.rate("INR", "2026-11-20", "0.012")
    with pytest.raises(ValidationError) as refusal:
        enter(cast.esha, **fields)
    assert refusal.value.messages[0].startswith(said)


def test_it_is_entered_changed_and_removed_on_pages(client, cast, time_machine):
    time_machine.move_to(AT, tick=False)
    client.force_login(cast.esha)
    page = client.post(reverse("rates:create"), {"currency": "inr", "since": TODAY, "rate": "0.0120"}, follow=True)
    assert "1 INR = 0.012 USD from 24 Nov 2026." in page.text
    rate = ExchangeRate.objects.get()
    client.post(reverse("rates:edit", args=[rate.pk]), {"currency": "INR", "since": TODAY, "rate": "0.000012345678"})
    rate.refresh_from_db()
    assert rate.rate == Decimal("0.000012345678")
    assert "1 INR = 0.000012345678 USD" in client.get(reverse("rates:list")).text
    client.post(reverse("rates:remove", args=[rate.pk]))
    assert not ExchangeRate.objects.exists()


def test_its_page_says_which_sales_have_none(client, cast):
    acme = make.client("Acme", cast.asha)
    for day in ("2026-11-03", "2026-11-05", "2026-11-09"):
        make.sale(acme, "audit", day, currency="INR")
    make.sale(make.client("Bolt", cast.ravi), "audit", "2026-11-01", currency="INR")
    make.rate("INR", "2026-11-09", "0.012")
    client.force_login(cast.asha)
    page = client.get(reverse("rates:list"))
    assert "2 lines in INR from 3 Nov 2026 to 5 Nov 2026" in page.text
    assert "Executives and administrators enter the rates." in page.text
    client.force_login(cast.omar)
    assert client.get(reverse("rates:list")).context["gaps"] == []


def test_a_sale_without_a_rate_is_saved_and_says_so(client, cast, time_machine):
    time_machine.move_to(AT, tick=False)
    acme = make.client("Acme", cast.asha)
    client.force_login(cast.asha)
    address = reverse("sales:create", args=[acme.code])
    page = client.post(address, sale_fields(currency="INR"), follow=True)
    assert Sale.objects.get().currency == "INR"
    assert "INR has no exchange rate on 20 Nov 2026" in page.text
    make.rate("INR", "2026-11-20", "0.012")
    page = client.post(address, sale_fields(currency="INR", order="O-2"), follow=True)
    assert "no exchange rate" not in page.text


RATES = """
    currency,since,rate,base
    INR,2026-10-01,0.012,
    INR,2026-10-02,0.0000391234567,
    EUR,2026-10-01,90.25,INR
"""


def test_a_file_brings_them_and_the_same_again_changes_nothing(cast):
    assert bring("rates", RATES, by=cast.omar).failed == 1  # 13 decimals
    text = RATES.replace("91234567", "9123456")
    assert bring("rates", text, by=cast.omar).created == 3
    assert bring("rates", text, by=cast.omar).unchanged == 3
    assert bring("rates", text.replace("90.25", "90.26")).updated == 1
    assert ExchangeRate.objects.get(base="INR").rate == Decimal("90.26")
    assert bring("rates", "currency,since,rate\nINR,2026-10-03,0.013").created == 1
    assert set(ExchangeRate.objects.filter(currency="INR").values_list("base", flat=True)) == {"USD"}


def test_a_file_is_told_what_is_no_rate(cast):
    rows = "INR,2026-10-01,0\nUSD,2026-10-01,1\nINR,2026-10-02,-1\nQQQ,2026-10-01,2"
    found = [(line, field) for line, field, _reason in reasons(bring("rates", f"currency,since,rate\n{rows}"))]
    assert found == [(2, "rate"), (3, "currency"), (4, "rate"), (5, "currency")]


def test_its_dialog_shares_no_id_with_the_list_below_it(client, cast):
    client.force_login(cast.esha)
    below = client.get(reverse("rates:list")).text
    dialog = client.get(reverse("rates:create"), headers={"HX-Request": "true"}).text
    ids = [set(re.findall(r' id="([^"]+)"', page)) for page in (below, dialog)]
    assert ids[1]
    assert not ids[0] & ids[1]
