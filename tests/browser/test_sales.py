"""An order of two lines, between two meetings: by keyboard alone."""

import re

import pytest
from playwright.sync_api import expect

from clients.models import Sale
from tests import factories as make
from tests.conftest import the_cast


@pytest.fixture
def company(transactional_db):
    cast = the_cast()
    make.client("Banyan", cast.asha)
    for code, price in (("shade", "100"), ("roots", "40")):
        make.service(code, price=price)
    return cast


def write_line(page, service: str, quantity: str, suggested: str) -> None:
    field = page.get_by_role("combobox", name="Service")
    expect(field).to_be_focused()
    page.keyboard.type(service)
    expect(page.get_by_role("listbox").get_by_role("option")).to_have_text([re.compile(service)])
    page.keyboard.press("Enter")
    quantities = page.get_by_label("Quantity")
    while not quantities.evaluate("(field) => field === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.type(quantity)
    page.keyboard.press("Tab")
    expect(page.get_by_role("main")).to_contain_text(suggested)


def press(page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).focus()
    page.keyboard.press("Enter")


@pytest.mark.parametrize("width", [1280, 390])
def test_an_order_of_two_lines_is_entered_by_keyboard(company, sign_in, width):
    page = sign_in(company.asha, width)
    page.goto("/clients/BANYAN/sales/new/")
    page.get_by_role("combobox", name="Service").focus()
    write_line(page, "Shade", "2", "2 × US$100.00 = US$200.00")
    press(page, "Record, then the next line")
    expect(page.get_by_role("heading", name="so far")).to_be_visible()
    write_line(page, "Roots", "3", "3 × US$40.00 = US$120.00")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    press(page, "Record")
    page.wait_for_url("**/clients/BANYAN/")
    lines = Sale.objects.order_by("line").values_list("line", "service__code", "quantity", "amount")
    assert list(lines) == [("1", "shade", 2, 200), ("2", "roots", 3, 120)]
    assert Sale.objects.values("order").distinct().count() == 1


@pytest.mark.parametrize("key", ["Enter", "Tab"])
def test_the_first_found_is_taken_when_the_key_comes_before_the_answer(company, sign_in, key):
    page = sign_in(company.asha)
    page.goto("/clients/BANYAN/sales/new/")
    page.get_by_role("combobox", name="Service").focus()
    page.keyboard.type("roo")
    page.keyboard.press(key)
    expect(page.get_by_role("combobox", name="Service")).to_have_value(re.compile("^Roots"))
    expect(page.get_by_text("Nothing is saved yet.")).to_have_count(0)
