"""The payroll register: one row a manager, as plain numbers, for executives."""

import csv
import io

import pytest
from django.urls import reverse

from tests.kpis.pay.test_statement import worked  # noqa: F401
from tests.kpis.pay.world import OCTOBER, plan, terms


def rows(client, user) -> list[dict[str, str]]:
    client.force_login(user)
    response = client.get(reverse("pay:payroll", args=[OCTOBER]))
    assert response.status_code == 200, response.status_code
    text = response.content.decode()
    assert text.startswith("\N{BYTE ORDER MARK}")
    return list(csv.DictReader(io.StringIO(text[1:])))


def test_it_holds_the_worked_example_in_plain_numbers(client, worked):  # noqa: F811
    row = rows(client, worked.esha)[0]
    expected = {
        "month": "2026-10", "state": "preliminary", "manager": "asha@example.com", "currency": "USD",
        "base": "50000.00", "variable": "12500.00", "score": "1.01111111111111111111", "pay": "62638.89",
        "meetings_attainment": "1.2", "meetings_payout": "1.4", "calls_payout": "0.5", "profit_growth_payout": "",
        "profit_growth_weight": "10",
    }  # fmt: skip
    assert {key: row[key] for key in expected} == expected


def test_a_name_is_no_formula(client, worked):  # noqa: F811
    type(worked.asha).objects.filter(pk=worked.asha.pk).update(name="=1+1")
    assert rows(client, worked.esha)[0]["name"] == "'=1+1"


def test_every_row_has_every_column(client, worked):  # noqa: F811
    terms(worked.nila, worked.esha)
    plan(worked.esha, {"revenue": ("1000", 1)}, role="account_manager")
    asha, nila = rows(client, worked.esha)
    assert asha.keys() == nila.keys()
    assert (asha["revenue_target"], nila["revenue_target"], nila["meetings_target"]) == ("", "1000", "")


@pytest.mark.parametrize("who", ["asha", "vikram", "omar", "leela"])
def test_it_is_for_executives_only(client, worked, who):  # noqa: F811
    client.force_login(getattr(worked, who))
    assert client.get(reverse("pay:payroll", args=[OCTOBER])).status_code == 404
