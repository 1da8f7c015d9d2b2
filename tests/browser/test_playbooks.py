"""Playbooks in a real browser: begun at a client they become tasks; a script is filled in during a call."""

import pytest
from playwright.sync_api import expect

from tests import factories as make
from tests.browser.test_accessibility import grave
from tests.conftest import the_cast
from work.models import Task

QUESTIONS = [
    {"text": "Are you content?", "kind": "yes_no"},
    {"text": "How many shops?", "kind": "number"},
    {"text": "What comes next?", "kind": "words"},
]


@pytest.fixture
def company(transactional_db):
    cast = the_cast()
    make.playbook(cast.vikram, (-14, "Look up what they buy"), (0, "Send the offer"), (3, "Decide", "senior"))
    make.playbook(cast.vikram, name="Monthly call", questions=QUESTIONS)
    make.client("Acme", cast.asha)
    make.client("Shop", cast.nila)
    return cast


def test_its_steps_become_tasks_when_it_is_started_at_a_client(company, sign_in):
    page = sign_in(company.asha)
    page.goto("/clients/ACME/")
    page.get_by_role("link", name="Start a playbook").press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Playbook").select_option("Renewal")
    dialog.get_by_label("Counted from").fill("2099-12-15")
    expect(dialog).to_contain_text("3 tasks")
    assert grave(page) == []
    dialog.get_by_role("button", name="Start").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Renewal")
    expect(page.get_by_role("region", name="Tasks").get_by_role("listitem")).to_have_count(3)
    assert {task.owner.name for task in Task.objects.all()} == {"Asha", "Vikram"}
    assert grave(page) == []


def test_a_script_is_filled_in_on_the_phone_and_stands_with_the_client(company, sign_in):
    page = sign_in(company.nila, 390, color_scheme="dark")
    page.goto("/clients/SHOP/")
    page.get_by_role("link", name="Monthly call").click()
    page.get_by_role("group", name="Are you content?").get_by_role("radio", name="Yes").check()
    page.get_by_label("How many shops?").fill("12")
    page.get_by_label("What comes next?").fill("A second shop in spring")
    assert grave(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/interactions/*/")
    expect(page.get_by_role("main")).to_contain_text("A second shop in spring")
    page.goto("/clients/SHOP/")
    expect(page.get_by_role("main")).to_contain_text("A second shop in spring")
