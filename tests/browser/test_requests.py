"""A request from the client's page to a department and back, and all that the department sees."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests import factories as make
from tests.conftest import the_cast


@pytest.fixture
def company(transactional_db):
    cast = the_cast()
    cast.lata = make.member("Lata")
    banyan = make.client("Banyan", cast.asha, sector="Retail", city="Pune")
    make.contact(banyan, "Devi", phone="+91 98765 43210")
    make.contact(banyan, "Kiran")
    make.case(banyan, "2026-01-05T09:00", subject="Late again")
    return cast


def ask(page, day: dt.date):
    page.goto("/clients/BANYAN/")
    page.get_by_role("link", name="Ask a department").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Department").select_option("Logistics")
    dialog.get_by_label("Subject").fill("Freight rates")
    dialog.get_by_label("What is asked").fill("What does a pallet cost?")
    dialog.get_by_label("Due on").fill(day.isoformat())
    dialog.get_by_label("Name: Banyan").uncheck()
    dialog.get_by_label("Place: Pune").check()
    dialog.get_by_label("Devi").check()
    dialog.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Freight rates")).to_be_visible()


def test_a_department_member_sees_the_request_and_nothing_else_of_the_client(company, sign_in):
    ask(sign_in(company.asha), timezone.now().date() + dt.timedelta(days=3))
    page = sign_in(company.lata, 390)
    page.get_by_role("link", name="Freight rates").click()
    for shown in ("What does a pallet cost?", "Pune", "Devi", "+91 98765 43210"):
        expect(page.get_by_role("main")).to_contain_text(shown)
    for path in (page.url, "/", "/requests/?state=all"):
        page.goto(path)
        for hidden in ("Banyan", "Kiran", "Late again", "Retail"):
            expect(page.locator("body")).not_to_contain_text(hidden)
        assert page.locator("a[href*='/clients/'], a[href*='/cases/']").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for path in ("/clients/", "/clients/BANYAN/", "/cases/", "/requests/delays/"):
        assert page.request.get(path).status == 404


def test_it_is_taken_answered_and_accepted(company, sign_in):
    manager, member = sign_in(company.asha), sign_in(company.lata)
    ask(manager, timezone.now().date() + dt.timedelta(days=3))
    member.goto("/")
    member.get_by_role("button", name="Take Freight rates").click()
    expect(member.locator("#box-mine").locator("xpath=../..")).to_contain_text("Freight rates")
    member.get_by_role("link", name="Answer Freight rates").click()
    member.get_by_role("dialog").get_by_label("Answer").fill("10 a pallet")
    member.get_by_role("button", name="Send the answer").click()
    expect(member.get_by_role("dialog")).to_be_hidden()
    manager.reload()
    expect(manager.get_by_role("main")).to_contain_text("10 a pallet")
    manager.get_by_role("button", name="Accept the answer").click()
    expect(manager.locator("#work")).to_contain_text("accepted")
