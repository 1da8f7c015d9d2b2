import datetime as dt
import threading

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction

from accounts.access import Denied
from accounts.models import Department
from activity.models import Event, Notification
from tests import factories as make
from work import reminding
from work.models import DepartmentRequest

NOW = make.instant("2026-11-24T10:00")
LATER = make.instant("2026-11-27T10:00")
DUE = make.day("2026-11-25")


@pytest.fixture
def acme(cast):
    return make.client("Acme", cast.asha, sector="Retail", city="Pune", country="India", annual_revenue=5000)


@pytest.fixture
def logistics(cast):
    return make.department("logistics")


@pytest.fixture
def lata(cast, logistics):
    return make.member("Lata")


@pytest.fixture
def mohan(cast, logistics):
    return make.member("Mohan")


def send(acme, by, at=NOW, department="logistics", **fields):
    about = {"subject": "Freight rates", "asked": "What does it cost?", "due_on": DUE}
    return DepartmentRequest.send(acme, make.department(department), by=by, at=at, **about | fields)


def told(user) -> list[str]:
    return [note.sentence for note in Notification.objects.filter(user=user, kind="requests").order_by("pk")]


def refuses(sentence: str):
    return pytest.raises(ValidationError, match=sentence)


def test_it_is_sent_by_who_works_on_the_client(cast, acme, lata):
    assert send(acme, cast.vikram).state == "sent"
    for stranger in (cast.ravi, cast.nila, lata, cast.esha, cast.omar):
        with pytest.raises(Denied):
            send(acme, stranger)


def test_it_shares_exactly_what_is_ticked_as_it_was_then(cast, acme, lata):
    kiran = make.contact(acme, "Kiran", phone="+91 1", attitude="critic")
    make.contact(acme, "Devi")
    frame = make.contract(acme, "2026-01-01", "2026-12-31", number="C-1", value=900)
    sent = send(acme, cast.asha, facts=["name", "place"], contacts=[kiran], contracts=[frame], note="Be quick")
    acme.change(by=cast.asha, at=NOW, name="Acme Steel")
    sent.refresh_from_db()
    assert sent.shared == {
        "facts": {"name": "Acme", "place": "Pune, India"},
        "contacts": [{"name": "Kiran", "title": "", "phone": "+91 1", "email": ""}],
        "contracts": [{"number": "C-1", "starts_on": "2026-01-01", "ends_on": "2026-12-31"}],
        "note": "Be quick",
    }


def test_nobody_rewrites_what_was_shared(cast, acme, lata):
    send(acme, cast.asha)
    for column, value in (("shared", {}), ("asked", "More"), ("sent_at", LATER)):
        with pytest.raises(IntegrityError, match="as it was sent"), transaction.atomic():
            DepartmentRequest.objects.update(**{column: value})


def test_it_shares_nothing_of_another_client(cast, acme, lata):
    other = make.client("Other", cast.asha)
    for stray in (
        {"contacts": [make.contact(other, "Devi")]},
        {"contracts": [make.contract(other, "2026-01-01")]},
        {"case": make.case(other, "2026-11-01T09:00")},
    ):
        with pytest.raises(Denied):
            send(acme, cast.asha, **stray)


def test_it_is_due_at_the_end_of_the_company_s_day_or_at_a_time_of_it(cast, acme, lata, settings):
    settings.COMPANY_TIME_ZONE = "Asia/Kolkata"
    assert send(acme, cast.asha).due_at == make.instant("2026-11-25T18:30")
    assert send(acme, cast.asha, due_time=dt.time(15)).due_at == make.instant("2026-11-25T09:30")
    with refuses("lies in the past"):
        send(acme, cast.asha, due_on=make.day("2026-11-23"))


def test_it_goes_to_a_department_where_somebody_signs_in(cast, acme, lata):
    make.member("Lalit", "legal", is_active=False)
    with refuses("Nobody signs in for Legal"):
        send(acme, cast.asha, department="legal")


def test_members_see_what_is_addressed_to_their_department_from_the_next_request_on(cast, acme, lata):
    sent = send(acme, cast.asha)
    vivek = make.member("Vivek", "legal")
    seeing = [user for user in (lata, vivek, cast.leela, cast.omar) if sent.may_speak(user)]
    assert seeing == [lata]
    vivek.appoint(by=cast.omar, at=NOW, department=sent.department)
    lata.appoint(by=cast.omar, at=NOW, department=Department.objects.get(code="legal"))
    assert (sent.may_speak(vivek), sent.may_speak(lata)) == (True, False)


def test_managers_see_those_of_their_clients_and_executives_all(cast, acme, lata):
    sent = send(acme, cast.asha)
    people = (cast.asha, cast.vikram, cast.esha, cast.ravi, cast.meera, cast.nila)
    assert [user for user in people if sent.may_speak(user)] == [cast.asha, cast.vikram, cast.esha]


def test_it_goes_its_way(cast, acme, lata):
    sent = send(acme, cast.asha).take(by=lata, at=NOW)
    assert (sent.state, sent.keeper) == ("taken", lata)
    answered = sent.answer("10 a pallet", by=lata, at=NOW)
    assert (answered.state, answered.days_late) == ("answered", 0)
    assert answered.accept(by=cast.vikram, at=NOW).state == "accepted"
    verbs = list(Event.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["request.sent", "request.taken", "request.answered", "request.accepted"]


@pytest.mark.parametrize(
    "deed",
    [
        lambda sent, by: sent.take(by=by, at=NOW),
        lambda sent, by: sent.delay(DUE + dt.timedelta(days=2), "Strike", by=by, at=NOW),
        lambda sent, by: sent.answer("Yes", by=by, at=NOW),
        lambda sent, by: sent.hand_to(by, by=by, at=NOW),
    ],
)
def test_only_active_members_of_the_department_do_its_part(cast, acme, lata, deed):
    sent = send(acme, cast.asha)
    gone = make.member("Gone", is_active=False)
    for stranger in (make.member("Vivek", "legal"), gone, cast.leela, cast.asha, cast.esha, cast.omar):
        with pytest.raises(Denied):
            deed(sent, stranger)
    deed(sent, lata)
    assert DepartmentRequest.objects.get().taken_by == lata


@pytest.mark.parametrize("deed", ["accept", "send_back", "withdraw"])
def test_only_those_who_work_on_the_client_do_the_manager_s_part(cast, acme, lata, deed):
    sent = send(acme, cast.asha)
    if deed != "withdraw":
        sent.answer("Yes", by=lata, at=NOW)
    about = {} if deed == "accept" else {"reason": "No"}
    for stranger in (cast.ravi, lata, cast.esha, cast.omar):
        with pytest.raises(Denied):
            getattr(sent, deed)(by=stranger, at=NOW, **about)
    getattr(sent, deed)(by=cast.vikram, at=NOW, **about)


def test_who_comes_second_is_told_who_has_it(cast, acme, lata, mohan):
    sent = send(acme, cast.asha)
    sent.take(by=lata, at=NOW)
    for late in (
        lambda: sent.take(by=mohan, at=NOW),
        lambda: sent.answer("Yes", by=mohan, at=NOW),
        lambda: sent.delay(make.day("2026-12-01"), "Strike", by=mohan, at=NOW),
    ):
        with refuses("Lata has taken this request"):
            late()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_it_at_once_one_gets_it(cast, acme, lata, mohan):
    sent, heard = send(acme, cast.asha), []

    def take(member):
        try:
            heard.append(f"{sent.take(by=member, at=NOW).taken_by} got it")
        except ValidationError as refusal:
            heard.extend(refusal.messages)
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=[member]) for member in (lata, mohan)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    got = DepartmentRequest.objects.get().taken_by
    assert sorted(heard) == sorted([f"{got} got it", f"{got} has taken this request."])


def test_it_is_handed_on_within_the_department(cast, acme, lata, mohan):
    sent = send(acme, cast.asha).take(by=lata, at=NOW)
    assert sent.hand_to(mohan, by=mohan, at=NOW).taken_by == mohan
    with refuses("Vivek is not one of the department"):
        sent.hand_to(make.member("Vivek", "legal"), by=lata, at=NOW)


def test_who_left_the_department_has_it_no_longer(cast, acme, lata, mohan):
    sent = send(acme, cast.asha).take(by=lata, at=NOW)
    assert not DepartmentRequest.objects.new().exists()
    lata.deactivate(cast.omar, NOW)
    assert DepartmentRequest.objects.new().get() == sent
    assert sent.take(by=mohan, at=NOW).taken_by == mohan


def test_a_delay_has_a_later_day_and_a_reason_on_record(cast, acme, lata):
    sent = send(acme, cast.asha)
    for until, reason, sentence in (
        (DUE, "Strike", "due then anyway"),
        (make.day("2026-12-01"), " ", "Say why"),
    ):
        with refuses(sentence):
            sent.delay(until, reason, by=lata, at=NOW)
    with refuses("This day is past"):
        sent.delay(make.day("2026-11-26"), "Strike", by=lata, at=LATER)
    sent.delay(make.day("2026-12-01"), "Strike", by=lata, at=LATER)
    delay = sent.delays.get()
    assert (delay.reason, delay.by, delay.at) == ("Strike", lata, LATER)


@pytest.mark.parametrize(
    ("answered", "late"), [("2026-11-25T23:59", 0), ("2026-11-26T00:00", 1), ("2026-12-05T09:00", 10)]
)
def test_the_delay_is_counted_by_the_day(cast, acme, lata, answered, late):
    sent = send(acme, cast.asha).answer("Yes", by=lata, at=make.instant(answered))
    assert sent.days_late == late
    assert DepartmentRequest.objects.late().exists() == bool(late)


def test_the_days_an_answer_lay_with_the_manager_are_not_the_department_s(cast, acme, lata):
    sent = send(acme, cast.asha).answer("Yes", by=lata, at=NOW)
    back = sent.send_back("Without a price", by=cast.asha, at=LATER)
    assert (back.state, back.due_on, back.answered_at) == ("sent_back", make.day("2026-11-28"), None)
    again = back.answer("10 a pallet", by=lata, at=make.instant("2026-11-30T09:00"))
    assert (again.state, again.days_late) == ("answered", 2)


def test_it_is_sent_back_with_a_reason_and_only_when_answered(cast, acme, lata):
    sent = send(acme, cast.asha)
    with refuses("no answer"):
        sent.send_back("No", by=cast.asha, at=NOW)
    with refuses("Say what is missing"):
        sent.answer("Yes", by=lata, at=NOW).send_back(" ", by=cast.asha, at=NOW)


def test_a_withdrawn_one_waits_for_nobody(cast, acme, lata):
    sent = send(acme, cast.asha).withdraw(by=cast.asha, at=NOW)
    for deed in (
        lambda: sent.take(by=lata, at=NOW),
        lambda: sent.answer("Yes", by=lata, at=NOW),
        lambda: sent.withdraw(by=cast.asha, at=NOW),
        lambda: sent.accept(by=cast.asha, at=NOW),
    ):
        with pytest.raises(ValidationError):
            deed()


def test_an_answer_may_bring_files(cast, acme, lata):
    rates = SimpleUploadedFile("rates.pdf", b"%PDF-1")
    sent = send(acme, cast.asha).answer("See there", files=[rates], by=lata, at=NOW)
    assert sent.attachments.get().name == "rates.pdf"


def test_each_step_is_told_to_the_other_side(cast, acme, lata, mohan):
    sent = send(acme, cast.asha).take(by=lata, at=NOW)
    sent.delay(make.day("2026-12-01"), "Strike", by=lata, at=NOW)
    sent.answer("Yes", by=lata, at=NOW).send_back("No price", by=cast.vikram, at=NOW)
    sent.hand_to(mohan, by=lata, at=NOW)
    assert told(lata) == [
        "Asha asks your department: “Freight rates”, due on 25 Nov 2026",
        "Vikram sent “Freight rates” back: No price",
    ]
    assert told(mohan)[1:] == ["Lata handed you “Freight rates”, due on 25 Nov 2026"]
    assert told(cast.asha) == [
        "Lata has taken “Freight rates”",
        "Lata answers “Freight rates” later, by 1 Dec 2026: Strike",
        "Lata answered “Freight rates”",
    ]


def test_after_a_transfer_the_new_manager_is_told(cast, acme, lata):
    sent = send(acme, cast.asha)
    acme.transfer(cast.ravi, make.day("2026-11-25"), by=cast.esha, at=NOW)
    sent.take(by=lata, at=LATER)
    assert (told(cast.asha), told(cast.ravi)) == ([], ["Lata has taken “Freight rates”"])


def test_no_event_that_members_are_told_of_names_the_client(cast, acme, lata):
    sent = send(acme, cast.asha, facts=["name"])
    sent.comment("@Lata, when?", by=cast.asha, at=NOW)
    told_of = [str(note.event.data) + note.sentence for note in Notification.objects.filter(user=lata)]
    assert len(told_of) == 2
    assert not any("Acme" in held or "ACME" in held for held in told_of)


def test_it_reminds_of_what_is_due_tomorrow_and_of_what_is_overdue_once(cast, acme, lata, mohan):
    send(acme, cast.asha).take(by=lata, at=NOW)
    assert [reminding.of_requests(NOW), reminding.of_requests(NOW)] == [1, 0]
    assert "“Freight rates” is due on 25 Nov 2026" in told(lata)
    assert [reminding.of_requests(LATER), reminding.of_requests(LATER)] == [1, 0]
    for user in (cast.asha, lata, mohan):
        assert told(user).count("“Freight rates” was due on 25 Nov 2026 and has no answer yet") == 1


def test_it_reminds_the_department_of_what_nobody_has_and_nobody_of_what_is_done(cast, acme, lata):
    sent = send(acme, cast.asha)
    reminding.of_requests(NOW)
    assert told(lata)[-1] == "“Freight rates” is due on 25 Nov 2026"
    sent.answer("Yes", by=lata, at=NOW)
    assert reminding.of_requests(LATER) == 0
