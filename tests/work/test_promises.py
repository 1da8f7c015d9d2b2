import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from accounts.access import Denied
from activity.models import Event, Notification
from tests import factories as make
from work.models import Promise, PromiseReminder
from work.tasks import watch_promises

NOW = make.instant("2026-11-24T10:00")
DUE = make.day("2026-11-27")


@pytest.fixture
def acme(cast):
    return make.client("Acme", cast.asha)


def promised(acme, by, at=NOW, **fields):
    return Promise.make(acme, by=by, at=at, **{"text": "Figures by site", "due_on": DUE} | fields)


def at(day: str):
    return make.instant(f"{day}T10:00")


def told(user) -> list[str]:
    return [note.sentence for note in Notification.objects.filter(user=user, kind="promises").order_by("pk")]


def verbs() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("verb", flat=True))


def test_it_is_made_by_who_works_on_the_client_and_dated_today(cast, acme):
    promise = promised(acme, cast.asha)
    assert (promise.manager, promise.made_on, promise.state(DUE)) == (cast.asha, NOW.date(), "open")
    for stranger in (cast.ravi, cast.nila, cast.leela, cast.esha, cast.omar):
        with pytest.raises(Denied):
            promised(acme, stranger)
    assert verbs() == ["promise.made"]


def test_only_a_senior_records_one_of_somebody_else_and_only_of_the_own_line(cast, acme):
    assert promised(acme, cast.vikram, manager=cast.asha).manager == cast.asha
    assert told(cast.asha) == ["Vikram recorded a promise of yours to Acme: “Figures by site”, due on 27 Nov 2026"]
    for by, manager in ((cast.asha, cast.vikram), (cast.vikram, cast.ravi), (cast.vikram, cast.esha)):
        with pytest.raises(Denied):
            promised(acme, by, manager=manager)
    cast.asha.is_active = False
    with pytest.raises(ValidationError, match="Asha is not an active manager"):
        promised(acme, cast.vikram, manager=cast.asha)


def test_it_is_one_though_sent_twice(cast, acme):
    first = promised(acme, cast.asha, reference="R-1")
    assert promised(acme, cast.asha, reference="R-1") == first
    with pytest.raises(Denied):
        promised(acme, cast.vikram, reference="R-1")


def test_it_is_kept_once_in_time_or_late(cast, acme):
    promise = promised(acme, cast.asha).keep(by=cast.vikram, at=at("2026-11-27"))
    assert (promise.kept_on, promise.state(DUE)) == (DUE, "kept")
    assert told(cast.asha) == ["Vikram marked your promise to Acme as kept: “Figures by site”"]
    with pytest.raises(ValidationError, match="marked as kept already"):
        promise.break_off("Too dear", by=cast.asha, at=at("2026-11-28"))
    late = promised(acme, cast.asha).keep(by=cast.asha, at=at("2026-11-28"))
    assert late.state(DUE) == "late"


def test_it_is_given_up_with_a_reason(cast, acme):
    promise = promised(acme, cast.asha)
    with pytest.raises(ValidationError, match="Say why"):
        promise.break_off(" ", by=cast.asha, at=NOW)
    broken = promise.break_off("Too dear", by=cast.asha, at=NOW)
    assert (broken.state(DUE), broken.reason, broken.broken_on) == ("broken", "Too dear", NOW.date())
    with pytest.raises(ValidationError, match="given up already"):
        broken.keep(by=cast.vikram, at=NOW)


def test_it_opens_again_when_marked_by_mistake(cast, acme):
    promise = promised(acme, cast.asha).break_off("Slip", by=cast.asha, at=NOW).reopen(by=cast.asha, at=NOW)
    assert (promise.state(DUE), promise.reason) == ("open", "")
    with pytest.raises(ValidationError, match="open already"):
        promise.reopen(by=cast.asha, at=NOW)
    assert verbs() == ["promise.made", "promise.broken", "promise.reopened"]


def test_a_new_day_needs_the_client_and_the_first_stays_on_record(cast, acme):
    promise = promised(acme, cast.asha)
    later = promise.agree_new_date(make.day("2026-12-01"), "Anna, by phone", by=cast.asha, at=at("2026-11-27"))
    last = later.agree_new_date(make.day("2026-12-08"), "Anna again", by=cast.asha, at=at("2026-12-01"))
    assert (last.first_due_on, last.due_on, last.agreement) == (DUE, make.day("2026-12-08"), "Anna again")
    moved = [e.data["changed"]["due_on"] for e in Event.objects.filter(verb="promise.date_agreed").order_by("pk")]
    assert moved == [["2026-11-27", "2026-12-01"], ["2026-12-01", "2026-12-08"]]


@pytest.mark.parametrize(
    ("day", "note", "today", "said"),
    [
        ("2026-12-01", "Anna", "2026-11-28", "Its day is over"),
        ("2026-11-23", "Anna", "2026-11-24", "This day is over"),
        ("2026-11-27", "Anna", "2026-11-24", "on that day already"),
        ("2026-12-01", " ", "2026-11-24", "Say who of the client agreed"),
    ],
)
def test_no_new_day_undoes_a_late_one_or_comes_by_itself(cast, acme, day, note, today, said):
    with pytest.raises(ValidationError, match=said):
        promised(acme, cast.asha).agree_new_date(make.day(day), note, by=cast.asha, at=at(today))


def test_mending_the_words_moves_no_day_and_no_credit(cast, acme):
    promise = promised(acme, cast.asha)
    assert promise.change(by=cast.asha, at=NOW, text="Figures by town").text == "Figures by town"
    for field, value in (("due_on", make.day("2026-12-01")), ("manager", cast.vikram), ("kept_on", NOW.date())):
        with pytest.raises(Denied):
            promise.change(by=cast.asha, at=NOW, **{field: value})


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"made_on": make.day("2026-11-25")}, "lies ahead"),
        ({"due_on": make.day("2026-11-23")}, "due day lies before"),
    ],
)
def test_it_is_made_in_the_past_and_due_after_it(cast, acme, fields, said):
    with pytest.raises(ValidationError, match=said):
        promised(acme, cast.asha, **fields)


@pytest.mark.parametrize("day", ["2026-11-23", "2026-11-25"])
def test_it_is_kept_neither_before_it_was_made_nor_ahead(cast, acme, day):
    with pytest.raises(ValidationError, match="lies"):
        promised(acme, cast.asha).keep(by=cast.asha, at=NOW, kept_on=make.day(day))


def test_what_it_was_promised_in_is_the_same_client_s_and_only_one(cast, acme):
    bolt = make.client("Bolt", cast.asha)
    talk, foreign = make.interaction(acme, cast.asha, "2026-11-24T09:00"), make.case(bolt, "2026-11-24T09:00")
    assert promised(acme, cast.asha, interaction=talk).source == talk
    with pytest.raises(ValidationError, match="another client"):
        promised(acme, cast.asha, case=foreign)
    with pytest.raises(ValidationError, match="not a contact"):
        promised(acme, cast.asha, contact=make.contact(bolt, "Bo"))
    contract = make.contract(acme, "2026-01-01")
    with pytest.raises(ValidationError, match="one place"):
        promised(acme, cast.asha, interaction=talk, contract=contract)
    with pytest.raises(IntegrityError), transaction.atomic():
        Promise.objects.update(interaction=talk, contract=contract)


@pytest.mark.parametrize(
    "wrong",
    [
        {"due_on": "2019-12-31"},
        {"kept_on": "2019-12-31"},
        {"broken_on": "2019-12-31"},
        {"kept_on": DUE, "broken_on": DUE},
    ],
)
def test_the_database_keeps_its_days_in_order(cast, acme, wrong):
    make.promise(acme, cast.asha, "2026-11-27")
    with pytest.raises(IntegrityError), transaction.atomic():
        Promise.objects.update(**wrong)


def test_it_knows_where_each_stands(cast, acme):
    make.promise(acme, cast.asha, "2026-11-24", text="open")
    make.promise(acme, cast.asha, "2026-11-23", text="overdue")
    make.promise(acme, cast.asha, "2026-11-23", kept="2026-11-23", text="kept")
    make.promise(acme, cast.asha, "2026-11-23", kept="2026-11-24", text="late")
    make.promise(acme, cast.asha, "2026-11-23", broken_on=NOW.date(), text="broken")
    assert {promise.text: promise.state(NOW.date()) for promise in Promise.objects.all()} == {
        word: word for word in ("open", "overdue", "kept", "late", "broken")
    }
    of_day = {word: getattr(Promise.objects.all(), word)(NOW.date()).get().text for word in ("open", "overdue")}
    settled = {word: getattr(Promise.objects.all(), word)().get().text for word in ("kept", "late", "broken")}
    assert all(word == text for word, text in (of_day | settled).items())


def test_its_people_are_reminded_once_and_the_senior_when_it_is_overdue(cast, acme):
    promised(acme, cast.asha)
    for day in ("2026-11-25", "2026-11-26", "2026-11-26", "2026-11-27"):
        watch_promises(now=at(day))
    assert told(cast.asha) == ["Promised to Acme, due on 27 Nov 2026: “Figures by site”"]
    for day in ("2026-11-28", "2026-11-28", "2026-11-29"):
        watch_promises(now=at(day))
    overdue = "Promised to Acme, overdue since 27 Nov 2026: “Figures by site”"
    assert (told(cast.asha)[1:], told(cast.vikram)) == ([overdue], [overdue])


def test_a_new_day_is_reminded_of_anew_and_a_settled_one_not_at_all(cast, acme):
    promise = promised(acme, cast.asha)
    watch_promises(now=at("2026-11-26"))
    promise.agree_new_date(make.day("2026-12-01"), "Anna", by=cast.asha, at=at("2026-11-26"))
    watch_promises(now=at("2026-11-30"))
    assert PromiseReminder.objects.count() == len(told(cast.asha)) == 2
    promise.keep(by=cast.asha, at=at("2026-11-30"))
    watch_promises(now=at("2026-12-05"))
    assert len(told(cast.asha)) == 2


def test_after_a_transfer_who_is_responsible_is_reminded(cast, acme):
    promised(acme, cast.asha)
    acme.transfer(cast.vikram, make.day("2026-11-25"), by=cast.vikram, at=NOW)
    acme.transfer(cast.ravi, make.day("2026-11-26"), by=cast.esha, at=NOW)
    watch_promises(now=at("2026-11-28"))
    assert (told(cast.asha), len(told(cast.ravi)), len(told(cast.meera))) == ([], 1, 1)


@pytest.mark.django_db(transaction=True)
def test_the_second_of_two_who_mark_it_at_once_is_told(cast):
    promise = promised(make.client("Acme", cast.asha), cast.asha)
    both, said = threading.Barrier(2), []

    def mark(deed) -> None:
        try:
            both.wait()
            deed()
            said.append("done")
        except ValidationError as refusal:
            said.append(refusal.messages[0])
        finally:
            connection.close()

    deeds = [
        lambda: Promise.objects.get(pk=promise.pk).keep(by=cast.asha, at=NOW),
        lambda: Promise.objects.get(pk=promise.pk).break_off("Too dear", by=cast.vikram, at=NOW),
    ]
    threads = [threading.Thread(target=mark, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([line for line in said if line == "done"]) == 1
    assert any("already" in line for line in said)


@pytest.mark.django_db(transaction=True)
def test_two_who_watch_at_once_tell_once(cast):
    promised(make.client("Acme", cast.asha), cast.asha)
    both = threading.Barrier(2)

    def watch() -> None:
        both.wait()
        watch_promises(now=at("2026-11-28"))
        connection.close()

    threads = [threading.Thread(target=watch) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(told(cast.asha)), len(told(cast.vikram))) == (1, 1)
