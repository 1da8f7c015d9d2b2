"""Two people edit one contract."""

import re
import threading

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from clients.models import Contract
from tests import factories as make
from tests.conftest import the_cast

FIELDS = ("number", "title", "starts_on", "ends_on", "value", "currency", "notice_days")


@pytest.fixture
def contract(cast):
    acme = make.client("Acme", cast.asha)
    return make.contract(acme, "2026-01-01", "2026-12-31", number="C-1", title="Audit", value=100, currency="USD")


def opened(browser, contract) -> dict[str, str]:
    """What the form holds when it is opened, as a browser sends it back."""
    page = browser.get(reverse("contracts:edit", args=[contract.pk]))
    form = page.context["form"]
    held = {name: form[name].value() for name in FIELDS}
    return {name: "" if value is None else str(value) for name, value in held.items()} | {"seen": form.seen}


def save(browser, contract, fields):
    return browser.post(reverse("contracts:edit", args=[contract.pk]), fields)


@pytest.fixture
def two(cast, contract):
    """Asha and Vikram with the same form open."""
    asha, vikram = Client(), Client()
    asha.force_login(cast.asha)
    vikram.force_login(cast.vikram)
    return asha, opened(asha, contract), vikram, opened(vikram, contract)


def test_changes_of_different_fields_both_stay(two, contract):
    asha, hers, vikram, his = two
    save(asha, contract, hers | {"value": "200"})
    assert save(vikram, contract, his | {"title": "Audit and tax"}).status_code == 302
    contract.refresh_from_db()
    assert (contract.value, contract.title) == (200, "Audit and tax")


def test_the_second_sees_both_versions_and_nothing_is_lost(two, contract):
    asha, hers, vikram, his = two
    save(asha, contract, hers | {"value": "200"})
    page = save(vikram, contract, his | {"value": "300"}).text
    assert "Yours:</span> 300" in page
    assert "Saved meanwhile:</span> 200" in page
    assert "Asha saved at" in page
    contract.refresh_from_db()
    assert contract.value == 200


@pytest.mark.parametrize(("choice", "value"), [("mine", 300), ("theirs", 200)])
def test_the_second_chooses(two, contract, choice, value):
    asha, hers, vikram, his = two
    save(asha, contract, hers | {"value": "200"})
    page = save(vikram, contract, his | {"value": "300"})
    again = his | {"value": "300", "seen": page.context["form"].seen, "asked": "value"}
    assert "Choose" in save(vikram, contract, again).text  # not chosen yet
    save(vikram, contract, again | {"keep_value": choice})
    contract.refresh_from_db()
    assert contract.value == value


def test_a_third_change_meanwhile_is_shown_again(two, contract):
    asha, hers, vikram, his = two
    save(asha, contract, hers | {"value": "200"})
    page = save(vikram, contract, his | {"value": "300"})
    save(asha, contract, opened(asha, contract) | {"value": "250"})
    again = his | {"value": "300", "seen": page.context["form"].seen, "asked": "value", "keep_value": "mine"}
    assert "Saved meanwhile:</span> 250" in save(vikram, contract, again).text


def test_what_was_seen_survives_another_mistake(two, contract):
    asha, hers, vikram, his = two
    save(asha, contract, hers | {"value": "200"})
    page = save(vikram, contract, his | {"value": "300", "number": ""}).text
    assert re.search(r'name="seen" value="([^"]*)"', page)[1] == str(escape(his["seen"]))


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_are_one_after_the_other():
    cast = the_cast()
    contract = make.contract(make.client("Acme", cast.asha), "2026-01-01", number="C-1", value=100, currency="USD")
    browsers = []
    for person in (cast.asha, cast.vikram):
        browser = Client()
        browser.force_login(person)
        browsers.append((browser, opened(browser, contract)))
    answers, start = [], threading.Barrier(2)

    def send(browser, fields, value):
        start.wait(10)
        answers.append(save(browser, contract, fields | {"value": value}).status_code)
        connection.close()

    threads = [threading.Thread(target=send, args=(*pair, str(200 + n))) for n, pair in enumerate(browsers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(answers) == [200, 302]
    assert Contract.objects.get().value in (200, 201)
