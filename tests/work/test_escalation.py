import pytest

from accounts.models import Role
from activity.models import Event, Notification
from tests import factories as make
from work import escalation
from work.models import Case, ClockMark

MONDAY = make.instant("2026-11-23T09:00")


def at(text):
    return make.instant(f"2026-11-{text}")


@pytest.fixture
def acme(cast):
    return make.client("Acme", cast.asha)


def complain(acme, by, **fields):
    """High: marks of the answer at 10:30, 11:00 and 12:00, of the solution on the 24th and 25th."""
    about = {"reference": "K-1", "kind": "complaint", "priority": "high", "subject": "Late", "received_at": MONDAY}
    return Case.receive(acme, by=by, at=MONDAY, **about | fields)


def told(kind="cases"):
    """Who was told what, in order."""
    rows = Notification.objects.filter(kind=kind).order_by("pk").select_related("event", "user")
    return [(row.user.name, row.event.verb.removeprefix("case.")) for row in rows]


def test_it_reminds_then_tells_the_senior_then_an_executive(cast, acme):
    complain(acme, cast.asha)
    steps = []
    for minute in ("23T10:29", "23T10:30", "23T10:59", "23T11:00", "23T12:00"):
        escalation.watch(at(minute))
        steps.append(len(told()))
    assert steps == [0, 1, 1, 2, 3]
    assert told() == [("Asha", "answer_reminded"), ("Vikram", "answer_overdue"), ("Esha", "answer_escalated")]


def test_after_a_weekend_without_a_worker_all_is_told_once_and_in_order(cast, acme):
    complain(acme, cast.asha)
    for _beat in range(3):
        escalation.watch(at("30T09:00"))
    clocks = [
        (name, f"{clock}_{deed}")
        for clock in ("answer", "solution")
        for name, deed in zip(("Asha", "Vikram", "Esha"), ("reminded", "overdue", "escalated"), strict=True)
    ]
    assert told() == clocks
    assert ClockMark.objects.count() == 6


def test_what_was_told_is_not_told_again_for_another_priority(cast, acme):
    case = complain(acme, cast.asha)
    escalation.watch(at("23T11:00"))
    case.change(by=cast.asha, at=at("23T11:10"), priority="low")
    escalation.watch(at("23T18:00"))
    assert [verb for _name, verb in told()] == ["answer_reminded", "answer_overdue"]


def test_it_is_quiet_while_the_client_is_waited_for(cast, acme):
    complain(acme, cast.asha).wait(by=cast.asha, at=at("23T10:00"))
    escalation.watch(at("30T09:00"))
    assert told() == []


def test_a_reopened_case_is_told_of_again(cast, acme):
    solved = complain(acme, cast.asha).solve(by=cast.asha, at=at("23T10:00"), learnt="Ask")
    solved.reopen(by=cast.vikram, at=at("23T10:10"), why="Again")
    escalation.watch(at("24T18:30"))
    assert told() == [("Asha", "reopened"), ("Asha", "solution_reminded")]
    escalation.watch(at("25T18:30"))
    assert told()[2:] == [("Vikram", "solution_overdue")]


def test_it_goes_to_the_executive_above_or_else_to_all(cast, acme):
    other = make.user("Edgar", Role.EXECUTIVE)
    complain(acme, cast.asha)
    escalation.watch(at("23T12:00"))
    assert sorted(told())[1:3] == [("Edgar", "answer_escalated"), ("Esha", "answer_escalated")]
    cast.vikram.supervisor = other
    cast.vikram.save()
    complain(acme, cast.asha, reference="K-2")
    escalation.watch(at("23T12:01"))
    assert told()[-1] == ("Edgar", "answer_escalated")


def test_without_a_senior_it_goes_up_to_whoever_is_above(cast, acme):
    cast.vikram.supervisor = cast.esha
    cast.vikram.is_active = False
    cast.vikram.save()
    complain(acme, cast.asha)
    escalation.watch(at("23T11:00"))
    assert told()[-1] == ("Esha", "answer_overdue")


def test_for_what_nobody_answers_the_executives_know_at_once_and_once(cast, acme):
    complain(acme, cast.asha)
    cast.asha.is_active = False
    cast.asha.save()
    for _beat in range(2):
        escalation.watch(at("23T09:01"))
    assert told() == [("Esha", "left_alone")]


def test_what_came_from_before_is_no_news(cast, acme):
    make.case(acme, "2026-10-05T09:00", subject="Old")
    escalation.watch(at("23T09:00"))
    assert (told(), Case.objects.get().answer_minutes) == ([], 540)
    assert set(ClockMark.objects.values_list("told_at", flat=True)) == {None}


def test_it_tells_who_answers_of_what_is_recorded_moved_and_said(cast, acme):
    make.team_member(acme, cast.ravi)
    case = complain(acme, cast.vikram)
    case.move(cast.ravi, by=cast.asha, at=at("23T10:00"))
    case.comment("Have you called?", by=cast.asha, at=at("23T10:01"))
    assert told() == [("Asha", "recorded"), ("Ravi", "moved"), ("Ravi", "commented")]
    assert [n.sentence for n in Notification.objects.order_by("pk")][1:] == [
        "Asha gave you “Late” of Acme",
        "Asha on “Late”: Have you called?",
    ]


def test_the_log_says_it_too_by_the_program_itself(cast, acme):
    complain(acme, cast.asha)
    escalation.watch(at("23T10:30"))
    event = Event.objects.get(verb="case.answer_reminded")
    assert (event.actor, event.client_id, event.data["to"]) == (None, acme.pk, [cast.asha.pk])


def test_who_stands_in_is_told_as_well(cast, acme):
    tara = make.user("Tara", supervisor=cast.vikram)
    make.cover(cast.asha, tara, "2026-11-20", "2026-11-30")
    complain(acme, cast.asha)
    escalation.watch(at("23T10:30"))
    assert told() == [("Tara", "recorded"), ("Asha", "answer_reminded"), ("Tara", "answer_reminded")]
