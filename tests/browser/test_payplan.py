"""An executive makes a pay plan in a browser: by keyboard, with the curve drawn while typing, on a desk and a phone."""

import pytest

from kpis.models import PayPlan
from tests.browser.test_accessibility import grave
from tests.conftest import the_cast


@pytest.mark.parametrize("width", [1280, 390])
def test_it_draws_the_curve_while_one_types_and_keeps_the_plan(transactional_db, sign_in, width):
    page = sign_in(the_cast().esha, width)
    page.goto("/pay/plans/new/")
    page.get_by_label("Name").fill("Winter")
    page.get_by_role("button", name="Add a target").click()
    row = page.get_by_role("group", name="Target 4")
    row.get_by_label("Measure").select_option("retention_rate")
    row.get_by_label("Target, %").fill("95")
    row.get_by_label("Weight").press_sequentially("40")
    page.locator(".plan-points").get_by_text("66.67%").wait_for()
    page.locator("[data-chart=payout] canvas").wait_for()
    assert grave(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Save the draft").press("Enter")
    page.get_by_text("Retention, weight 100%").wait_for()
    assert grave(page) == []
    assert PayPlan.objects.get().targets.get().measure == "retention_rate"
