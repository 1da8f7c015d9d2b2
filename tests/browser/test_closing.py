"""A month is closed on a page; what comes later waits for a decision, and is paid where the books are open."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from clients.models import Client
from kpis.refresh import refresh_month
from tests import factories as make
from tests.conftest import the_cast
from tests.kpis.pay.world import plan, terms

OCTOBER = dt.date(2026, 10, 1)
SECONDS = 1000


@pytest.fixture
def company(transactional_db):
    cast = the_cast()
    banyan = make.client("Banyan", cast.asha)
    make.interaction(banyan, cast.asha, "2026-10-15T10:00:00Z", "call")
    plan(cast.esha, {"calls": ("2", 100)})
    terms(cast.asha, cast.esha, "1000", "500")
    refresh_month(OCTOBER, now=timezone.now())
    return cast


def test_it_leads_from_closing_to_a_late_call_that_is_paid(company, sign_in, worker):
    worker.finish()  # the months before October have figures, too, from here on
    esha = sign_in(company.esha)
    esha.goto("/kpis/2026-10/close/")
    esha.get_by_label("Let the books begin with this month").check()
    esha.get_by_label("close this month for good").check()
    esha.get_by_role("button", name="Close the month").click()
    worker.finish()
    expect(esha.get_by_text("The month is closed")).to_be_visible(timeout=20 * SECONDS)

    make.interaction(Client.objects.get(name="Banyan"), company.asha, "2026-10-20T10:00:00Z", "call")
    worker.finish()
    esha.goto("/kpis/adjustments/")
    esha.get_by_role("link", name="Asha").click()
    esha.get_by_role("link", name="Accept").click()
    esha.get_by_role("dialog").get_by_role("button", name="Accept").click()
    expect(esha.get_by_text("paid in November 2026")).to_be_visible()

    asha = sign_in(company.asha)
    asha.goto(f"/pay/2026-10/{company.asha.pk}/")
    expect(asha.locator(".pay-sum-total")).to_contain_text("1,000.00")
    asha.goto(f"/pay/2026-11/{company.asha.pk}/")
    expect(asha.get_by_role("main")).to_contain_text("500.00")
    expect(asha.get_by_role("main")).to_contain_text("October 2026")
