"""Finding and starting anything by keyboard."""

import pytest
from playwright.sync_api import expect

from tests import factories as make
from tests.browser.test_accessibility import grave
from tests.conftest import the_cast


@pytest.fixture
def company(transactional_db):
    cast = the_cast()
    acme = make.client("Acme", cast.asha)
    make.contact(acme, "अदिति शर्मा", phone="+91 98765-43210")
    make.task(cast.asha, "Count the chairs")
    return cast


def test_it_goes_to_a_client_by_a_persons_name_in_the_other_script(company, sign_in):
    page = sign_in(company.asha)
    page.keyboard.press("Control+k")
    page.keyboard.type("aditi")
    page.keyboard.press("Enter")
    page.wait_for_url("**/clients/ACME/")


def test_it_walks_with_the_arrows_and_starts_what_is_chosen(company, sign_in):
    page = sign_in(company.asha)
    page.keyboard.press("Control+k")
    start = page.get_by_role("option", name="Log a meeting")
    expect(start).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(start).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_role("radio", name="Meeting")).to_be_checked()


def test_it_closes_with_escape_and_leaves_the_page_as_it_was(company, sign_in):
    page = sign_in(company.asha)
    page.goto("/clients/")
    page.keyboard.press("Control+k")
    page.keyboard.type("98765")
    expect(page.get_by_role("option", name="अदिति शर्मा")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert page.url.endswith("/clients/")


def test_it_shows_the_keys(company, sign_in):
    page = sign_in(company.asha)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("Find or start anything")
    page.keyboard.press("l")
    expect(page.get_by_role("dialog", name="Log a talk")).to_be_hidden()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_it_hinders_nobody(company, sign_in, width, scheme):
    page = sign_in(company.asha, width, color_scheme=scheme)
    page.get_by_role("link", name="Find").click()
    page.keyboard.type("a")
    expect(page.get_by_role("option", name="Acme", exact=False).first).to_be_visible()
    assert grave(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
