"""A complaint's way in a real browser: it runs over its clock and arrives above, waits, is solved and confirmed."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from activity.models import Notification
from tests import factories as make
from tests.conftest import the_cast
from work import escalation
from work.models import Calendar, Case

ALL_DAY = ((0, 24 * 60),)


@pytest.fixture
def complaint(transactional_db):
    """Received three hours ago where people work around the clock: an hour over its first answer."""
    cast, now = the_cast(), timezone.now()
    received = now - dt.timedelta(hours=3)
    Calendar.set([ALL_DAY] * 7, {}, by=cast.omar, at=received - dt.timedelta(days=1))
    about = {"reference": "K-1", "kind": "complaint", "priority": "high", "subject": "Late again"}
    case = Case.receive(make.client("Acme", cast.asha), by=cast.asha, at=now, received_at=received, **about)
    return cast, case


def test_it_runs_over_its_clock_and_arrives_at_the_senior(complaint, sign_in):
    cast, _case = complaint
    escalation.watch(timezone.now())
    told = Notification.objects.get(user=cast.vikram)
    page = sign_in(cast.vikram)
    page.goto(f"/notifications/{told.pk}/")
    expect(page.get_by_role("region", name="First answer")).to_contain_text("overdue by 1 h")
    page.goto("/cases/?due=overdue")
    expect(page.get_by_role("link", name="Late again")).to_be_visible()


def test_it_goes_to_its_end_by_dialogs(complaint, sign_in):
    cast, case = complaint
    page = sign_in(cast.asha, 390)
    page.goto(case.get_absolute_url())
    for deed, fields, submit, said in [
        ("Answered", {}, "It is answered", "answered"),
        ("Wait for the client", {}, "The client was asked", "paused"),
        ("The client came back", {}, "Go on", "left"),
        ("Solved", {"What was learnt?": "Call first"}, "It is solved", "Call first"),
        ("The client confirms", {"Who at the client said so?": "Anna"}, "It is confirmed", "Anna"),
    ]:
        page.locator("#work").get_by_role("link", name=deed).click()
        dialog = page.get_by_role("dialog")
        for label, text in fields.items():
            dialog.get_by_label(label).fill(text)
        dialog.get_by_role("button", name=submit).click()
        expect(dialog).to_be_hidden()
        expect(page.locator("#work")).to_contain_text(said)
    assert Case.objects.get().state == "confirmed"
