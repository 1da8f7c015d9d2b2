"""A contract from its template to the signature by the client's link, and two people at one contract."""

import pytest
from playwright.sync_api import expect

from clients.models import Contract, Signature
from tests import factories as make
from tests.browser.test_accessibility import grave
from tests.clients.papers import a_docx
from tests.conftest import the_cast

WORDS = ("Between {{ company.name }} and {{ client.name }}, signed for the client by {{ contact.name }}.",)


@pytest.fixture
def company(transactional_db, settings, tmp_path, live_server):
    settings.MEDIA_ROOT, settings.BASE_URL = tmp_path, live_server.url
    cast = the_cast()
    banyan = make.client("Banyan", cast.asha)
    make.contact(banyan, "Devi Rao", email="devi@banyan.example")
    make.contract(banyan, "2026-12-01", "2027-11-30", number="C-1", signed_on=None, value=1000, currency="USD")
    return cast


def template(page, tmp_path):
    file = tmp_path / "service.docx"
    file.write_bytes(a_docx(*WORDS, heading="Service contract"))
    page.goto("/contracts/templates/")
    page.get_by_role("link", name="New template").click()
    page.get_by_label("Name").fill("Service")
    page.get_by_label("DOCX with fields").set_input_files(file)
    page.get_by_role("button", name="Check and keep").click()
    expect(page.get_by_text("The template can be used.")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_it_leads_from_the_template_to_the_clients_signature(company, sign_in, chromium, tmp_path, live_server, width):
    template(sign_in(company.vikram, width), tmp_path)
    asha = sign_in(company.asha, width)
    contract = Contract.objects.get()
    asha.goto(contract.get_absolute_url())
    asha.get_by_role("link", name="Prepare the document").click()
    dialog = asha.get_by_role("dialog")
    dialog.get_by_label("Template").select_option("Service")
    dialog.get_by_label("Who signs for the client").select_option("Devi Rao")
    dialog.get_by_role("button", name="Prepare").click()
    expect(asha.get_by_text("Version 1", exact=True)).to_be_visible()
    assert grave(asha) == []
    assert asha.evaluate("document.documentElement.scrollWidth") <= width

    asha.get_by_role("link", name="Link to sign").click()
    dialog.get_by_label("Who signs for the client").select_option("Devi Rao")
    dialog.get_by_label("Send the link by e-mail").uncheck()
    asha.get_by_role("button", name="Make the link").click()
    address = asha.get_by_label("Link", exact=True).input_value()

    devi = chromium.new_context(viewport={"width": width, "height": 900}, base_url=live_server.url).new_page()
    devi.goto(address)
    expect(devi.get_by_text("Between Our company and Banyan, signed for the client by Devi Rao.")).to_be_visible()
    assert grave(devi) == []
    assert devi.evaluate("document.documentElement.scrollWidth") <= width
    devi.get_by_label("Your full name").fill("Devi Rao")
    devi.get_by_label("I have read this contract").check()
    devi.get_by_role("button", name="Sign the contract").click()
    expect(devi.get_by_role("heading", name="Contract C-1 is signed")).to_be_visible()
    devi.goto(address)
    expect(devi.get_by_role("heading", name="There is nothing to sign at this address")).to_be_visible()
    devi.context.close()

    asha.goto(contract.get_absolute_url())
    expect(asha.get_by_text("signed version 1 by link")).to_be_visible()
    assert Signature.objects.get().signers == "Devi Rao"


def test_the_second_of_two_people_sees_both_versions(company, sign_in):
    contract = Contract.objects.get()
    asha, vikram = sign_in(company.asha), sign_in(company.vikram)
    for page in (asha, vikram):
        page.goto(contract.get_absolute_url())
        page.keyboard.press("e")
        expect(page.get_by_role("dialog").get_by_label("Value")).to_have_value("1000")
    for page, value in ((asha, "1200"), (vikram, "900")):
        page.get_by_role("dialog").get_by_label("Value").fill(value)
        page.get_by_role("dialog").get_by_role("button", name="Save").click()
    dialog = vikram.get_by_role("dialog")
    expect(dialog.get_by_text("Asha saved at")).to_be_visible()
    dialog.get_by_label("Saved meanwhile: 1200").check()
    dialog.get_by_role("button", name="Save").click()
    expect(vikram.get_by_text("US$1,200.00").first).to_be_visible()
