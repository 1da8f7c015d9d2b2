"""The engine against the oracle on random companies, and the properties that hold for any data.

A few dozen companies are tried in the suite, always the same ones. `KAM_TEST_EXAMPLES=5000 pytest
tests/kpis/test_properties.py` tries others, and more.
"""

import os
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpis import catalogue, further
from kpis.models import Figure, Month, Standing, Total, Touch
from kpis.refresh import refresh_month
from kpis.report import month_report
from tests.kpis import histories, oracle

pytestmark = pytest.mark.django_db
MANY = int(os.environ.get("KAM_TEST_EXAMPLES", "0"))
REASONS = {str(words): key for key, words in catalogue.NO_VALUE.items()}
LEDGER = ("opening", "retained", "pending", "lost", "new", "returned", "early_loss", "closing", "upsells")


def examples(number: int):
    return settings(
        max_examples=MANY or number,
        derandomize=not MANY,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


@contextmanager
def stored(company: histories.Company):
    """The company in the database, for the length of one example."""
    with transaction.atomic():
        yield histories.Store(company)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what was written could have been committed
        transaction.set_rollback(True)


def computed(company: histories.Company) -> dict:
    """What the engine says, in the oracle's form."""
    report = month_report(refresh_month(company.month, now=company.now))
    managers = {row["manager"].split("@")[0]: as_oracle(row) for row in report["managers"]}
    return {
        "company": as_oracle(report["company"]),
        "unassigned": as_oracle(report["unassigned"]),
        "managers": managers,
    }


def as_oracle(row: dict) -> dict:
    row = {key: value for key, value in row.items() if key not in ("manager", "name")}
    for measure in oracle.SUMS:
        row[measure] = row[measure] if row[measure] is None else Decimal(row[measure])
    return row | {"reasons": {key: REASONS[words] for key, words in row["reasons"].items()}}


def computed_further(company: histories.Company) -> dict:
    """What the engine says of the catalogue's other measures, in the oracle's form."""
    said: dict[str, dict] = {}
    measures = [measure.key for measure in further.MEASURES]
    figures = Figure.objects.filter(month=company.month, measure__in=measures).select_related("manager")
    for figure in figures:
        row = figure.manager.email.split("@")[0] if figure.manager else figure.scope
        value = figure.reason if figure.value is None else catalogue.MEASURES[figure.measure].exactly(figure)
        said.setdefault(row, {})[figure.measure] = value
    return said


def further_differences(company: histories.Company) -> dict:
    """Of rows that there are; the others say nothing."""
    said, expected = computed_further(company), company.expected_further
    return differences(said, {row: expected[row] for row in said})


def differences(figures: dict, expected: dict) -> dict:
    """What is not the same, by its place: (the engine's, the oracle's)."""
    if not (isinstance(figures, dict) and isinstance(expected, dict)):
        return {} if figures == expected else {"": (figures, expected)}
    found = {}
    for key in figures.keys() | expected.keys():
        inner = differences(figures.get(key, "absent"), expected.get(key, "absent"))
        found |= {f"{key}.{place}".rstrip("."): pair for place, pair in inner.items()}
    return found


def kept(first) -> list[str]:
    """Every column of what is kept of a month, as text: figures with all their ids, standings, and running totals."""
    rows = []
    for model in (Figure, Standing, Total):
        columns = [field.attname for field in model._meta.concrete_fields if field.attname != "id"]
        found = model.objects.filter(month=first).values_list(*columns)
        rows += sorted(f"{model.__name__} {row}" for row in found)
    return rows


@given(histories.companies())
@examples(60)
def test_it_agrees_with_the_rules_written_a_second_time(company):
    with stored(company):
        assert differences(computed(company), company.expected) == {}
        assert further_differences(company) == {}


@given(st.data())
@examples(40)
def test_it_needs_to_look_only_at_what_moved(data):
    company = data.draw(histories.companies())
    with stored(company) as store:
        refresh_month(company.month, now=company.now)
        Touch.objects.all().delete()  # as if all had been committed before
        for _ in range(data.draw(st.integers(1, 3))):
            for change in data.draw(histories.changes(company)):
                store.apply(change)
                company = replace(company, facts=change.apply(company.facts))
        after_the_change, bytes_after = computed(company), kept(company.month)
        assert further_differences(company) == {}
        Month.objects.all().delete()
        assert differences(after_the_change, computed(company)) == {}
        assert bytes_after == kept(company.month)
        assert differences(after_the_change, company.expected) == {}


@given(histories.companies())
@examples(15)
def test_it_ties(company):
    with stored(company):
        figures = computed(company)
        rows = [*figures["managers"].values(), figures["unassigned"]]
        for measure in LEDGER:
            assert sum(row[measure] for row in rows) == figures["company"][measure]
        for measure in ("upsell_revenue", "revenue", "profit", "profit_before"):
            if figures["company"][measure] is not None:
                assert sum(row[measure] for row in rows) == figures["company"][measure]
        assert figures["company"]["transferred_in"] == figures["company"]["transferred_out"] == 0
        assert sum(row["transferred_in"] - row["transferred_out"] for row in rows) == 0


@given(histories.companies())
@examples(15)
def test_it_closes_with_what_it_opened_with_less_the_lost_and_more_the_won(company):
    with stored(company):
        figures = computed(company)
        for row in [*figures["managers"].values(), figures["unassigned"], figures["company"]]:
            moved = row["new"] + row["returned"] + row["transferred_in"] - row["transferred_out"]
            assert row["opening"] - row["lost"] + moved == row["closing"]
            assert row["opening"] == row["retained"] + row["pending"] + row["lost"]
            assert row["lost"] == sum(row["lost_by_reason"].values())
            if row["opening"]:
                assert Decimal(row["retention_rate"]) + Decimal(row["outflow_rate"]) == 100


@given(st.data())
@examples(15)
def test_it_moves_no_company_figure_when_a_transfer_moves(data):
    company = data.draw(histories.companies())
    sold_by_someone = [replace(s, sold_by=s.sold_by or "asha") for s in company.facts.sales]
    company = replace(company, facts=replace(company.facts, sales=tuple(sold_by_someone)))
    spans = data.draw(histories.spans(company.facts.clients[0].code, company.month))
    others = [s for s in company.facts.spans if s.client != company.facts.clients[0].code]
    with stored(company) as store:
        before = computed(company)
        store.models["spans"].objects.filter(client_id=store.ids[company.facts.clients[0].code]).delete()
        store.add("spans", spans)
        after = computed(replace(company, facts=replace(company.facts, spans=tuple(others + spans))))
        assert before["company"] == after["company"]


@given(histories.companies())
@examples(15)
def test_it_lists_as_many_records_as_it_counts(company):
    with stored(company):
        month = refresh_month(company.month, now=company.now)
        for figure in month.figures.exclude(scope="company").filter(unit__in=["", "count"], value__isnull=False):
            if (catalogue.MEASURES | catalogue.INTERNAL)[figure.measure].unit == catalogue.COUNT:
                assert sum(1 if key > 0 else -1 for key in figure.counted) == figure.value


@given(histories.companies())
@examples(10)
def test_it_writes_the_same_bytes_twice(company):
    with stored(company):
        rows = []
        for _ in range(2):
            Month.objects.all().delete()
            refresh_month(company.month, now=company.now)
            rows.append(kept(company.month))
        assert rows[0] == rows[1]
