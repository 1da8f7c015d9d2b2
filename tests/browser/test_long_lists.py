"""Lists too long for one page: leafing, and sums that follow the page."""

import pytest

from tests.kpis.pay.world import OCTOBER, figure, plan, terms

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def large(transactional_db, cast, monkeypatch):
    monkeypatch.setattr("kpis.stretch.SIZE", 1)
    monkeypatch.setattr("kpis.pay.payroll.AT_ONCE", 0)
    plan(cast.esha, {"meetings": ("10", 1)})
    for person in (cast.asha, cast.ravi):
        terms(person, cast.esha)
        figure(person, "meetings", 10)
    return cast


def test_pay_is_added_up_below_the_list_and_the_list_leafed_through(sign_in, large):
    page = sign_in(large.esha)
    page.goto(f"/pay/{OCTOBER:%Y-%m}/")
    page.get_by_text("US$125,000.00").wait_for()
    page.get_by_role("link", name="Next").click()
    page.get_by_text("2 to 2 of 2").wait_for()
    page.get_by_role("link", name="Ravi").wait_for()
    page.get_by_text("US$125,000.00").wait_for()
    assert "from=2" in page.url
