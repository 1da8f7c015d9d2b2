"""Logging a talk by keyboard and in a hurry."""

import time

import pytest
from playwright.sync_api import expect

from clients.models import Interaction
from tests import factories as make
from tests.conftest import the_cast


@pytest.fixture
def company(transactional_db):
    cast = the_cast()
    make.contact(make.client("Banyan", cast.asha), "Anna")
    make.client("Cobalt", cast.asha)
    return cast


def log_by_keyboard(page, typed: str):
    page.keyboard.press("l")
    client = page.get_by_role("dialog").get_by_role("combobox", name="Client")
    client.press_sequentially(typed)
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    return client


def test_it_takes_a_key_three_letters_and_enter(company, sign_in):
    page = sign_in(company.asha)
    client = log_by_keyboard(page, "cob")
    expect(client).to_have_value("Cobalt")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Call with Cobalt is in the book.")).to_be_visible()
    assert Interaction.objects.get().client.name == "Cobalt"


def test_it_is_one_record_after_a_double_click(company, sign_in):
    page = sign_in(company.asha)
    log_by_keyboard(page, "ban")
    page.get_by_role("button", name="Save").dblclick()
    expect(page.get_by_text("Call with Banyan is in the book.").first).to_be_visible()
    assert Interaction.objects.count() == 1


def test_it_shows_at_once_on_the_clients_page(company, sign_in):
    page = sign_in(company.asha, 390)
    page.goto("/clients/BANYAN/")
    page.get_by_role("link", name="Call", exact=True).click()
    page.get_by_role("dialog").get_by_label("Subject").fill("Price")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#timeline")).to_contain_text("Price")
    expect(page.get_by_role("dialog")).to_be_hidden()


class Steps:
    """What a hurried person does: every key, every text typed in one go and every tap is a step."""

    def __init__(self, page):
        self.page, self.taken, self.began = page, 0, time.monotonic()

    def press(self, key: str) -> None:
        self.taken += 1
        self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.taken += 1
        self.page.keyboard.type(text)

    def tap(self, target) -> None:
        self.taken += 1
        target.click()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began


@pytest.mark.parametrize("place", ["/", "/clients/", "/tasks/", "/pay/"])
def test_it_logs_a_call_in_three_steps_and_ten_seconds_from_any_page(company, sign_in, place):
    page = sign_in(company.asha)
    page.goto(place)
    steps = Steps(page)
    steps.press("l")
    expect(page.get_by_label("In one line")).to_be_focused()
    steps.type("call Anna 20m price ok")
    expect(page.get_by_label("Subject")).to_have_value("price ok")
    steps.press("Enter")
    expect(page.get_by_text("Call with Banyan is in the book.")).to_be_visible()
    assert steps.taken <= 3
    assert steps.seconds < 10
    talk = Interaction.objects.get()
    assert (talk.duration_minutes, [str(person) for person in talk.contacts.all()]) == (20, ["Anna"])


def test_it_logs_a_call_in_three_taps_on_the_phone(company, sign_in):
    page = sign_in(company.asha, 390)
    page.goto("/clients/BANYAN/")
    steps = Steps(page)
    steps.tap(page.get_by_role("link", name="Call", exact=True))
    save = page.get_by_role("dialog").get_by_role("button", name="Save")
    expect(save).to_be_in_viewport()
    steps.tap(save)
    expect(page.get_by_text("Call with Banyan is in the book.")).to_be_visible()
    assert steps.taken <= 3


def test_it_logs_a_meeting_with_next_step_and_task_in_six_steps(company, sign_in):
    page = sign_in(company.asha)
    steps = Steps(page)
    steps.press("l")
    expect(page.get_by_label("In one line")).to_be_focused()
    steps.type("met Anna at Banyan yesterday 10:00 1h roadmap #good #next send offer Fri")
    expect(page.get_by_label("Next step", exact=True)).to_have_value("send offer")
    steps.tap(page.get_by_label("Notes"))
    steps.type("They build a second hall.")
    steps.tap(page.get_by_role("button", name="Save"))
    expect(page.get_by_text("Meeting with Banyan is in the book.")).to_be_visible()
    assert steps.taken <= 6
    talk = Interaction.objects.get()
    assert (talk.notes, talk.sentiment, talk.tasks.get().title) == ("They build a second hall.", "good", "send offer")


def test_it_understands_what_is_typed_while_the_browser_is_busy(company, sign_in):
    page = sign_in(company.asha)
    page.evaluate(
        "() => { const soon = setTimeout; window.setTimeout = (f, ms) => soon(f, ms && ms < 50 ? 1000 : ms); }"
    )
    page.keyboard.press("l")
    expect(page.get_by_label("In one line")).to_be_focused()
    page.keyboard.type("call Anna price ok")
    expect(page.get_by_label("Subject")).to_have_value("price ok")


def test_it_shows_back_first_when_enter_comes_before_it_understood(company, sign_in):
    page = sign_in(company.asha)
    page.keyboard.press("l")
    expect(page.get_by_label("In one line")).to_be_focused()
    page.keyboard.type("call Cobalt 5m")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Minutes")).to_have_value("5")
    assert not Interaction.objects.exists()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Call with Cobalt is in the book.")).to_be_visible()


def test_it_keeps_what_is_typed_below_while_the_line_changes(company, sign_in):
    page = sign_in(company.asha)
    page.keyboard.press("l")
    page.get_by_label("Notes").fill("By hand")
    page.get_by_label("Minutes").fill("45")
    page.get_by_label("In one line").fill("call Cobalt 5m rates")
    expect(page.get_by_label("Subject")).to_have_value("rates")
    expect(page.get_by_label("Notes")).to_have_value("By hand")
    expect(page.get_by_label("Minutes")).to_have_value("45")


def test_it_takes_the_client_that_is_tapped_among_several(company, sign_in):
    make.client("Tata Foods", company.asha)
    make.client("Tata Steel", company.asha)
    page = sign_in(company.asha, 390)
    page.get_by_role("link", name="Log", exact=True).click()
    page.get_by_label("In one line").fill("call tata 5m")
    page.get_by_role("button", name="Tata Steel").click()
    expect(page.get_by_role("combobox", name="Client")).to_have_value("Tata Steel")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_text("Call with Tata Steel is in the book.")).to_be_visible()
