import datetime as dt
import threading
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.access import Denied
from clients.models import Sale
from tests import factories as make

NOW = make.instant("2026-11-24T10:00")
DAY = dt.date(2026, 11, 20)


@pytest.fixture
def sale(cast):
    return make.sale(make.client("Acme", cast.asha), "audit", "2026-11-02", "100", "60")


def back(sale, amount, by, order="R-1", cost="0", date=DAY):
    return sale.record_return(amount=Decimal(amount), cost=Decimal(cost), date=date, order=order, by=by, at=NOW)


def test_it_is_in_the_company_s_currency_unless_said_otherwise(cast, sale):
    fields = {"service": sale.service, "date": DAY, "amount": Decimal(5), "by": cast.asha, "at": NOW}
    assert Sale.record_sale(sale.client, order="O1", **fields).currency == "USD"
    assert Sale.record_sale(sale.client, order="O2", currency="INR", **fields).currency == "INR"


def test_it_is_taken_back_in_parts_until_nothing_is_left(cast, sale):
    first = back(sale, "40", cast.asha, cost="24")
    assert (first.amount, first.cost, first.currency, first.service) == (-40, -24, "USD", sale.service)
    with pytest.raises(ValidationError, match=r"only US\$60.00 are left"):
        back(sale, "60.01", cast.asha, order="R-2")
    assert back(sale, "60", cast.asha, order="R-2", cost="36").returns == sale


def test_it_refuses_a_return_that_is_more_than_its_cost_or_before_the_sale(cast, sale):
    with pytest.raises(ValidationError, match="more cost than this sale"):
        back(sale, "10", cast.asha, cost="61")
    with pytest.raises(ValidationError, match="cannot lie before its sale of 2 Nov 2026"):
        back(sale, "10", cast.asha, date=dt.date(2026, 11, 1))
    with pytest.raises(ValidationError, match="outside the trash"):
        back(back(sale, "10", cast.asha), "0", cast.asha, order="R-2")


def test_it_is_recorded_and_taken_back_by_no_stranger(cast, sale):
    for stranger in (cast.ravi, cast.nila, cast.leela, cast.esha, cast.omar):
        with pytest.raises(Denied):
            back(sale, "10", stranger)
    assert Sale.objects.count() == 1


def test_it_does_not_shrink_below_what_was_taken_back(cast, sale):
    back(sale, "40", cast.asha)
    sale.change(amount=Decimal(40), by=cast.asha, at=NOW)
    with pytest.raises(ValidationError, match="More than that was taken back"):
        sale.change(amount=Decimal("39.99"), by=cast.asha, at=NOW)
    with pytest.raises(ValidationError, match="cannot be later"):
        sale.change(date=dt.date(2026, 11, 21), by=cast.asha, at=NOW)


def test_it_refuses_a_negative_amount_in_a_sentence(cast, sale):
    with pytest.raises(ValidationError, match="0 or more"):
        sale.change(amount=Decimal(-1), by=cast.asha, at=NOW)


def test_it_stays_while_a_return_needs_it(cast, sale):
    taken_back = back(sale, "40", cast.asha)
    with pytest.raises(ValidationError, match="taken back by R-1/1"):
        sale.trash(by=cast.asha, at=NOW)
    taken_back.trash(by=cast.asha, at=NOW)
    sale.trash(by=cast.asha, at=NOW)
    with pytest.raises(ValidationError, match="outside the trash"):
        taken_back.restore(by=cast.asha, at=NOW)


def test_it_lets_no_return_out_of_the_trash_that_no_longer_fits(cast, sale):
    first = back(sale, "40", cast.asha)
    first.trash(by=cast.asha, at=NOW)
    back(sale, "70", cast.asha, order="R-2")
    with pytest.raises(ValidationError, match="left to take back"):
        first.restore(by=cast.asha, at=NOW)


@pytest.mark.django_db(transaction=True)
def test_it_is_not_taken_back_twice_at_once(cast, sale):
    start, outcomes = threading.Barrier(2), []

    def take_back(order):
        try:
            start.wait()
            outcomes.append(back(Sale.objects.get(pk=sale.pk), "60", cast.asha, order=order).amount)
        except ValidationError as refused:
            outcomes.append(refused.messages[0])
        finally:
            connection.close()

    both = [threading.Thread(target=take_back, args=[order]) for order in ("R-1", "R-2")]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert sorted(map(str, outcomes)) == ["-60", "Of this sale only US$40.00 are left to take back."]


@pytest.mark.parametrize(
    ("quantity", "amount", "expected"),
    [("1", None, ("33.33", "20.00")), ("3", None, ("100", "60")), ("3", "30", ("30", "18.00")), ("0", "5", ("5", "0"))],
)
def test_a_return_is_the_quantity_s_share(cast, quantity, amount, expected):
    sold = make.sale(make.client("Acme", cast.asha), "audit", "2026-11-02", "100", "60", quantity=3)
    said = {"quantity": Decimal(quantity), "amount": amount and Decimal(amount)}
    taken_back = sold.record_return(date=DAY, order="R-1", by=cast.asha, at=NOW, **said)
    assert (-taken_back.amount, -taken_back.cost) == tuple(map(Decimal, expected))


def test_parts_of_a_sale_leave_no_cent_behind(cast):
    sold = make.sale(make.client("Acme", cast.asha), "audit", "2026-11-02", "100", "60", quantity=3)
    for number in range(3):
        sold.record_return(quantity=Decimal(1), date=DAY, order=f"R-{number}", by=cast.asha, at=NOW)
    assert sold.left() == (0, 0)
    with pytest.raises(ValidationError, match="only 0 are left"):
        sold.record_return(quantity=Decimal(1), amount=Decimal(0), date=DAY, order="R-4", by=cast.asha, at=NOW)
