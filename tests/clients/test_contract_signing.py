"""From the template to the client's signature, and what must not happen on the way."""

import hashlib
import logging

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.access import Denied
from accounts.models import Company
from activity.models import Event, Notification
from clients.models import Contract, ContractDocument, Signature, SigningLink
from clients.models.signing_link import hashed
from tests import factories as make
from tests.clients import papers

NOW = make.instant("2026-11-24T20:00")  # in India it is the 25th
DRAFT = {"number": "C-1", "value": 1000, "starts_on": make.day("2026-12-01"), "ends_on": make.day("2027-11-30")}


@pytest.fixture(autouse=True)
def _now(time_machine, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    time_machine.move_to(NOW, tick=False)
    cache.clear()


@pytest.fixture
def contract(cast):
    acme = make.client("Acme", cast.asha)
    make.contact(acme, "Devi", email="devi@acme.example")
    return Contract.prepare(acme, **DRAFT, by=cast.asha, at=NOW)


@pytest.fixture
def document(cast, contract):
    return ContractDocument.prepare(contract, papers.a_template(cast.vikram), by=cast.asha, at=NOW)


@pytest.fixture
def link(cast, document):
    return SigningLink.make(document, contact=None, email="devi@acme.example", by=cast.asha, at=NOW)


def sent(client, token, **fields):
    return client.post(reverse("signing:sign", args=[token]), {"name": "Devi Rao", "consent": "on"} | fields)


def test_it_leads_from_the_template_to_the_signature(client, cast, contract, document, link, settings):
    settings.COMPANY_TIME_ZONE = "Asia/Kolkata"
    page = client.get(reverse("signing:sign", args=[link[1]]))
    assert "Between Our company and Acme." in page.text
    assert document.sha256 in page.text
    answer = client.post(
        reverse("signing:sign", args=[link[1]]),
        {"name": "Devi Rao", "consent": "on"},
        headers={"user-agent": "Firefox"},
    )
    assert "C-1 is signed" in answer.text
    contract.refresh_from_db()
    assert contract.signed_on == make.day("2026-11-25")
    proof = Signature.objects.get()
    assert (proof.signers, proof.at, proof.address, proof.user_agent) == ("Devi Rao", NOW, "127.0.0.1", "Firefox")
    with document.pdf.open("rb") as file:
        assert proof.sha256 == document.sha256 == hashlib.sha256(file.read()).hexdigest()


def test_it_tells_the_manager_that_the_client_has_signed(client, cast, link):
    sent(client, link[1])
    told = Notification.objects.get(user=cast.asha)
    assert told.sentence == "Devi Rao signed contract C-1 of Acme"


def test_a_used_an_expired_a_withdrawn_and_a_guessed_link_look_the_same(client, cast, document, link, time_machine):
    _, late = SigningLink.make(document, contact=None, email="a@acme.example", by=cast.asha, at=NOW)
    gone, token = SigningLink.make(document, contact=None, email="b@acme.example", by=cast.asha, at=NOW)
    gone.withdraw(by=cast.asha, at=NOW)
    pages = [client.get(reverse("signing:sign", args=[other])) for other in (token, "guessed")]
    time_machine.move_to(make.instant("2026-12-09T10:00"), tick=False)
    pages.append(client.get(reverse("signing:sign", args=[late])))
    time_machine.move_to(NOW, tick=False)
    sent(client, link[1])
    pages += [client.get(reverse("signing:sign", args=[link[1]])), sent(client, link[1])]
    pages.append(client.get(reverse("signing:document", args=[link[1]])))
    assert {page.status_code for page in pages} == {404}
    assert len({page.text for page in pages}) == 1
    assert Signature.objects.count() == 1


def test_two_windows_sign_once(link, cast):
    seen = [SigningLink.find(link[1], NOW), SigningLink.find(link[1], NOW)]
    signed = [found.sign("Devi Rao", at=NOW, address=None, user_agent="") for found in seen]
    assert [bool(proof) for proof in signed] == [True, False]


def test_it_asks_for_a_name_and_consent(client, link, contract):
    answer = client.post(reverse("signing:sign", args=[link[1]]), {"name": ""})
    assert answer.text.count("This field is required") >= 2
    contract.refresh_from_db()
    assert contract.signed_on is None


def test_a_newer_version_ends_the_links_to_the_older(client, cast, contract, link):
    ContractDocument.take(contract, papers.a_docx("Other words"), by=cast.asha, at=NOW)
    assert sent(client, link[1]).status_code == 404
    assert Contract.objects.get().signed_on is None


def test_a_change_of_the_contract_ends_the_links_to_what_it_said(client, cast, contract, link):
    later = make.instant("2026-11-24T21:00")
    contract.change(value=2000, by=cast.asha, at=later)
    assert sent(client, link[1]).status_code == 404
    client.force_login(cast.asha)
    assert "prepare the document again" in client.get(contract.get_absolute_url()).text


def test_a_value_that_grew_past_the_limit_is_not_signed(client, cast, link):
    Company.current().change(approval_above=500, by=cast.omar, at=NOW)
    assert sent(client, link[1]).status_code == 404
    assert Contract.objects.get().signed_on is None


def test_a_contract_in_the_trash_cannot_be_signed(client, cast, contract, link):
    contract.trash(by=cast.asha, at=NOW)
    assert sent(client, link[1]).status_code == 404


def test_it_gives_up_on_who_guesses(client, link):
    for number in range(31):
        client.get(reverse("signing:sign", args=[f"guess-{number}"]))
    assert client.get(reverse("signing:sign", args=[link[1]])).status_code == 404


def test_it_keeps_the_token_nowhere(client, cast, link, caplog, capfd):
    with caplog.at_level(logging.DEBUG):
        client.get(reverse("signing:sign", args=[link[1]]))
        sent(client, link[1])
        client.get(reverse("signing:sign", args=[link[1]]))
    written = capfd.readouterr()
    assert "/sign/…" in written.out + caplog.text
    assert link[1] not in caplog.text + written.out + written.err
    assert not Event.objects.filter(data__icontains=link[1]).exists()
    assert SigningLink.objects.get().token_hash == hashed(link[1])


def test_it_stays_out_of_caches_and_search_engines(client, link):
    for token in (link[1], "guessed"):
        answer = client.get(reverse("signing:sign", args=[token]))
        assert "noindex" in answer["X-Robots-Tag"]
        assert answer["Cache-Control"] == "no-store"
        assert "script-src 'self'" in answer["Content-Security-Policy"]


def test_it_hands_out_the_very_pdf_that_is_signed(client, link, document):
    answer = client.get(reverse("signing:document", args=[link[1]]))
    assert hashlib.sha256(b"".join(answer.streaming_content)).hexdigest() == document.sha256
    assert answer["Content-Disposition"].startswith("attachment")


def test_it_sends_nothing_to_sign_without_a_first_day(cast, contract, document):
    contract.change(starts_on=None, ends_on=None, by=cast.asha, at=NOW)
    with pytest.raises(ValidationError, match="from which day"):
        SigningLink.make(document, contact=None, email="a@acme.example", by=cast.asha, at=NOW)


def test_links_are_made_by_who_works_on_the_client_alone(cast, document):
    for stranger in (cast.ravi, cast.nila, cast.leela, cast.esha, cast.omar):
        with pytest.raises(Denied):
            SigningLink.make(document, contact=None, email="a@acme.example", by=stranger, at=NOW)


def test_the_link_is_shown_once(client, cast, document, contract):
    client.force_login(cast.asha)
    devi = contract.client.contacts.get()
    answer = client.post(reverse("contracts:send", args=[document.pk]), {"contact": devi.pk})
    assert "http://127.0.0.1:8000/sign/" in answer.text
    assert SigningLink.objects.get().email == "devi@acme.example"
    assert "http://127.0.0.1:8000/sign/" not in client.get(contract.get_absolute_url()).text


def test_documents_and_signatures_cannot_be_changed(cast, link, document):
    link[0].sign("Devi Rao", at=NOW, address=None, user_agent="")
    for change in (
        lambda: Signature.objects.update(signers="Somebody"),
        lambda: Signature.objects.all().delete(),
        lambda: ContractDocument.objects.update(sha256="0" * 64),
    ):
        with pytest.raises(IntegrityError, match="stay as they are"), transaction.atomic():
            change()
