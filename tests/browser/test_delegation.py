"""Work given, done, handed in, returned and approved, by two people at once, each in a browser of their own."""

import re

import pytest
from playwright.sync_api import expect

from tests import factories as make
from tests.conftest import the_cast
from work.models import Task


@pytest.fixture
def cast(transactional_db, settings):
    settings.NEWS_EVERY = 0.2
    return the_cast()


def test_a_senior_gives_three_tasks_and_the_junior_hands_one_in_and_has_it_returned(cast, sign_in):
    hers = sign_in(cast.asha, 390)
    hers.goto("/tasks/")
    his = sign_in(cast.vikram)
    his.goto("/tasks/")
    his.keyboard.press("t")
    dialog = his.get_by_role("dialog")
    dialog.get_by_label("What is to be done").fill("Call Anna\nSend the offer\nPlan the review")
    dialog.get_by_role("checkbox", name="Asha").check()
    dialog.get_by_role("checkbox", name="Vikram").uncheck()
    dialog.get_by_role("button", name="Give").click()
    expect(his.locator("#messages")).to_contain_text("3 tasks given.")

    expect(hers.locator("#list")).to_contain_text("Send the offer")  # without loading the page anew
    expect(hers.locator("#list").get_by_role("row")).to_have_count(4)
    hers.get_by_role("link", name="Send the offer").click()
    hers.get_by_role("button", name="Hand in").click()
    expect(hers.locator("#work")).to_contain_text("handed in")

    his.goto("/team/")
    his.get_by_role("link", name="Return").click()
    dialog.get_by_label("Why").fill("The price is missing")
    dialog.get_by_role("button", name="Return").click()
    expect(dialog).to_be_hidden()
    expect(hers.locator("#work")).to_contain_text("The price is missing")
    assert Task.objects.get(title="Send the offer").state == "returned"


def test_a_card_is_given_to_somebody_else_by_keyboard_and_by_dragging(cast, sign_in):
    make.user("Arun", supervisor=cast.vikram)
    for title in ("By key", "By hand"):
        make.task(cast.asha, title, by=cast.vikram)
    page = sign_in(cast.vikram)
    page.goto("/team/")
    page.get_by_role("link", name="Give “By key” to somebody else").press("Enter")
    page.get_by_role("dialog").get_by_label("To").select_option("Arun")
    page.get_by_role("dialog").get_by_role("button", name="Give").press("Enter")
    aruns = page.get_by_role("region", name="Arun")
    expect(aruns).to_contain_text("By key")
    page.get_by_role("listitem").filter(has_text="By hand").drag_to(aruns.get_by_role("list"))
    expect(page.locator("#messages")).to_contain_text("Arun has “By hand” now.")
    expect(aruns).to_contain_text("By hand")
    assert set(Task.objects.values_list("owner__name", flat=True)) == {"Arun"}


def test_what_is_ticked_is_given_together(cast, sign_in):
    make.user("Arun", supervisor=cast.vikram)
    for title in ("One", "Two", "Three"):
        make.task(cast.asha, title, by=cast.vikram)
    page = sign_in(cast.vikram)
    page.goto("/tasks/")
    expect(page.get_by_role("button", name="Give", exact=True)).to_be_hidden()
    page.get_by_role("checkbox", name="Tick all on this page").check()
    page.get_by_label("Give to").select_option("Arun")
    page.get_by_role("button", name="Give", exact=True).click()
    expect(page.locator("#messages")).to_contain_text("3 tasks changed.")
    expect(page.locator("#list").get_by_role("cell", name=re.compile("^Arun"))).to_have_count(3)
