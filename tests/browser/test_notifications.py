"""What a second person does shows at once, without loading the page anew."""

import pytest
from playwright.sync_api import expect

from activity.models import Notification
from tests import factories as make
from tests.conftest import the_cast

AT = make.instant("2026-11-24T09:00")


@pytest.fixture
def company(transactional_db, settings):
    settings.NEWS_EVERY = 0.2
    cast = the_cast()
    cast.acme = make.client("Acme", cast.asha)
    cast.cobalt = make.client("Cobalt", cast.asha)
    return cast


def give(client, company, to):
    client.transfer(to, AT.date(), by=company.esha, at=AT)


def test_it_rings_when_somebody_else_does_something(company, sign_in):
    page = sign_in(company.vikram)
    page.evaluate("window.here = true")
    give(company.acme, company, company.vikram)
    bell = page.get_by_role("link", name="Notifications, 1 unread")
    expect(bell).to_be_visible()
    assert page.evaluate("window.here")
    bell.click()
    page.get_by_role("link", name="Esha transferred Acme to Vikram").click()
    page.wait_for_url("**/clients/ACME/")
    expect(page.get_by_role("link", name="Notifications", exact=True)).to_be_visible()


def test_it_refreshes_the_list_one_looks_at(company, sign_in):
    page = sign_in(company.vikram, 390)
    page.goto("/notifications/")
    expect(page.get_by_role("button", name="Mark all read")).to_be_disabled()
    for client in (company.acme, company.cobalt):
        give(client, company, company.vikram)
        expect(page.locator("#list")).to_contain_text(f"Esha transferred {client.name}")
    page.get_by_role("button", name="Mark all read").click()
    expect(page.locator("tr.unread")).to_have_count(0)
    assert not Notification.objects.unread().filter(user=company.vikram).exists()


def test_it_waits_until_one_has_stopped_typing(company, sign_in):
    page = sign_in(company.vikram)
    page.goto("/clients/")
    search = page.get_by_label("Search")
    search.focus()
    give(company.acme, company, company.vikram)
    expect(page.get_by_role("link", name="Notifications, 1 unread")).to_be_visible()
    make.client("Banyan", company.vikram)
    page.evaluate("document.querySelector('#bell').dispatchEvent(new Event('news', {bubbles: true}))")
    expect(page.locator("#list")).not_to_contain_text("Banyan")
    search.blur()
    expect(page.locator("#list")).to_contain_text("Banyan")


def test_it_stops_asking_when_one_is_signed_out_elsewhere(company, sign_in):
    page = sign_in(company.vikram)
    page.context.clear_cookies()
    expect(page.locator("#bell")).to_have_count(0)
    expect(page.get_by_role("heading").first).to_be_visible()
