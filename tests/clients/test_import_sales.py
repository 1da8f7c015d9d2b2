"""Sales and returns: what a row may say, and what must fit between the rows of a file and the database."""

from decimal import Decimal

import pytest

from clients.models import Sale
from tests import factories as make
from tests.clients.importing import bring, reasons

HEAD = "order,line,client_code,service_code,date,quantity,amount,cost,currency,returns\n"


@pytest.fixture(autouse=True)
def acme(cast):
    make.service("audit")
    make.service("training")
    make.client("Bolt")
    return make.client("Acme")


def sales(*rows: str, **options):
    return bring("sales", HEAD + "\n".join(rows), **options)


def test_it_fills_in_what_is_blank():
    sales("o1,,ACME,audit,2026-10-01,,100.50,,,")
    sale = Sale.objects.get()
    assert (sale.line, sale.quantity, sale.amount, sale.cost, sale.currency) == ("1", 1, Decimal("100.5"), 0, "USD")
    assert sale.recorded_at.isoformat() == "2026-10-15T08:00:00+00:00"


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("o1,1,NOBODY,audit,2026-10-01,1,5,,,", "client_code"),
        ("o1,1,,audit,2026-10-01,1,5,,,", "client_code"),
        ("o1,1,ACME,flying,2026-10-01,1,5,,,", "service_code"),
        ("o1,1,ACME,audit,0202-10-01,1,5,,,", "date"),
        ("o1,1,ACME,audit,20226-10-01,1,5,,,", "date"),
        ("o1,1,ACME,audit,2026-02-30,1,5,,,", "date"),
        ("o1,1,ACME,audit,01.10.2026,1,5,,,", "date"),
        ("o1,1,ACME,audit,2026-10-01,1,-5,,,", "amount"),
        ('o1,1,ACME,audit,2026-10-01,1,"1,000.00",,,', "amount"),
        ("o1,1,ACME,audit,2026-10-01,1,1e3,,,", "amount"),
        ("o1,1,ACME,audit,2026-10-01,1,NaN,,,", "amount"),
        ("o1,1,ACME,audit,2026-10-01,1,0.1234567,,,", "amount"),
        ("o1,1,ACME,audit,2026-10-01,1,12345678901234,,,", "amount"),
        ("o1,1,ACME,audit,2026-10-01,-1,5,,,", "quantity"),
        ("o1,1,ACME,audit,2026-10-01,1,5,-1,,", "cost"),
        ("o1,1,ACME,audit,2026-10-01,1,5,,EURO,", "currency"),
        ("o1,1,ACME,audit,2026-10-01,1,5,,XYZ,", "currency"),
        ("o1,1,ACME,audit,2026-10-01,1,5,,,o0", "returns"),
        ("o1,1,ACME,audit,2026-10-01,1,-5,,,o0/1", "returns"),
    ],
)
def test_it_refuses_a_cell(row, field):
    assert field in [error.field for error in sales(row).errors]
    assert not Sale.objects.exists()


def test_it_takes_a_return_before_its_sale():
    sales("r1,1,ACME,audit,2026-10-03,2,-40,-20,,a/b/2", "a/b,2,ACME,audit,2026-10-01,3,60,30,,")
    back = Sale.objects.get(order="r1")
    assert (back.returns.order, back.returns.line) == ("a/b", "2")
    assert (back.quantity, back.amount, back.cost) == (-2, -40, -20)


def test_it_takes_money_back_without_goods():
    sales("o1,1,ACME,audit,2026-10-01,1,60,,,", *(f"r{n},1,ACME,audit,2026-10-02,,-20,,,o1/1" for n in range(3)))
    assert [sale.quantity for sale in Sale.objects.exclude(returns=None)] == [0, 0, 0]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("r1,1,ACME,audit,2026-10-03,1,-61,,,o1/1", "larger than what is left of its sale, 60"),
        ("r1,1,ACME,audit,2026-10-03,4,-6,,,o1/1", "More is returned than is left of its sale, 3"),
        ("r1,1,BOLT,audit,2026-10-03,1,-6,,,o1/1", "another client's"),
        ("r1,1,ACME,training,2026-10-03,1,-6,,,o1/1", "another service or in another currency"),
        ("r1,1,ACME,audit,2026-10-03,1,-6,,INR,o1/1", "another service or in another currency"),
        ("r1,1,ACME,audit,2026-09-30,1,-6,,,o1/1", "dated before its sale, 2026-10-01"),
        ("r1,1,ACME,audit,2026-10-03,1,-6,,,r1/1", "itself a return"),
        ("r1,1,ACME,audit,2026-10-03,1,6,,,o1/1", "zero or below"),
    ],
)
def test_it_refuses_a_return_that_does_not_fit(row, reason):
    result = sales("o1,1,ACME,audit,2026-10-01,3,60,30,,", row)
    assert [error.line for error in result.errors] == [3]
    assert reason in result.errors[0].reason


def test_it_refuses_a_return_of_a_return():
    result = sales(
        "o1,1,ACME,audit,2026-10-01,1,60,,,",
        "r1,1,ACME,audit,2026-10-02,,-6,,,o1/1",
        "r2,1,ACME,audit,2026-10-03,,-6,,,r1/1",
    )
    assert [(error.line, error.reason) for error in result.errors] == [(4, "What it takes back is itself a return.")]


def test_it_adds_up_all_returns_of_a_sale(acme):
    sold = make.sale(acme, "audit", "2026-10-01", "60", order="o1")
    make.sale_return(sold, "2026-10-02", "-30", order="r1", quantity=0)
    rows = ["r2,1,ACME,audit,2026-10-02,,-40,,,o1/1", "r3,1,ACME,audit,2026-10-02,,-30,,,o1/1"]
    result = sales(*rows, partial=True)
    assert [(error.line, error.reason) for error in result.errors] == [
        (2, "The return is larger than what is left of its sale, 30.")
    ]
    assert result.created == 1


def test_it_refuses_the_return_of_a_refused_sale():
    result = sales("o1,1,ACME,audit,never,1,60,,,", "r1,1,ACME,audit,2026-10-02,,-6,,,o1/1", partial=True)
    assert [(error.line, error.field) for error in result.errors] == [(2, "date"), (3, "returns")]
    assert not Sale.objects.exists()


@pytest.mark.parametrize(
    "row",
    [
        "o1,1,ACME,audit,2026-10-01,1,20,,,",
        "o1,1,BOLT,audit,2026-10-01,1,60,,,",
        "o1,1,ACME,audit,2026-10-20,1,60,,,",
    ],
)
def test_it_does_not_change_a_sale_away_from_its_returns(acme, row):
    sold = make.sale(acme, "audit", "2026-10-01", "60", order="o1")
    make.sale_return(sold, "2026-10-02", "-30", order="r1", quantity=0)
    ((line, field, reason),) = reasons(sales(row))
    assert (line, field) == (2, "order")
    assert "The return r1/1 of this sale is recorded already" in reason


def test_it_changes_a_sale_and_its_return_together(acme):
    sold = make.sale(acme, "audit", "2026-10-01", "60", order="o1")
    make.sale_return(sold, "2026-10-02", "-30", order="r1", quantity=0)
    result = sales("o1,1,ACME,audit,2026-10-01,1,20,,,", "r1,1,ACME,audit,2026-10-02,,-20,,,o1/1")
    assert (result.updated, result.failed) == (2, 0)
