"""A deal over the board, by mouse and by keyboard, to the signature that is still to come."""

import pytest
from playwright.sync_api import expect

from plans.models import Opportunity
from tests import factories as make
from tests.conftest import the_cast


@pytest.fixture
def company(transactional_db):
    cast = the_cast()
    for place, (name, probability) in enumerate((("Lead", 10), ("Proposal", 50), ("Verbal yes", 90)), start=1):
        make.stage(name, probability, place)
    banyan = make.client("Banyan", cast.asha)
    make.opportunity(banyan, cast.asha, "2099-12-15", title="More shade", stage=make.stage("Lead"))
    return cast


def column(page, name: str):
    return page.get_by_role("region", name=name)


def test_a_card_is_dragged_and_moved_by_keyboard(company, sign_in):
    page = sign_in(company.asha)
    page.goto("/opportunities/board/")
    column(page, "Lead").locator(".board-card").drag_to(column(page, "Proposal").locator("ul"))
    expect(column(page, "Proposal")).to_contain_text("1 open")
    page.get_by_role("link", name="Move “More shade” to another stage").press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("To the stage").select_option("Verbal yes")
    dialog.get_by_role("button", name="Move").press("Enter")
    expect(column(page, "Verbal yes")).to_contain_text("More shade")
    assert [change.to_stage.name for change in Opportunity.objects.get().changes.all()] == [
        "Lead",
        "Proposal",
        "Verbal yes",
    ]


def test_a_deal_is_won_on_the_phone(company, sign_in):
    page = sign_in(company.asha, 390)
    page.goto("/opportunities/")
    page.get_by_role("link", name="More shade").click()
    page.get_by_role("link", name="Won").click()
    page.get_by_role("dialog").get_by_role("button", name="It is won").click()
    expect(page.get_by_role("main")).to_contain_text("Contract draft")
    expect(page.get_by_role("link", name="Record the sale: More shade")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
