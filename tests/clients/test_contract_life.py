"""Approval, renewal, amendment, price and end of a contract."""

import datetime as dt
from decimal import Decimal

import icalendar
import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.access import Denied
from accounts.models import Company
from activity.models import Event, Notification
from clients.models import Approval, Contract, ContractNote, Indexation, Signature
from tests import factories as make
from tests.clients import papers

NOW = make.instant("2026-11-24T10:00")
TODAY = dt.date(2026, 11, 24)


@pytest.fixture(autouse=True)
def _now(time_machine, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def acme(cast):
    return make.client("Acme", cast.asha)


@pytest.fixture
def draft(cast, acme):
    Company.current().change(approval_above=Decimal(5000), by=cast.omar, at=NOW)
    return Contract.prepare(acme, number="C-1", value=Decimal(9000), starts_on=TODAY, by=cast.asha, at=NOW)


def sign(contract, by):
    return contract.sign(signed_on=TODAY, starts_on=TODAY, by=by, at=NOW)


def test_it_is_not_signed_before_the_senior_approves(cast, draft):
    with pytest.raises(ValidationError, match="approval of the senior"):
        sign(draft, cast.asha)
    Approval.ask(draft, by=cast.asha, at=NOW).approve(by=cast.vikram, at=NOW)
    assert sign(draft, cast.asha).signed_on == TODAY


def test_an_approval_holds_for_its_value_and_less(cast, draft):
    Approval.ask(draft, by=cast.asha, at=NOW).approve(by=cast.vikram, at=NOW)
    assert not draft.change(value=Decimal(8000), by=cast.asha, at=NOW).lacks_approval
    assert draft.change(value=Decimal(9001), by=cast.asha, at=NOW).lacks_approval


@pytest.mark.parametrize(
    ("value", "currency", "needed"),
    [("5000", "USD", False), ("5000.01", "USD", True), ("1", "INR", True), (None, "", False)],
)
def test_it_is_needed_above_a_value_and_where_that_cannot_be_told(cast, draft, value, currency, needed):
    contract = Contract(client=draft.client, value=value and Decimal(value), currency=currency)
    assert contract.needs_approval is needed


def test_nobody_approves_the_own_request_nor_that_of_another_line(cast, draft):
    approval = Approval.ask(draft, by=cast.asha, at=NOW)
    for stranger in (cast.asha, cast.meera, cast.ravi, cast.nila, cast.omar):
        with pytest.raises(Denied):
            approval.approve(by=stranger, at=NOW)
    approval.refuse("Too cheap", by=cast.esha, at=NOW)
    with pytest.raises(ValidationError, match="decided already"):
        approval.approve(by=cast.vikram, at=NOW)


def test_a_seniors_own_contract_goes_to_the_executive(cast, draft):
    approval = Approval.ask(draft, by=cast.vikram, at=NOW)
    with pytest.raises(Denied):
        approval.approve(by=cast.vikram, at=NOW)
    approval.approve(by=cast.esha, at=NOW)


def test_the_senior_and_then_who_asked_are_told(cast, draft):
    Approval.ask(draft, by=cast.asha, at=NOW).refuse("Too cheap", by=cast.vikram, at=NOW)
    said = {told.user: told.sentence for told in Notification.objects.select_related("user", "event")}
    assert said == {
        cast.vikram: "Asha asks you to approve contract C-1",
        cast.asha: "Vikram refused contract C-1: Too cheap",
    }


def test_it_is_asked_for_once_at_a_time(cast, draft):
    Approval.ask(draft, by=cast.asha, at=NOW)
    with pytest.raises(ValidationError, match="asked already"):
        Approval.ask(draft, by=cast.asha, at=NOW)


def test_the_senior_decides_on_the_contracts_page(client, cast, draft):
    approval = Approval.ask(draft, by=cast.asha, at=NOW)
    client.force_login(cast.vikram)
    assert "Approve" in client.get(draft.get_absolute_url()).text
    client.post(reverse("contracts:approve", args=[approval.pk]))
    assert not Contract.objects.get().lacks_approval


def test_a_renewal_follows_and_the_old_one_is_called_renewed(client, cast, acme):
    old = make.contract(acme, "2025-11-01", "2026-10-31", number="C-1", value=Decimal(100), currency="USD")
    client.force_login(cast.asha)
    form = client.get(reverse("contracts:renew", args=[old.pk])).text
    assert 'value="2026-11-01"' in form
    assert 'value="2027-10-31"' in form
    client.post(
        reverse("contracts:renew", args=[old.pk]),
        {"number": "C-2", "starts_on": "2026-11-01", "ends_on": "2027-10-31", "value": "110"},
    )
    new = Contract.objects.get(number="C-2")
    assert (new.renews, new.signed_on) == (old, None)
    assert "ended" in client.get(old.get_absolute_url()).text
    sign(new, cast.asha)
    assert "renewed" in client.get(old.get_absolute_url()).text


def test_it_is_renewed_once_but_again_after_the_trash(cast, acme):
    old = make.contract(acme, "2026-01-01", "2026-12-31")
    new = old.renew(number="R-2", by=cast.asha, at=NOW)
    with pytest.raises(ValidationError, match="successor already"):
        old.renew(number="R-3", by=cast.asha, at=NOW)
    new.trash(by=cast.asha, at=NOW)
    assert old.renew(number="R-3", by=cast.asha, at=NOW).renews == old
    with pytest.raises(ValidationError, match="successor already"):
        new.restore(by=cast.asha, at=NOW)


def test_what_others_hang_on_does_not_go_into_the_trash(cast, acme):
    old = make.contract(acme, "2026-01-01", "2026-12-31")
    old.amend(number="A-1", by=cast.asha, at=NOW)
    with pytest.raises(ValidationError, match="put that away first"):
        old.trash(by=cast.asha, at=NOW)


def test_an_amendment_belongs_to_a_signed_contract(cast, acme):
    old = make.contract(acme, "2026-01-01", "2026-12-31")
    amendment = old.amend(number="A-1", starts_on=TODAY, by=cast.asha, at=NOW)
    assert amendment.amends == old
    with pytest.raises(ValidationError, match="amended"):
        amendment.amend(number="A-2", by=cast.asha, at=NOW)
    sign(amendment, cast.asha)
    with pytest.raises(ValidationError, match="amendment itself"):
        amendment.amend(number="A-2", by=cast.asha, at=NOW)


def test_it_ends_with_a_reason(client, cast, acme):
    contract = make.contract(acme, "2026-01-01", "2026-12-31")
    client.force_login(cast.asha)
    address = reverse("contracts:terminate", args=[contract.pk])
    assert "This field is required" in client.post(address, {"terminated_on": "2026-11-30"}).text
    client.post(address, {"terminated_on": "2026-11-30", "ended_because": "price", "ended_note": "20 % above"})
    contract.refresh_from_db()
    assert (contract.terminated_on, contract.ended_because) == (make.day("2026-11-30"), "price")
    assert "20 % above" in client.get(contract.get_absolute_url()).text


def test_prices_are_indexed_within_the_contract_and_once_a_day(cast, acme):
    contract = make.contract(acme, "2026-01-01", "2026-12-31")
    step = Indexation.agree(contract, make.day("2026-07-01"), Decimal("3.5"), by=cast.asha, at=NOW)
    for day, sentence in (("2025-12-31", "starts later"), ("2027-01-01", "ended by then"), ("2026-07-01", "already")):
        with pytest.raises(ValidationError, match=sentence):
            Indexation.agree(contract, make.day(day), Decimal(1), by=cast.asha, at=NOW)
    step.drop(by=cast.asha, at=NOW)
    assert Event.objects.about(contract).first().verb == "contract.index_dropped"


def test_a_contract_that_ends_on_29_february_is_indexed_noticed_and_renewed(client, cast, acme):
    days = {"value": Decimal(366), "currency": "USD", "notice_days": 365}
    contract = make.contract(acme, "2027-03-01", "2028-02-29", **days)
    Indexation.agree(contract, make.day("2028-02-29"), Decimal(100), by=cast.asha, at=NOW)
    client.force_login(cast.asha)
    assert contract.notice_by == make.day("2027-03-01")
    assert "US$30.00" in client.get(contract.get_absolute_url()).text  # 28 days at 1, and one at 2
    form = client.get(reverse("contracts:renew", args=[contract.pk])).context["form"]
    assert [form[name].value() for name in ("starts_on", "ends_on", "value")] == [
        make.day("2028-03-01"),
        make.day("2029-02-28"),
        "732",
    ]


def test_the_page_spreads_the_value_over_the_months(client, cast, acme):
    contract = make.contract(acme, "2026-01-01", "2026-12-31", value=Decimal(365), currency="USD")
    Indexation.agree(contract, make.day("2026-12-01"), Decimal(10), by=cast.asha, at=NOW)
    client.force_login(cast.esha)
    page = client.get(contract.get_absolute_url()).text
    assert "US$30.00" in page
    assert "US$34.10" in page


def test_a_signed_copy_is_kept_with_its_hash_and_signers(client, cast, acme):
    contract = make.contract(acme, "2026-12-01", number="C-9", signed_on=None)
    client.force_login(cast.asha)
    days = {"signed_on": "2026-11-20", "starts_on": "2026-12-01"}
    address = reverse("contracts:sign", args=[contract.pk])
    unnamed = client.post(address, days | {"copy": papers.upload(papers.a_pdf(), "c.pdf")})
    assert "Say who signed" in unnamed.text
    client.post(address, days | {"signers": "Devi, Asha", "copy": papers.upload(papers.a_pdf(), "c.pdf")})
    kept = Signature.objects.get()
    assert (kept.signers, kept.signed_on, kept.recorded_by) == ("Devi, Asha", make.day("2026-11-20"), cast.asha)
    answer = client.get(reverse("contracts:signed_copy", args=[kept.pk]))
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert answer["Content-Disposition"].startswith("attachment")
    assert (answer["X-Content-Type-Options"], answer["Content-Security-Policy"][:7]) == ("nosniff", "sandbox")


def test_a_copy_that_is_refused_signs_nothing(client, cast, acme):
    contract = make.contract(acme, "2026-12-01", signed_on=None)
    client.force_login(cast.asha)
    answer = client.post(
        reverse("contracts:sign", args=[contract.pk]),
        {
            "signed_on": "2026-11-20",
            "starts_on": "2026-12-01",
            "signers": "D",
            "copy": papers.upload(papers.a_pdf("x()"), "c.pdf"),
        },
    )
    assert "holds a script" in answer.text
    contract.refresh_from_db()
    assert contract.signed_on is None


def test_notes_of_the_negotiation_stand_on_the_page(client, cast, acme):
    contract = make.contract(acme, "2026-12-01", signed_on=None)
    client.force_login(cast.asha)
    client.post(reverse("contracts:note", args=[contract.pk]), {"text": "They want <b>60</b> days"})
    assert "They want &lt;b&gt;60" in client.get(contract.get_absolute_url()).text
    with pytest.raises(Denied):
        ContractNote.write(contract, "No", by=cast.esha, at=NOW)


def renewals(client, within=90) -> list[str]:
    rows = client.get(reverse("contracts:renewals"), {"within": within}).context["rows"]
    return [row.number for row in rows]


def test_renewals_are_due_by_notice_day(client, cast, acme):
    make.contract(acme, "2026-01-01", "2027-02-22", number="in 90")
    make.contract(acme, "2026-01-01", "2027-02-23", number="in 91")
    make.contract(acme, "2026-01-01", "2027-03-24", number="notice in 30", notice_days=90)
    make.contract(acme, "2026-01-01", "2026-12-01", number="notice passed", notice_days=90)
    make.contract(acme, "2026-01-01", "2026-11-23", number="over")
    make.contract(acme, "2026-01-01", number="open-ended")
    make.contract(acme, "2026-01-01", "2026-12-01", number="draft", signed_on=None)
    make.contract(acme, "2026-01-01", "2026-12-01", number="ended", terminated_on=make.day("2026-11-30"))
    renewed = make.contract(acme, "2026-01-01", "2026-12-01", number="renewed")
    make.contract(acme, "2026-12-02", "2027-12-01", number="next", renews=renewed)
    client.force_login(cast.asha)
    assert renewals(client) == ["notice passed", "notice in 30", "in 90"]
    assert renewals(client, 30) == ["notice passed", "notice in 30"]


def test_renewals_say_what_they_are_worth(client, cast, acme):
    for number, currency, value in ((1, "USD", 100), (2, "USD", 50), (3, "INR", 70), (4, "", None)):
        make.contract(acme, "2026-01-01", "2026-12-20", number=f"C-{number}-x", value=value, currency=currency)
    make.contract(acme, "2026-01-01", "2027-05-01", number="later", value=1, currency="USD")
    client.force_login(cast.asha)
    spans = client.get(reverse("contracts:renewals")).context["spans"]
    assert [(span["days"], span["count"]) for span in spans] == [(30, 4), (60, 4), (90, 4), (180, 5)]
    assert spans[0]["values"] == [(Decimal(70), "INR"), (Decimal(150), "USD")]
    assert spans[3]["values"][1] == (Decimal(151), "USD")


def test_renewals_are_those_of_the_own_clients(client, cast, acme):
    make.contract(acme, "2026-01-01", "2026-12-01", number="C-7")
    seen = {}
    for name in ("asha", "vikram", "esha", "ravi", "nila"):
        client.force_login(getattr(cast, name))
        seen[name] = renewals(client)
    assert seen == {"asha": ["C-7"], "vikram": ["C-7"], "esha": ["C-7"], "ravi": [], "nila": []}


def test_its_dates_can_be_read_by_a_calendar(client, cast, acme):
    contract = make.contract(acme, "2027-03-01", "2028-02-29", number="C-7", notice_days=60)
    client.force_login(cast.asha)
    for address in (reverse("contracts:calendar"), reverse("contracts:date", args=[contract.pk])):
        answer = client.get(address)
        entries = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
        assert answer["Content-Type"].startswith("text/calendar")
        assert [entry.decoded("dtstart") for entry in entries] == [make.day("2027-12-31"), make.day("2028-02-29")]
        assert len({str(entry["uid"]) for entry in entries}) == 2


def test_a_task_of_it_is_due_by_its_notice_day(client, cast, acme):
    contract = make.contract(acme, "2026-01-01", "2026-12-31", number="C-7", notice_days=30)
    client.force_login(cast.asha)
    form = client.get(reverse("tasks:create"), {"contract": contract.pk}).text
    assert "Renew or end contract C-7" in form
    assert 'value="2026-12-01"' in form
