"""No serious hindrance on the pages of every day, on a desk and on a phone (axe: WCAG 2.2 A and AA)."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from activity.models import record
from kpis.refresh import refresh_month
from tests import factories as make
from tests.conftest import the_cast
from tests.kpis.pay import world as pay
from work.models import Case

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.fixture
def company(transactional_db):
    cast = the_cast()
    banyan = make.client("Banyan", cast.asha)
    make.contact(banyan, "Devi", email="devi@example.com", phone="+91 98765 43210")
    make.contract(banyan, "2026-01-01", "2099-12-31")
    make.contract(
        banyan, "2026-01-01", (timezone.now() + timedelta(days=40)).date().isoformat(), value=1, currency="USD"
    )
    make.interaction(banyan, cast.asha, timezone.now().isoformat(), subject="Price", notes="All well.")
    deal = make.opportunity(banyan, cast.asha, "2099-12-15", next_step="Ring", next_step_on=make.day("2026-01-02"))
    solution = make.solution(make.need(banyan, cast.asha), cast.asha, valid_until=make.day("2099-12-31"))
    cast.deals = [deal.get_absolute_url(), solution.need.get_absolute_url(), solution.get_absolute_url()]
    about = {"reference": "K-1", "kind": "complaint", "subject": "Late again", "received_at": timezone.now()}
    Case.receive(banyan, by=cast.asha, at=timezone.now(), **about)
    make.cover(cast.asha, cast.vikram, "2026-01-01", "2099-01-01", note="Call Devi")
    first = timezone.now().date().replace(day=1)
    pay.terms(cast.asha, cast.esha, since=first)
    pay.plan(cast.esha, {"meetings": ("10", 60), "retention_rate": ("1", 40)}, since=first)
    about = {"title": "Banyan", "user": cast.asha.pk}
    record("client.team_member_added", banyan, by=cast.vikram, at=timezone.now(), **about)
    refresh_month(first, now=timezone.now())
    return cast


def grave(page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found if v["impact"] in ("serious", "critical")]


# The colours do not depend on the width, nor the layout on the colours.
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_it_hinders_nobody(company, sign_in, width, scheme):
    page = sign_in(company.asha, width, color_scheme=scheme)
    month = timezone.now().strftime("%Y-%m")
    proof = f"/kpis/{month}/{company.asha.pk}/meetings/"
    paid = f"/pay/{month}/{company.asha.pk}/"
    for path in (
        "/",
        "/clients/",
        "/clients/BANYAN/",
        "/interactions/",
        "/absences/",
        "/contracts/",
        "/contracts/renewals/?within=180",
        "/contracts/templates/",
        f"/kpis/{month}/",
        proof,
        paid,
        f"{paid}what-if/",
        "/notifications/",
        "/notifications/settings/",
        "/opportunities/",
        "/opportunities/board/",
        "/opportunities/forecast/",
        "/needs/",
        *company.deals,
        "/cases/",
        Case.objects.get().get_absolute_url(),
    ):
        page.goto(path)
        assert grave(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


@pytest.mark.parametrize("width", [1280, 390])
def test_it_hinders_nobody_who_sets_the_service(company, sign_in, width):
    for who, path in ((company.omar, "/settings/calendar/"), (company.esha, "/settings/targets/")):
        page = sign_in(who, width)
        page.goto(path)
        assert grave(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


@pytest.mark.parametrize("width", [1280, 390])
def test_it_hinders_nobody_in_the_quick_log(company, sign_in, width):
    page = sign_in(company.asha, width)
    page.keyboard.press("l")
    page.get_by_role("dialog").get_by_role("combobox", name="Client").wait_for()
    assert grave(page) == []
