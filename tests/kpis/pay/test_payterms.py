"""What a manager is paid a month: set for whole months, followed and never rewritten."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.access import Denied
from activity.models import Event
from kpis.models import PayTerms, Statement
from kpis.pay import scorecard, statement, words
from tests import factories as make
from tests.kpis.pay.test_payplan import closed_through
from tests.kpis.pay.world import AT, DECEMBER, OCTOBER, figure, month, plan, terms

NOVEMBER = dt.date(2026, 11, 1)
NOW = make.instant("2026-11-15T09:00")


def agree(manager, by, since=NOVEMBER, base="60000", variable="10000", currency="USD") -> PayTerms:
    return PayTerms.set(
        manager, since=since, base=Decimal(base), variable=Decimal(variable), currency=currency, by=by, at=AT
    )  # fmt: skip


def held(manager) -> list[tuple]:
    return list(PayTerms.objects.filter(manager=manager).order_by("since").values_list("since", "until", "base"))


def test_new_terms_end_the_ones_before(cast):
    terms(cast.asha, cast.esha)
    agree(cast.asha, cast.esha)
    assert held(cast.asha) == [(OCTOBER, NOVEMBER, 50_000), (NOVEMBER, None, 60_000)]
    assert Event.objects.get(verb="payterms.set").data["former"]["base"] == "50000.00"


def test_terms_set_again_for_the_same_open_month_take_their_place(cast):
    agree(cast.asha, cast.esha, base="6000")
    agree(cast.asha, cast.esha, base="60000")
    assert held(cast.asha) == [(NOVEMBER, None, 60_000)]


def test_terms_stop_before_those_agreed_for_later(cast):
    agree(cast.asha, cast.esha, since=DECEMBER)
    agree(cast.asha, cast.esha, base="55000")
    assert held(cast.asha) == [(NOVEMBER, DECEMBER, 55_000), (DECEMBER, None, 60_000)]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"since": OCTOBER}, "since"), ({"since": dt.date(2026, 11, 2)}, "since"), ({"currency": "XXQ"}, "currency"),
     ({"base": "-1"}, "base"), ({"variable": "-1"}, "variable"), ({"base": "0.001"}, "base")],
)  # fmt: skip
def test_it_refuses_at_the_field_that_is_wrong(wrong, field, cast):
    terms(cast.asha, cast.esha)
    closed_through(OCTOBER)
    with pytest.raises(ValidationError) as refusal:
        agree(cast.asha, cast.esha, **wrong)
    assert refusal.value.message_dict.keys() == {field}
    assert held(cast.asha) == [(OCTOBER, None, 50_000)]


def test_only_executives_set_pay_and_only_of_managers(cast):
    with pytest.raises(Denied):
        agree(cast.asha, cast.vikram)
    with pytest.raises(ValidationError, match="serves no clients"):
        agree(cast.leela, cast.esha)


def test_one_who_leaves_is_paid_no_more(cast):
    agreed = terms(cast.asha, cast.esha)
    closed_through(OCTOBER)
    with pytest.raises(ValidationError, match="October 2026 is closed"):
        agreed.end(OCTOBER, by=cast.esha, at=AT)
    agreed.end(DECEMBER, by=cast.esha, at=AT)
    assert held(cast.asha) == [(OCTOBER, DECEMBER, 50_000)]


def test_the_page_keeps_what_was_typed_and_says_what_is_wrong(client, cast):
    client.force_login(cast.esha)
    typed = {"manager": cast.asha.email, "since": "2026-12-01", "base": "-5", "variable": "700", "currency": "ABC"}
    with time_machine.travel(NOW):
        refused = client.post(reverse("payplans:set_terms"), typed)
        assert "Write 0 or more" in refused.text
        assert "“ABC” is not a currency in use" in refused.text
        assert 'value="700"' in refused.text
        assert not PayTerms.objects.exists()
        client.post(reverse("payplans:set_terms"), typed | {"base": "5000.50", "currency": "inr"})
    assert list(PayTerms.objects.values_list("manager", "base", "currency")) == [
        (cast.asha.pk, Decimal("5000.50"), "INR")
    ]


def test_a_manager_sees_the_own_terms_and_a_senior_those_below(client, cast):
    terms(cast.asha, cast.esha)
    client.force_login(cast.vikram)
    assert "USD" in client.get(reverse("payplans:terms_of", args=[cast.asha.pk])).text.replace("US$", "USD")
    client.force_login(cast.ravi)
    assert client.get(reverse("payplans:terms_of", args=[cast.asha.pk])).status_code == 404


def test_a_target_in_money_has_no_value_where_the_figure_is_in_another_currency(cast):
    terms(cast.asha, cast.esha)
    plan(cast.esha, {"profit": ("1000", 60), "meetings": ("10", 40)})
    foreign = figure(cast.asha, "profit", 5000)
    foreign.unit = "EUR"
    foreign.save()
    figure(cast.asha, "meetings", 10)
    paid = statement.of(month(), [cast.asha])[cast.asha.pk]
    assert (paid.score, paid.pay) == (1, Decimal("62500.00"))
    assert words.why_no_value(paid.lines[0]) == "in another currency than the target"


def test_sales_in_several_currencies_have_no_sum_and_pay_goes_on(cast):
    terms(cast.asha, cast.esha, currency="INR")
    plan(cast.esha, {"revenue": ("1000", 1)})
    figure(cast.asha, "revenue", None, reason="mixed_currencies")
    card = scorecard.of(month(), [cast.asha])[cast.asha.pk]
    assert (card.note, card.pay) == (Statement.Note.NO_VALUES, Decimal("62500.00"))
