"""What-if: arithmetic on the scorecard, in the address, with nothing written."""

from decimal import Decimal
from fractions import Fraction

import pytest
from django.http import QueryDict
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from kpis import catalogue, goals
from kpis.models import Figure, Month, PayPlan, PayTerms, Standing, Target
from kpis.pay import payout, scorecard, whatif
from kpis.pay.plans import Duty
from kpis.pay.scorecard import Scorecard
from kpis.pay.supposing import SupposeForm
from tests import factories as make
from tests.kpis.pay.test_statement import closed, worked  # noqa: F401
from tests.kpis.pay.world import OCTOBER, figure, month, plan, terms


def card_of(manager) -> Scorecard:
    return scorecard.of(month(), [manager])[manager.pk]


def supposed(manager, address: str) -> whatif.WhatIf:
    card = card_of(manager)
    form = SupposeForm(card, whatif.book(card), goals.measures(), QueryDict(address))
    return whatif.compare(card, form.changes())


@pytest.fixture
def book(cast):
    """Three clients at opening: one kept, one still open, one lost."""
    terms(cast.asha, cast.esha, "50000", "12000")
    plan(cast.esha, {"retention_rate": ("1", 1, {"threshold": 0})})
    figure(cast.asha, "retention_rate", "0.6666", of=(2, 3))
    made = []
    for name, outcome in [("Banyan", "retained"), ("Cobalt", "pending"), ("Dhara", "lost")]:
        made.append(make.client(name, cast.asha))
        Standing.objects.create(
            month=month(), client=made[-1], accountable=cast.asha, responsible=cast.asha, at_opening=True,
            at_closing=outcome == "retained", outcome=outcome,
        )  # fmt: skip
    return cast, *made


def test_two_more_additional_services_bring_so_much(worked):  # noqa: F811
    found = supposed(worked.asha, "upsells=3")
    line = next(line for line in found.lines if line.is_changed)
    assert line.gain == Fraction(12500) * Fraction(20, 90) * Fraction(1, 2)
    assert found.gain == Decimal("1388.89")


def test_a_measure_that_gets_a_value_takes_its_weight_back(cast):
    terms(cast.asha, cast.esha)
    plan(cast.esha, {"meetings": ("10", 50), "calls": ("10", 50)})
    figure(cast.asha, "meetings", 10)
    assert supposed(cast.asha, "calls=0").then.score == Fraction(1, 2)


def test_a_client_that_is_won_back_is_kept_and_one_that_leaves_is_not(book):
    cast, banyan, cobalt, dhara = book
    ids = "&".join(f"kept={client.pk}" for client in (banyan, cobalt, dhara))
    assert supposed(cast.asha, f"clients=1&{ids}").then.score == 1
    assert supposed(cast.asha, f"clients=1&kept={banyan.pk}").then.score == Fraction(1, 3)
    assert supposed(cast.asha, "").then.score == Fraction(2, 3)


def test_growth_is_worked_out_from_another_profit(cast):
    terms(cast.asha, cast.esha)
    plan(cast.esha, {"profit_growth": ("0.5", 1, {"threshold": 0})})
    figure(cast.asha, "profit_growth", "0.4375", of=(115, 80))
    assert supposed(cast.asha, "profit_growth_part=120").then.lines[0].actual == Fraction(1, 2)


def test_what_makes_no_sense_changes_nothing_and_says_so(client, worked):  # noqa: F811
    client.force_login(worked.asha)
    address = reverse("pay:what_if", args=[OCTOBER, worked.asha.pk])
    shown = client.get(address, {"upsells": "many", "kept": "9" * 30, "clients": "1"})
    assert shown.context["compared"].gain == 0
    assert "Enter a number" in shown.content.decode()


def test_the_page_shows_now_then_and_the_difference_and_writes_nothing(client, worked):  # noqa: F811
    client.force_login(worked.asha)
    address = reverse("pay:what_if", args=[OCTOBER, worked.asha.pk])
    shown = client.get(address, {"upsells": "3"}).content.decode()
    for number in ("US$62,638.89", "US$64,027.78", "+US$1,388.89"):
        assert number in shown
    assert card_of(worked.asha).pay == Decimal("62638.89")


def test_a_closed_month_cannot_become_otherwise(client, closed):  # noqa: F811
    client.force_login(closed.asha)
    assert client.get(reverse("pay:what_if", args=[OCTOBER, closed.asha.pk])).status_code == 404


COUNTED = ("meetings", "calls", "upsells", "new")
weights = st.decimals(0, 100, places=1)
any_line = st.tuples(
    st.integers(0, 40), st.integers(1, 30), weights, st.decimals(0, 1, places=2), st.decimals(1, 3, places=2)
)


@st.composite
def cards(draw) -> Scorecard:
    """Scorecards without a database: counts against targets, some without a value."""
    manager = User(pk=1, name="Asha")
    held = PayPlan(pk=1, name="Plan", version=1)
    targets, figures = [], {}
    for key, made in zip(COUNTED, draw(st.lists(any_line, min_size=1, max_size=4)), strict=False):
        count, value, weight, threshold, cap = made
        targets.append(
            Target(
                plan=held, measure=key, value=Decimal(value), weight=weight, threshold=threshold, cap=cap,
                accelerator=Decimal(2),
            )
        )  # fmt: skip
        has_value = draw(st.booleans())
        figures[key] = Figure(measure=key, value=Decimal(count) if has_value else None, numerator=count)
    pay = PayTerms(base=Decimal(50_000), variable=Decimal(12_500), currency="USD")
    lines = scorecard.lines(targets, figures, catalogue.MEASURES, "USD")
    return Scorecard(Month(first=OCTOBER), manager, Duty("key_manager", "junior"), pay, held, lines)


@given(cards())
def test_without_changes_it_is_the_scorecard(card):
    form = SupposeForm(card, whatif.book(card), catalogue.MEASURES, QueryDict(""))
    found = whatif.compare(card, form.changes())
    assert found.then == found.now
    assert whatif.imagined(card, {}).pay == card.pay


@given(cards(), st.sampled_from(COUNTED), st.integers(0, 20))
def test_more_of_what_counts_never_lowers_pay(card, key, more):
    line = next((line for line in card.lines if line.measure.key == key), None)
    if line is None or line.actual is None:
        return
    found = whatif.compare(card, {key: whatif.Changed(line.actual + more)})
    assert found.gain >= 0
    assert sum(compared.gain for compared in found.lines) == found.then.earned - found.now.earned


@given(cards(), st.integers(0, 50))
def test_it_is_what_the_scorecard_would_be_with_that_figure(card, count):
    key = card.lines[0].measure.key
    then = whatif.imagined(card, {key: whatif.Changed(Fraction(count))})
    worth = [(line.weight, line.payout) for line in card.lines[1:]]
    first = card.lines[0]
    assert then.score == payout.score(
        [(first.weight, first.terms.payout(first.terms.attainment(Fraction(count)))), *worth]
    )
