"""The small case that the rules start from: Asha reports to Vikram, October 2026 in Asia/Kolkata."""

import datetime as dt
import json

import pytest
import time_machine
from django.core.management import call_command

from accounts.models import Company
from kpis.refresh import refresh_month
from kpis.report import month_report
from tests import factories as make

OCTOBER, AFTER = dt.date(2026, 10, 1), make.instant("2026-11-05T09:00:00+05:30")
NOTHING = {
    "opening": 0,
    "retained": 0,
    "pending": 0,
    "lost": 0,
    "lost_by_reason": {"competitor": 0, "stopped_buying": 0, "contract_ended": 0, "closed_down": 0, "other": 0},
    "new": 0,
    "returned": 0,
    "early_loss": 0,
    "transferred_in": 0,
    "transferred_out": 0,
    "closing": 0,
    "retention_rate": None,
    "outflow_rate": None,
    "upsells": 0,
    "upsell_revenue": "0.00",
    "meetings": 0,
    "calls": 0,
    "revenue": "0.00",
    "profit": "0.00",
    "profit_before": "0.00",
    "profit_growth": None,
}
LOST = {**NOTHING["lost_by_reason"], "competitor": 1, "stopped_buying": 1}
ASHA = NOTHING | {
    "opening": 3,
    "retained": 1,
    "lost": 2,
    "lost_by_reason": LOST,
    "closing": 1,
    "retention_rate": "33.3333",
    "outflow_rate": "66.6667",
    "meetings": 2,
}
VIKRAM = NOTHING | {
    "opening": 1,
    "retained": 1,
    "new": 1,
    "closing": 2,
    "retention_rate": "100.0000",
    "outflow_rate": "0.0000",
    "upsells": 2,
    "upsell_revenue": "160.00",
    "meetings": 1,
    "calls": 2,
    "revenue": "340.00",
    "profit": "115.00",
    "profit_before": "80.00",
    "profit_growth": "43.7500",
}
COMPANY = VIKRAM | {
    "opening": 4,
    "retained": 2,
    "lost": 2,
    "lost_by_reason": LOST,
    "closing": 3,
    "retention_rate": "50.0000",
    "outflow_rate": "50.0000",
    "meetings": 2,
}


@pytest.fixture
def small_case(cast):
    Company.objects.create(
        pk=1,
        time_zone="Asia/Kolkata",
        currency="INR",
        regular_purchase_months=3,
        handover_grace_days=0,
        profit_comparison="previous_month",
    )
    asha, vikram = cast.asha, cast.vikram
    banyan, cobalt, dhara = (make.client(name, asha) for name in ("Banyan", "Cobalt", "Dhara"))
    everest, fern = make.client("Everest", vikram), make.client("Fern", kind="prospect")
    make.responsible(fern, vikram, "2026-10-03")
    dhara.responsibilities.update(until=make.day("2026-10-12"))
    make.responsible(dhara, vikram, "2026-10-12")
    make.contract(banyan, "2026-01-01", "2026-12-31")
    make.departure(dhara, "2026-10-20", "competitor")
    for client, service, date, amount, cost in [
        (cobalt, "audit", "2026-06-20", 70, 40),
        (cobalt, "audit", "2026-07-31", 70, 40),
        (dhara, "audit", "2026-09-05", 90, 50),
        (everest, "audit", "2026-08-03", 100, 60),
        (everest, "audit", "2026-09-15", 100, 60),
        (everest, "training", "2026-10-07", 80, 50),
        (everest, "training", "2026-10-21", 80, 50),
        (fern, "audit", "2026-10-09", 100, 70),
        (fern, "training", "2026-10-30", 80, 55),
    ]:
        make.sale(client, service, date, amount, cost, currency="INR")
    make.interaction(banyan, asha, "2026-10-31T23:30:00+05:30")
    make.interaction(banyan, asha, "2026-11-01T00:10:00+05:30", "call")
    make.interaction(cobalt, asha, "2026-10-14T10:00:00+05:30", status="cancelled")
    make.interaction(everest, vikram, "2026-10-15T10:00:00+05:30", joint=[asha])
    make.interaction(everest, vikram, "2026-10-16T10:00:00+05:30", "call")
    make.interaction(fern, vikram, "2026-10-17T10:00:00+05:30", "call")
    return cast


def figures_of(row: dict) -> dict:
    return {key: row[key] for key in NOTHING}


def checked(report: dict) -> None:
    rows = {row["name"]: row for row in report["managers"]}
    assert (report["month"], report["state"], report["time_zone"]) == ("2026-10", "preliminary", "Asia/Kolkata")
    assert figures_of(rows["Asha"]) == ASHA
    assert figures_of(rows["Vikram"]) == VIKRAM
    assert figures_of(report["company"]) == COMPANY
    assert figures_of(report["unassigned"]) == NOTHING
    assert set(rows["Asha"]["reasons"]) == {"profit_growth"}
    assert report["unassigned"]["reasons"]["retention_rate"] == "no clients at opening"


def test_it_computes_the_small_case(small_case):
    checked(month_report(refresh_month(OCTOBER, now=AFTER)))


def test_it_prints_the_small_case(small_case, capsys):
    with time_machine.travel(AFTER, tick=False):
        call_command("kpis", "--month", "2026-10", "--format", "json")
    checked(json.loads(capsys.readouterr().out))


def test_it_keeps_the_small_case_open_while_october_runs(small_case):
    """On 15 October Cobalt has not bought yet, which is no loss yet; Dhara's departure is on record already."""
    running = make.instant("2026-10-15T12:00:00+05:30")
    rows = {row["name"]: row for row in month_report(refresh_month(OCTOBER, now=running))["managers"]}
    asha = rows["Asha"]
    assert (asha["opening"], asha["retained"], asha["pending"], asha["lost"]) == (3, 1, 1, 1)
    assert (asha["retention_rate"], asha["outflow_rate"]) == ("66.6667", "33.3333")
