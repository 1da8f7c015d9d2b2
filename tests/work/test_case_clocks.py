import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from accounts.access import Denied
from tests import factories as make
from tests.clients.importing import bring
from work.models import Calendar, Case, ServiceTarget
from work.worktime import read_hours

MONDAY = make.instant("2026-11-23T09:00")
HOUR = dt.timedelta(hours=1)
WEEK = [read_hours("9-18")] * 5 + [()] * 2


def at(text):
    return make.instant(f"2026-11-{text}")


@pytest.fixture
def acme(cast):
    return make.client("Acme", cast.asha)


@pytest.fixture
def complaint(cast, acme):
    """High: 2 working hours to the answer, 18 to the solution."""
    return receive(cast, acme)


def receive(cast, acme, received=MONDAY, **fields):
    about = {"reference": "K-1", "kind": "complaint", "priority": "high", "received_at": received}
    return Case.receive(acme, by=cast.asha, at=received, **about | fields)


def test_it_is_due_by_the_targets_of_its_kind_and_priority(complaint):
    assert (complaint.answer_due_at, complaint.solution_due_at) == (at("23T11:00"), at("24T18:00"))
    assert (complaint.due_at, complaint.next_mark_at) == (at("23T11:00"), at("23T10:30"))


def test_an_answer_stops_its_clock_and_the_solution_both(cast, complaint):
    answered = complaint.answer(by=cast.asha, at=at("23T10:00"))
    assert (answered.due_at, answered.next_mark_at) == (at("24T18:00"), at("24T13:30"))
    solved = answered.solve(by=cast.asha, at=at("24T10:00"), learnt="Ask first")
    assert (solved.due_at, solved.next_mark_at, solved.learnt) == (None, None, "Ask first")


def test_it_stands_while_the_client_is_waited_for(cast, complaint):
    waiting = complaint.wait(by=cast.asha, at=at("23T12:00"))
    assert (waiting.state, waiting.first_answer_at, waiting.due_at) == ("waiting", at("23T12:00"), None)
    assert list(Case.objects.waiting()) == [waiting]
    back = waiting.resume(by=cast.asha, at=at("25T15:00"), until=at("25T12:00"))
    assert (back.state, back.due_at) == ("answered", at("26T18:00"))


def test_it_waits_once_at_a_time_and_neither_ahead_nor_before_it_came(cast, complaint):
    for since in ("23T08:00", "23T13:00"):
        with pytest.raises(ValidationError, match="This lies"):
            complaint.wait(by=cast.asha, at=at("23T12:00"), since=at(since))
    waiting = complaint.wait(by=cast.asha, at=at("23T12:00"))
    with pytest.raises(ValidationError, match="waits for the client already"):
        waiting.wait(by=cast.asha, at=at("23T13:00"))
    waiting.resume(by=cast.asha, at=at("23T14:00"))
    with pytest.raises(ValidationError, match="at that time already"):
        waiting.wait(by=cast.asha, at=at("23T15:00"), since=at("23T13:00"))


def test_a_solution_ends_the_waiting(cast, complaint):
    solved = complaint.wait(by=cast.asha, at=at("23T12:00")).solve(by=cast.asha, at=at("24T12:00"), learnt="Ask")
    assert (solved.waiting_since, solved.pauses.get().until) == (None, at("24T12:00"))


def test_it_does_not_end_without_what_was_learnt(cast, complaint):
    with pytest.raises(ValidationError, match="what was learnt"):
        complaint.solve(by=cast.asha, at=at("24T12:00"), learnt=" ")
    with pytest.raises(ValidationError, match="what was learnt"):
        complaint.change(by=cast.asha, at=at("24T12:00"), solved_at=at("24T12:00"))
    assert Case.objects.get().state == "open"


def test_the_client_confirms_what_is_solved_and_who_it_was(cast, complaint):
    with pytest.raises(ValidationError, match="Only a case that is solved"):
        complaint.confirm(by=cast.asha, at=at("24T12:00"), who="Anna")
    solved = complaint.solve(by=cast.asha, at=at("24T12:00"), learnt="Ask")
    confirmed = solved.confirm(by=cast.asha, at=at("25T12:00"), who="Anna")
    assert (confirmed.state, confirmed.confirmed_by) == ("confirmed", "Anna")
    with pytest.raises(ValidationError, match="reopen the case instead"):
        confirmed.change(by=cast.asha, at=at("25T12:00"), solved_at=None)


def test_a_reopened_case_has_the_whole_time_to_its_solution_again(cast, complaint):
    solved = complaint.solve(by=cast.asha, at=at("24T12:00"), learnt="Ask")
    again = solved.reopen(by=cast.asha, at=at("26T12:00"), why="It broke again")
    assert (again.state, again.reopened, again.due_at) == ("answered", 1, at("30T12:00"))
    assert again.comments.get().text == "It broke again"
    with pytest.raises(ValidationError, match="Only a case that was solved"):
        again.reopen(by=cast.asha, at=at("26T12:00"), why="Again")


def test_strangers_do_none_of_it(cast, complaint):
    for deed in (
        lambda by: complaint.wait(by=by, at=at("23T12:00")),
        lambda by: complaint.solve(by=by, at=at("23T12:00"), learnt="Ask"),
        lambda by: complaint.move(cast.asha, by=by, at=at("23T12:00")),
        lambda by: complaint.comment("Hello", by=by, at=at("23T12:00")),
    ):
        for stranger in (cast.ravi, cast.nila, cast.leela, cast.omar):
            with pytest.raises(Denied):
                deed(stranger)


def test_it_goes_to_who_works_on_the_client_and_is_in_reach(cast, acme, complaint):
    tara = make.user("Tara", supervisor=cast.vikram)
    assert complaint.move(cast.asha, by=cast.vikram, at=at("23T12:00")).manager == cast.asha
    with pytest.raises(Denied):
        complaint.move(cast.ravi, by=cast.vikram, at=at("23T12:00"))
    with pytest.raises(ValidationError, match="Tara does not work on this client"):
        complaint.move(tara, by=cast.vikram, at=at("23T12:00"))
    make.team_member(acme, tara)
    assert complaint.move(tara, by=cast.asha, at=at("23T12:00")).manager == tara
    assert complaint.move(None, by=cast.asha, at=at("23T12:00")).manager is None


def test_another_priority_promises_anew_from_the_receipt(cast, complaint):
    urgent = complaint.change(by=cast.asha, at=at("23T09:30"), priority="urgent")
    assert (urgent.answer_due_at, urgent.solution_due_at) == (at("23T10:00"), at("23T18:00"))


def test_it_keeps_the_calendar_of_its_receipt(cast, acme, complaint):
    Calendar.set(WEEK, {dt.date(2026, 11, 24): ("A feast", ())}, by=cast.omar, at=at("23T09:10"))
    changed = complaint.change(by=cast.asha, at=at("23T09:30"), subject="Late")
    assert (changed.calendar, changed.solution_due_at) == (None, at("24T18:00"))


def test_a_new_calendar_counts_for_what_comes_after_it(cast, acme):
    feast = {dt.date(2026, 11, 24): ("A feast", ()), dt.date(2026, 11, 25): ("Its eve", read_hours("9-13"))}
    version = Calendar.set(WEEK, feast, by=cast.omar, at=at("22T09:10"))
    case = receive(cast, acme)
    assert (case.calendar, case.solution_due_at) == (version, at("26T14:00"))


def test_new_targets_count_for_what_comes_after_them(cast, acme, complaint):
    ServiceTarget.set({("complaint", "high"): (60, 120)}, by=cast.esha, at=at("23T09:10"))
    assert complaint.change(by=cast.asha, at=at("23T09:30"), subject="Late").due_at == at("23T11:00")
    assert receive(cast, acme, reference="K-2").due_at == at("23T11:00")
    later = receive(cast, acme, at("24T09:00"), reference="K-3")
    assert (later.due_at, later.solution_due_at) == (at("24T10:00"), at("24T11:00"))


def test_administrators_set_the_calendar_and_executives_the_targets(cast):
    for other in (cast.asha, cast.vikram, cast.esha, cast.leela):
        with pytest.raises(Denied):
            Calendar.set(WEEK, {}, by=other, at=MONDAY)
    for other in (cast.asha, cast.vikram, cast.omar, cast.leela):
        with pytest.raises(Denied):
            ServiceTarget.set({("need", "low"): (60, 60)}, by=other, at=MONDAY)


def test_it_refuses_a_calendar_that_somebody_changed_meanwhile_or_without_work(cast):
    Calendar.set(WEEK[:4] + [()] * 3, {}, by=cast.omar, at=MONDAY)
    with pytest.raises(ValidationError, match="changed the calendar meanwhile"):
        Calendar.set(WEEK, {}, by=cast.omar, at=at("24T09:00"))
    with pytest.raises(ValidationError, match="without working hours"):
        Calendar.set([()] * 7, {}, by=cast.omar, at=at("24T09:00"), instead_of=Calendar.objects.get().pk)


def test_no_version_changes(cast):
    Calendar.set(WEEK[:4] + [()] * 3, {}, by=cast.omar, at=MONDAY)
    for deed in (lambda: Calendar.objects.update(week=[]), lambda: Calendar.objects.all().delete()):
        with pytest.raises(DatabaseError, match="cases keep"), transaction.atomic():
            deed()


def test_an_import_sets_the_clocks_and_may_solve_without_a_lesson(cast, acme):
    head = "reference,client_code,kind,received_at,solved_at\n"
    assert bring("cases", head + "K-1,ACME,complaint,2026-11-23 09:00,\n").created == 1
    assert Case.objects.get().due_at == at("23T13:00")
    assert bring("cases", head + "K-1,ACME,complaint,2026-11-23 09:00,2026-11-23 10:00\n").updated == 1
    assert (Case.objects.get().state, Case.objects.get().due_at) == ("solved", None)


def test_an_import_ends_the_waiting_and_undoes_no_reopening(cast, acme, complaint):
    head = "reference,client_code,kind,priority,received_at,first_answer_at,solved_at\n"
    row = "K-1,ACME,complaint,high,2026-11-23 09:00,2026-11-23 10:00,"
    complaint.wait(by=cast.asha, at=at("23T10:00"))
    assert bring("cases", head + row + "2026-11-23 12:00\n").updated == 1
    case = Case.objects.get()
    assert (case.state, case.waiting_since, case.pauses.get().until) == ("solved", None, at("23T12:00"))
    case.reopen(by=cast.asha, at=at("24T10:00"), why="Again")
    refusal = bring("cases", head + row + "2026-11-23 12:00\n").errors[0]
    assert (refusal.field, refusal.reason) == ("solved_at", "It was confirmed or reopened after that.")


@pytest.mark.django_db(transaction=True)
def test_two_people_solve_at_once_and_one_does(cast, complaint):
    def solve(by):
        try:
            complaint.solve(by=by, at=at("23T12:00"), learnt="Ask")
            return "solved"
        except ValidationError as refusal:
            return refusal.messages[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(solve, [cast.asha, cast.vikram]))
    assert said == ["This case is solved already.", "solved"]
