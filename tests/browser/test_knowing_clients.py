"""Two clients become one and two again; who stands where at a client."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from clients.models import Client, Contact
from tests import factories as make
from tests.browser.test_accessibility import grave
from tests.conftest import the_cast


@pytest.fixture
def company(transactional_db):
    cast = the_cast()
    acme = make.client("Acme", cast.asha, city="Pune")
    twin = make.client("Acme Ltd", cast.asha, website="acme.example")
    make.contact(twin, "शर्मा " * 4, title="مدير المشتريات", decision_role="buys")
    boss = make.contact(acme, "Devi", decision_role="decides", influence="high")
    make.contact(acme, "W" * 300, reports_to=boss)
    make.interaction(twin, cast.asha, timezone.now().isoformat(), subject="Prices")
    return cast


def test_two_clients_are_merged_and_made_two_again(company, sign_in):
    page = sign_in(company.vikram)
    page.goto("/clients/ACME/merge/")
    page.get_by_role("link", name="Acme Ltd").click()
    expect(page.get_by_role("row", name="Interactions")).to_contain_text("1")
    assert grave(page) == []
    page.get_by_role("button", name="Merge").click()
    expect(page.get_by_text("Acme Ltd is now one with Acme.")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Prices")
    page.get_by_role("button", name="Undo").press("Enter")
    expect(page.get_by_text("They are two again.")).to_be_visible()
    assert Client.objects.get(code="ACME-LTD").interactions.count() == 1


@pytest.mark.parametrize("width", [1280, 390])
def test_the_map_says_what_is_missing_and_is_walked_by_keyboard(company, sign_in, width):
    page = sign_in(company.asha, width)
    page.goto("/clients/ACME/")
    page.get_by_role("link", name="Relationship map").press("Enter")
    expect(page.get_by_role("region", name="What is missing")).to_contain_text("No sponsor")
    devi = Contact.objects.get(name="Devi")
    page.get_by_role("region", name="Who stands where").get_by_role("link", name="Devi").press("Enter")
    expect(page.locator(f"#person-{devi.pk}")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert grave(page) == []
