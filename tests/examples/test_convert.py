"""The converters in examples/, on small cuts of the real data: the totals add up."""

import csv
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from django.db.models import Sum

from clients.models import Client, Sale
from tests.clients.importing import bring

BASE = Path(__file__).resolve().parent.parent.parent
DATA = Path(__file__).parent / "data"


def converted(name: str, out: Path, *options: str) -> Path:
    command = [sys.executable, BASE / "examples" / name / "convert.py", DATA / name, out, *options]
    subprocess.run(command, check=True)
    return out


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def bring_all(out: Path, *kinds: str) -> None:
    for kind in kinds:
        assert bring(kind, (out / f"{kind}.csv").read_bytes()).errors == []


@pytest.fixture
def won():
    return [deal for deal in read(DATA / "maven_crm" / "sales_pipeline.csv") if deal["deal_stage"] == "Won"]


def test_it_refuses_the_product_that_the_catalogue_does_not_have(db, tmp_path, won):
    out = converted("maven_crm", tmp_path)
    bring_all(out, "users", "services", "clients")
    result = bring("sales", (out / "sales.csv").read_bytes(), partial=True)
    assert {error.value for error in result.errors} == {"GTXPro"}
    assert result.failed == sum(deal["product"] == "GTXPro" for deal in won)
    assert result.created == len(won) - result.failed


def test_it_adds_up_to_the_won_deals(db, tmp_path, won):
    bring_all(converted("maven_crm", tmp_path, "--fix"), "users", "services", "clients", "sales")
    assert Sale.objects.aggregate(total=Sum("amount"))["total"] == sum(Decimal(deal["close_value"]) for deal in won)
    first = min((d for d in won if d["account"] == "Cancity"), key=lambda d: (d["close_date"], d["opportunity_id"]))
    assert Client.objects.get(code="cancity").responsibilities.get().manager.name == first["sales_agent"]


def test_it_adds_up_to_the_order_lines(db, tmp_path):
    bring_all(converted("northwind", tmp_path), "users", "services", "clients", "contacts", "sales")
    exact = sum(
        Decimal(line["unit_price"]) * int(line["quantity"]) * (1 - Decimal(line["discount"]))
        for line in read(DATA / "northwind" / "order_details.csv")
    )
    total = Sale.objects.aggregate(total=Sum("amount"))["total"]
    assert abs(total - exact) < Decimal("0.01") * Sale.objects.count()
    assert Sale.objects.count() == len(read(DATA / "northwind" / "order_details.csv"))
