"""Figures in the company's currency: at the rate of each line's day, exactly; and what they say where there is none.

The company counts in USD; clients are Asha's.
"""

import csv
import io
from decimal import Decimal

import pytest

from accounts.models import Company
from clients.models import Client, ExchangeRate
from kpis import lens
from kpis.books import checklist
from kpis.models import Month, Touch
from kpis.refresh import refresh_month
from kpis.rows import Cell
from kpis.tasks import refresh
from tests import factories as make
from tests.kpis.october import figure

OCTOBER, NOVEMBER = make.day("2026-10-01"), make.day("2026-11-01")
NOW = make.instant("2026-12-05T09:00")


@pytest.fixture
def acme(cast) -> Client:
    return make.client("Acme", cast.asha, sector="Retail")


def value(measure: str, first=NOVEMBER):
    found = figure(measure, first=first)
    return (found.value, found.unit) if found.value is not None else found.reason


def compute(first=NOVEMBER) -> Month:
    return refresh_month(first, now=NOW)


def test_it_converts_each_line_at_the_rate_of_its_day(acme):
    make.rate("INR", "2026-11-02", "0.02")
    make.rate("INR", "2026-11-09", "0.01")
    for day in ("2026-11-02", "2026-11-08", "2026-11-09"):  # a Sunday, and the Monday after it
        make.sale(acme, "audit", day, "1000", "400", currency="INR")
    make.sale(acme, "audit", "2026-11-03", "7")
    compute()
    assert value("revenue") == (20 + 20 + 10 + 7, "USD")
    assert value("profit") == (12 + 12 + 6 + 7, "USD")


def test_it_rounds_nothing(acme):
    make.rate("VND", "2026-11-01", "0.000039123456")
    make.rate("INR", "2026-11-01", "0.011111111111")
    make.sale(acme, "audit", "2026-11-03", "12345678901234.123457", currency="VND")
    make.sale(acme, "audit", "2026-11-03", "33.333333", currency="INR")
    compute()
    exact = 12345678901234123457 * 39123456 + 33333333 * 11111111111
    assert (value("revenue")[0] * 10**18).to_integral_exact() == value("revenue")[0].scaleb(18) == exact


def test_a_whole_return_leaves_nothing_of_the_sale_whatever_the_rate_does(acme):
    make.rate("INR", "2026-10-01", "0.02")
    make.rate("INR", "2026-11-01", "0.01")
    sale = make.sale(acme, "audit", "2026-10-20", "1000", currency="INR")
    make.sale_return(sale, "2026-11-10")
    compute(OCTOBER)
    compute()
    assert value("profit", OCTOBER)[0] + value("profit")[0] == 0
    assert value("profit_before") == (20, "USD")


def test_a_return_of_a_sale_before_the_first_rate_takes_that_of_its_own_day(acme):
    sale = make.sale(acme, "audit", "2026-10-20", "1000", currency="INR")
    make.rate("INR", "2026-11-01", "0.01")
    make.sale_return(sale, "2026-11-10")
    make.sale(acme, "audit", "2026-11-10", "100")
    compute()
    assert value("revenue") == (90, "USD")


def test_it_takes_an_additional_service_back_at_the_rate_it_was_counted_at(acme):
    make.rate("INR", "2026-10-01", "0.02")
    make.rate("INR", "2026-11-01", "0.01")
    make.sale(acme, "audit", "2026-01-05")
    make.sale_return(make.sale(acme, "training", "2026-10-20", "1000", currency="INR"), "2026-11-10")
    compute(OCTOBER)
    compute()
    assert (value("upsell_revenue", OCTOBER), value("upsell_revenue")) == ((20, "USD"), (-20, "USD"))


def test_a_day_without_a_rate_leaves_the_row_without_a_value_and_says_which(acme, client, cast):
    make.rate("INR", "2026-11-05", "0.01")
    make.sale(acme, "audit", "2026-11-03", "1000", currency="INR")
    make.sale(acme, "audit", "2026-11-05", "1000", currency="INR")
    compute()
    assert value("revenue") == "mixed_currencies"
    client.force_login(cast.asha)
    for measure in ("revenue", "profit_growth"):
        page = client.get(f"/kpis/2026-11/{cast.asha.pk}/{measure}/")
        assert "1 line in INR of 3 Nov 2026" in page.text
        assert "amounts in several currencies, not all with an exchange rate" in page.text


def test_a_company_that_sells_in_one_other_currency_needs_no_rate(acme):
    make.sale(acme, "audit", "2026-11-03", "1000", currency="INR")
    make.spending(acme, "2026-01-01", "4000", currency="INR")
    compute()
    assert value("revenue") == (1000, "INR")
    assert value("share_of_wallet") == (Decimal("0.25"), "INR")


def test_a_rate_that_is_entered_later_makes_the_months_from_its_day_on_anew(acme, cast):
    make.sale(acme, "audit", "2026-11-03", "1000", currency="INR")
    compute(OCTOBER)
    compute()
    Touch.objects.all().delete()
    about = {"by": cast.esha, "at": NOW}
    rate = ExchangeRate.enter(currency="INR", since=make.day("2026-11-01"), rate=Decimal("0.02"), **about)
    assert Touch.objects.get().since == NOVEMBER
    refresh(now=NOW)
    assert value("revenue") == (20, "USD")
    rate = rate.change(rate=Decimal("0.03"), **about)
    refresh(now=NOW)
    assert value("revenue") == (30, "USD")
    rate.remove(**about)
    refresh(now=NOW)
    assert value("revenue") == (1000, "INR")


def test_another_currency_of_the_company_asks_for_rates_of_its_own(acme, cast):
    make.rate("INR", "2026-11-01", "0.01")
    make.sale(acme, "audit", "2026-11-03", "1000", currency="INR")
    make.sale(acme, "audit", "2026-11-03", "10", currency="EUR")
    Company.current().change(by=cast.omar, at=NOW, currency="EUR")
    compute()
    assert value("revenue") == "mixed_currencies"
    make.rate("INR", "2026-11-01", "0.009", base="EUR")
    compute()
    assert value("revenue") == (19, "EUR")


def test_a_share_of_wallet_does_not_move_with_the_exchanges(acme):
    make.spending(acme, "2026-01-01", "4000", currency="INR")
    make.rate("INR", "2026-01-01", "0.02")
    make.rate("INR", "2026-06-01", "0.01")
    make.sale(acme, "audit", "2026-07-03", "1000", currency="INR")
    compute()
    assert value("wallet_spending") == (80, "USD")
    assert value("share_of_wallet") == (Decimal("0.25"), "USD")


def test_retention_of_revenue_compares_in_one_currency(acme):
    make.rate("INR", "2025-01-01", "0.02")
    make.rate("INR", "2026-11-01", "0.03")
    make.sale(acme, "audit", "2025-11-03", "1000", currency="INR")
    make.sale(acme, "audit", "2026-11-03", "10")
    make.sale(acme, "audit", "2026-11-03", "1000", currency="INR")
    compute()
    assert (value("cohort_then"), value("cohort_now"), value("cohort_kept")) == ((20, "USD"), (40, "USD"), (20, "USD"))


def test_its_proof_shows_rate_and_amount_of_each_line_and_sums_to_the_figure(acme, client, cast):
    make.rate("INR", "2026-11-01", "0.0125")
    make.sale(acme, "audit", "2026-11-03", "1000", "400", currency="INR")
    make.sale(acme, "audit", "2026-11-04", "7")
    compute()
    client.force_login(cast.esha)
    page = client.get("/kpis/2026-11/company/profit/")
    proof, lines = page.context["proof"], page.context["main"].lines
    assert [column.label for column in proof.columns][-2:] == ["Exchange rate", "In USD"]
    assert [(line.values["rate"], line.values["added"]) for line in lines] == [("0.0125", Decimal("7.5")), ("", 7)]
    assert proof.total == {"added": proof.cell.value} == {"added": Decimal("14.5")}
    rows = list(
        csv.DictReader(io.StringIO(client.get("/kpis/2026-11/company/profit/proof.csv").content.decode("utf-8-sig")))
    )
    assert sum(Decimal(row["In USD"]) for row in rows) == Decimal("14.5")


def test_a_sector_sums_what_was_counted(acme, cast):
    make.rate("INR", "2026-11-04", "0.0125")
    make.sale(acme, "audit", "2026-11-04", "1000", currency="INR")
    make.sale(make.client("Bolt", cast.asha, sector="Health"), "audit", "2026-11-03", "500", currency="INR")
    compute()
    retail, health = (
        lens.of_company(cast.esha, sector).headlines([NOVEMBER])[NOVEMBER]["revenue"] for sector in ("Retail", "Health")
    )
    assert (retail, health) == (Cell("revenue", Decimal("12.5"), unit="USD"), Cell("revenue", 500, unit="INR"))


def test_the_list_before_closing_counts_sales_without_a_rate(acme):
    def point():
        points = checklist.of(compute(), Company.current().rules(), NOW)
        return next(point for point in points if point.label == "Sales without an exchange rate")

    make.sale(acme, "audit", "2026-11-03", "1000", currency="INR")
    assert (point().count, point().names) == (1, ("INR",))
    make.rate("INR", "2026-11-01", "0.01")
    assert point().count == 0


def test_a_proof_of_two_years_and_of_estimates_says_what_lacks_a_rate(acme, client, cast):
    for day in ("2024-11-30", "2024-12-01", "2026-11-03"):  # the first lies before the two years
        make.sale(acme, "audit", day, "10", currency="INR")
    make.sale(acme, "audit", "2026-11-03", "10")
    make.spending(acme, "2026-01-01", "4000", currency="INR")
    make.spending(make.client("Bolt", cast.asha), "2026-01-01", "4000")
    compute()
    client.force_login(cast.asha)
    page = client.get(f"/kpis/2026-11/{cast.asha.pk}/net_revenue_retention/").text
    assert "2 lines in INR from 1 Dec 2024 to 3 Nov 2026" in page
    assert "1 line in INR of 1 Jan 2026" in client.get(f"/kpis/2026-11/{cast.asha.pk}/share_of_wallet/").text
