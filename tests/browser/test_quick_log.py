"""Logging a talk by keyboard and in a hurry."""

import pytest
from playwright.sync_api import expect

from clients.models import Interaction
from tests import factories as make
from tests.conftest import the_cast


@pytest.fixture
def company(transactional_db):
    cast = the_cast()
    make.client("Banyan", cast.asha)
    make.client("Cobalt", cast.asha)
    return cast


def log_by_keyboard(page, typed: str):
    page.keyboard.press("l")
    client = page.get_by_role("dialog").get_by_role("combobox", name="Client")
    client.press_sequentially(typed)
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    return client


def test_it_takes_a_key_three_letters_and_enter(company, sign_in):
    page = sign_in(company.asha)
    client = log_by_keyboard(page, "cob")
    expect(client).to_have_value("Cobalt")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Call with Cobalt is in the book.")).to_be_visible()
    assert Interaction.objects.get().client.name == "Cobalt"


def test_it_is_one_record_after_a_double_click(company, sign_in):
    page = sign_in(company.asha)
    log_by_keyboard(page, "ban")
    page.get_by_role("button", name="Save").dblclick()
    expect(page.get_by_text("Call with Banyan is in the book.").first).to_be_visible()
    assert Interaction.objects.count() == 1


def test_it_shows_at_once_on_the_clients_page(company, sign_in):
    page = sign_in(company.asha, 390)
    page.goto("/clients/BANYAN/")
    page.get_by_role("link", name="Call", exact=True).click()
    page.get_by_role("dialog").get_by_label("Subject").fill("Price")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#timeline")).to_contain_text("Price")
    expect(page.get_by_role("dialog")).to_be_hidden()
