"""From a figure to money: section 5 of the KPI rules, with its worked example and its properties."""

from decimal import Decimal
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.pay import payout
from kpis.pay.payout import Terms

WORKED = Terms(target=F(1), threshold=F("0.70"), cap=F("1.5"), accelerator=F(2))


def test_it_pays_the_worked_example_to_the_cent():
    payouts = [WORKED.payout(F(a)) for a in ("1.20", "0.85", "1.00")]
    assert payouts == [F("1.40"), F("0.50"), F(1)]
    score = payout.score(list(zip([F(40), F(30), F(20), F(10)], [*payouts, None], strict=True)))
    assert score == F(91, 90)
    assert payout.rounded(F(50_000) + F(12_500) * score, "USD") == Decimal("62638.89")


def test_it_measures_from_the_tolerance_down_where_less_is_better():
    outflow = Terms(target=F("0.02"), threshold=F("0.5"), cap=F("1.5"), accelerator=F(1), tolerance=F("0.10"))
    assert outflow.attainment(F("0.02")) == 1
    assert outflow.attainment(F("0.06")) == F(1, 2)
    assert outflow.attainment(F("0.15")) == 0
    assert outflow.attainment(F(0)) == F(5, 4)


def test_it_pays_all_or_nothing_with_a_threshold_at_the_target():
    strict = Terms(target=F(10), threshold=F(1), cap=F(1), accelerator=F(0))
    assert [strict.payout(strict.attainment(F(actual))) for actual in (9, 10, 30)] == [0, 1, 1]


def test_it_has_no_score_where_nothing_has_a_value():
    assert payout.score([(F(60), None), (F(40), None)]) is None
    assert payout.score([]) is None


@pytest.mark.parametrize(
    ("amount", "currency", "rounded"),
    [("0.005", "USD", "0.01"), ("-0.005", "USD", "-0.01"), ("2.5", "JPY", "3"), ("1.0005", "KWD", "1.001")],
)
def test_it_rounds_half_up_to_the_minor_unit(amount, currency, rounded):
    assert payout.rounded(F(amount), currency) == Decimal(rounded)


def test_it_rounds_an_exact_half_that_decimals_would_miss():
    assert payout.rounded(F("0.015") * F(1, 3), "USD") == Decimal("0.01")


@pytest.mark.parametrize("wrong", [{"target": F(0)}, {"threshold": F(2)}, {"cap": F("0.9")}, {"tolerance": F(1)}])
def test_it_refuses_terms_without_an_answer(wrong):
    with pytest.raises(ValueError, match="must"):
        Terms(**{"target": F(1), "threshold": F(0), "cap": F(1), "accelerator": F(0), **wrong})


positive = st.fractions(min_value=F(1, 1000), max_value=1000)
any_terms = st.builds(
    lambda target, threshold, cap, accelerator, more: Terms(
        target, threshold, 1 + cap, accelerator, more and target + more
    ),
    positive,
    st.fractions(0, 1),
    st.fractions(0, 3),
    st.fractions(0, 5),
    st.none() | positive,
)


@given(any_terms, st.fractions(-10, 10), st.fractions(-10, 10))
def test_a_payout_never_falls_as_the_figure_gets_better(terms, one, other):
    worse, better = sorted([one, other], reverse=terms.tolerance is not None)
    assert terms.payout(terms.attainment(worse)) <= terms.payout(terms.attainment(better))


@given(any_terms, st.fractions(-1000, 1000))
def test_a_payout_lies_between_0_and_the_cap(terms, actual):
    assert 0 <= terms.payout(terms.attainment(actual)) <= terms.cap


@given(any_terms)
def test_reaching_the_target_pays_in_full(terms):
    assert terms.payout(terms.attainment(terms.target)) == 1


weights = st.fractions(0, 100)


@given(st.lists(st.tuples(weights, st.none() | st.fractions(0, 3)), max_size=6), weights)
def test_a_measure_without_a_value_changes_no_score(weighted, weight):
    assert payout.score([*weighted, (weight, None)]) == payout.score(weighted)


@given(st.fractions(-(10**9), 10**9), st.sampled_from(["USD", "JPY", "KWD"]))
def test_rounding_moves_pay_by_half_a_minor_unit_at_most(amount, currency):
    unit = {"USD": F(1, 100), "JPY": F(1), "KWD": F(1, 1000)}[currency]
    assert abs(F(payout.rounded(amount, currency)) - amount) <= unit / 2
