"""The main job, end to end: a junior logs a meeting, a worker makes the figure, the executive sees and proves it."""

import pytest
from playwright.sync_api import expect

from tests import factories as make
from tests.conftest import the_cast

SECONDS = 1000


@pytest.fixture
def company(transactional_db):
    cast = the_cast()
    make.client("Banyan", cast.asha)
    return cast


def test_it_leads_from_a_meeting_to_its_proof(company, sign_in, worker):
    asha = sign_in(company.asha)
    asha.get_by_role("link", name="Meeting", exact=True).click()
    dialog = asha.get_by_role("dialog")
    dialog.get_by_role("combobox", name="Client").press_sequentially("Bany")
    dialog.get_by_role("option", name="Banyan").click()
    dialog.get_by_label("Subject").fill("Price for next year")
    dialog.get_by_role("button", name="Save").click()
    expect(asha.get_by_text("Meeting with Banyan is in the book.")).to_be_visible()

    worker.finish()
    esha = sign_in(company.esha)
    row = esha.get_by_role("row", name="Asha")
    expect(row).to_be_visible(timeout=20 * SECONDS)
    meetings = row.locator("a[href$='/meetings/']")
    expect(meetings).to_have_text("1")

    meetings.click()
    expect(esha.get_by_role("heading", name="Meetings", exact=True)).to_be_visible()
    expect(esha.get_by_role("row", name="Price for next year")).to_contain_text("Banyan")


def test_it_shows_a_new_figure_without_reload(company, sign_in, worker):
    worker.finish()
    esha = sign_in(company.esha)
    cell = esha.get_by_role("row", name="Asha").locator("a[href$='/calls/']")
    expect(cell).to_have_text("0")

    from django.utils import timezone

    from clients.models import Client

    banyan = Client.objects.get(name="Banyan")
    make.interaction(banyan, company.asha, timezone.now().isoformat(), "call")
    esha.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(cell).to_have_text("1", timeout=20 * SECONDS)
