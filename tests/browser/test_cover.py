"""A cover starts and ends: the colleague sees the clients for that time only, and says so where they work."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Company, Cover
from tests import factories as make
from tests.conftest import the_cast


@pytest.fixture
def company(transactional_db):
    cast = the_cast()
    cast.rohan = make.user("Rohan", supervisor=cast.vikram)
    make.client("Banyan", cast.asha)
    return cast


def today() -> dt.date:
    return Company.current().rules().today(timezone.now())


def arrange(page, first: dt.date, last: dt.date) -> None:
    """By keyboard alone, from the button on."""
    page.goto("/absences/")
    page.get_by_role("link", name="Arrange an absence").first.press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Who stands in").select_option(label="Rohan · junior")
    dialog.get_by_label("First day away").fill(first.isoformat())
    dialog.get_by_label("Last day away").fill(last.isoformat())
    dialog.get_by_label("What to know meanwhile").fill("Kiran waits for the offer.")
    dialog.get_by_role("button", name="Arrange").press("Enter")


@pytest.mark.parametrize("width", [1280, 390])
def test_it_starts_and_ends(company, sign_in, width):
    asha, rohan = sign_in(company.asha, width), sign_in(company.rohan, width)
    day = dt.timedelta(days=1)
    arrange(asha, today() + day, today() + 3 * day)
    expect(asha.get_by_text("It is arranged")).to_be_visible()
    expect(asha.get_by_role("row", name="Rohan")).to_contain_text("ahead")
    rohan.goto("/clients/")
    expect(rohan.get_by_text("Banyan")).to_have_count(0)

    Cover.objects.update(since=today())  # its first day comes
    rohan.goto("/")
    expect(rohan.get_by_text("You stand in for Asha")).to_contain_text("Kiran waits for the offer.")
    rohan.get_by_role("link", name="The clients").click()
    rohan.get_by_role("link", name="Banyan").click()
    expect(rohan.get_by_text("You stand in for Asha")).to_be_visible()
    assert rohan.evaluate("document.documentElement.scrollWidth") <= width

    Cover.objects.update(since=today() - 3 * day, until=today())  # the day after its last comes
    rohan.goto("/clients/")
    expect(rohan.get_by_text("Banyan")).to_have_count(0)
    asha.reload()
    expect(asha.get_by_role("row", name="Rohan")).to_contain_text("over")


def test_it_ends_at_once_when_one_is_back(company, sign_in):
    Cover.arrange(company.asha, company.rohan, today(), today() + dt.timedelta(2), by=company.asha, at=timezone.now())
    asha = sign_in(company.asha)
    expect(asha.get_by_text("You are away until")).to_be_visible()
    asha.get_by_role("link", name="Back today").click()
    asha.get_by_role("dialog").get_by_role("button", name="End it").click()
    expect(asha.get_by_text("You are away until")).to_have_count(0)
    rohan = sign_in(company.rohan)
    rohan.goto("/clients/")
    expect(rohan.get_by_text("Banyan")).to_have_count(0)
