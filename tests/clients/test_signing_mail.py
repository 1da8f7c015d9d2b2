"""A link to sign that goes by mail: who gets it, when it is said to have gone, and that nothing here keeps it."""

import re
import socket

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.mail.backends.base import BaseEmailBackend
from django.test import override_settings
from django.urls import reverse

from activity import jobs, mailing
from activity.models import Event, Job
from clients import link_mail
from clients.models import ContractDocument, SigningLink
from clients.models.signing_link import MAIL, hashed
from tests import factories as make
from tests.clients import papers
from tests.clients.test_contract_signing import DRAFT, NOW, sent


@pytest.fixture(autouse=True)
def _now(time_machine, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    time_machine.move_to(NOW, tick=False)
    cache.clear()


@pytest.fixture
def document(cast):
    acme = make.client("Acme", cast.asha)
    make.contact(acme, "Devi", email="devi@acme.example", language="हिन्दी")
    contract = acme.contracts.model.prepare(acme, **DRAFT, title="Care of\nthe machines", by=cast.asha, at=NOW)
    return ContractDocument.prepare(contract, papers.a_template(cast.vikram), by=cast.asha, at=NOW)


@pytest.fixture
def link(cast, document):
    devi = document.contract.client.contacts.get()
    return SigningLink.make_by_mail(document, contact=devi, email=devi.email, by=cast.asha, at=NOW)


def deliver(now=NOW) -> str:
    """Run what waits; the token in the last mail."""
    jobs.run_waiting(now)
    return re.search(r"/sign/([^/\s]+)/", mail.outbox[-1].body)[1] if mail.outbox else ""


def test_it_mails_the_link_that_the_client_signs_with(client, cast, document):
    client.force_login(cast.asha)
    devi = document.contract.client.contacts.get()
    answer = client.post(reverse("contracts:send", args=[document.pk]), {"contact": devi.pk, "by_mail": "on"})
    assert answer.url == document.contract.get_absolute_url()
    assert "about to go out" in client.get(answer.url).text
    token = deliver()
    assert "mailed to devi@acme.example" in client.get(answer.url).text
    client.logout()
    assert "C-1 is signed" in sent(client, token).text


def test_the_mail_says_what_for_from_whom_and_until_when(cast, link):
    deliver()
    written = mail.outbox[0]
    assert (written.to, written.reply_to) == (["devi@acme.example"], [cast.asha.email])
    assert written.subject == "Contract to sign: Care of the machines"
    for said in ("Hello Devi", "Asha of Our company", "C-1", "(UTC)"):
        assert said in written.body
    assert link_mail.language_of(link) == "hi"


def test_nothing_here_keeps_what_was_mailed(link):
    seed, token = link.seed, deliver()
    link.refresh_from_db()
    assert (link.seed, link.mailed_at, link.token_hash) == ("", NOW, hashed(token))
    kept = [*Job.objects.values_list("args", "key", "error"), *Event.objects.values_list("data")]
    assert token not in str(kept)
    assert seed not in str(kept)
    assert Event.objects.get(verb="contract.link_mailed").data["email"] == "devi@acme.example"


def test_without_a_mail_server_the_link_is_shown_and_never_printed(client, cast, document, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    client.force_login(cast.asha)
    fields = {"email": "devi@acme.example", "by_mail": "on"}
    answer = client.post(reverse("contracts:send", args=[document.pk]), fields)
    assert "http://127.0.0.1:8000/sign/" in answer.text
    assert not Job.objects.filter(task=MAIL).exists()


def test_a_link_that_goes_by_mail_is_shown_to_nobody(client, cast, link):
    client.force_login(cast.asha)
    page = client.get(link.document.contract.get_absolute_url()).text
    assert link.token not in page
    assert link.seed not in page


def test_it_tries_again_while_the_server_is_down_and_says_so(client, cast, link):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    smtp = {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": "127.0.0.1"}
    with override_settings(EMAIL_PORT=port, EMAIL_TIMEOUT=5, **smtp):
        deliver()
    client.force_login(cast.asha)
    page = client.get(link.document.contract.get_absolute_url()).text
    assert "did not go out yet" in page
    assert "ConnectionRefusedError" in Job.objects.get(key=link.mail_key).last_line
    assert hashed(deliver(NOW + mailing.PAUSES[0])) == link.token_hash


class Quoting(BaseEmailBackend):
    """A server that refuses a mail and quotes it."""

    def send_messages(self, messages):
        raise OSError(f"554 unwanted: {messages[0].body}")


def test_what_the_server_answers_is_kept_without_the_link(link, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Quoting"
    deliver()
    error = Job.objects.get(key=link.mail_key).error
    assert "/sign/…/" in error
    assert link.token not in error


def test_a_link_that_was_withdrawn_meanwhile_is_not_mailed(cast, link):
    link.withdraw(by=cast.asha, at=NOW)
    assert deliver() == ""
    assert SigningLink.objects.get().seed == ""
