"""Tasks: who may give, do and review them, and how they go."""

import datetime as dt
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.access import Denied
from accounts.models import Company, Cover
from activity.models import Event, Notification
from tests import factories as make
from work.models import Task
from work.tasks import remind_tasks

NOW = make.instant("2026-11-24T10:00")
State = Task.State


def give(by, to, **fields) -> Task:
    return Task.assign([to], by=by, at=NOW, **{"title": "Send the offer"} | fields)[0]


@pytest.fixture
def acme(cast):
    return make.client("Acme", cast.asha)


def test_a_senior_gives_to_the_juniors_below_at_any_depth(cast):
    deep = make.user("Deep", supervisor=make.user("Mira", level="senior", supervisor=cast.vikram))
    task = give(cast.vikram, deep)
    assert (task.state, task.owner, task.given_by) == (State.ASSIGNED, deep, cast.vikram)


def test_a_junior_gives_to_nobody_but_themselves(cast):
    assert give(cast.asha, cast.asha).state == State.ACCEPTED
    for other in (cast.vikram, cast.ravi, cast.nila, cast.leela):
        with pytest.raises(Denied):
            give(cast.asha, other)


@pytest.mark.parametrize("giver", ["vikram", "nila", "leela", "esha", "omar"])
def test_nobody_gives_to_a_person_outside_their_line(cast, giver):
    with pytest.raises(Denied):
        give(getattr(cast, giver), cast.ravi)
    assert not Task.objects.exists()


def test_several_people_have_it_once_each_or_nobody_has(cast, acme):
    other = make.user("Arun", supervisor=cast.vikram)
    assert len(Task.assign([cast.asha, other], by=cast.vikram, at=NOW, title="Call all")) == 2
    with pytest.raises(ValidationError, match="Arun does not work on Acme"):
        Task.assign([cast.asha, other], by=cast.vikram, at=NOW, title="Call", client=acme)
    assert Task.objects.count() == 2


def test_who_is_gone_gets_nothing(cast):
    cast.asha.is_active = False
    cast.asha.save()
    with pytest.raises(ValidationError, match="Asha is not an active manager"):
        give(cast.vikram, cast.asha)


def test_it_is_accepted_begun_handed_in_and_approved(cast):
    task = give(cast.vikram, cast.asha)
    for deed, by, state in [
        ("accept", cast.asha, State.ACCEPTED),
        ("begin", cast.asha, State.IN_WORK),
        ("hand_in", cast.asha, State.HANDED_IN),
        ("approve", cast.vikram, State.APPROVED),
    ]:
        task = getattr(task, deed)(by=by, at=NOW)
        assert task.state == state
    assert (task.reviewed_by, task.ended_at) == (cast.vikram, NOW)
    verbs = Event.objects.about(task).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["task.assigned", "task.accepted", "task.begun", "task.handed_in", "task.approved"]


def test_it_is_returned_with_a_reason_and_handed_in_again(cast):
    task = give(cast.vikram, cast.asha).hand_in(by=cast.asha, at=NOW)
    task = task.give_back("The price is missing", by=cast.vikram, at=NOW)
    assert (task.state, task.reason) == (State.RETURNED, "The price is missing")
    assert task.hand_in(by=cast.asha, at=NOW).state == State.HANDED_IN


def test_nobody_reviews_their_own_work(cast):
    task = give(cast.vikram, cast.asha).hand_in(by=cast.asha, at=NOW)
    for other in (cast.asha, cast.meera, cast.ravi, cast.esha):
        with pytest.raises(Denied):
            task.approve(by=other, at=NOW)


def test_what_one_gave_oneself_is_done_without_a_review(cast):
    task = give(cast.asha, cast.asha).hand_in(by=cast.asha, at=NOW)
    assert (task.state, task.ended_at) == (State.APPROVED, NOW)


def test_it_is_handed_back_and_given_to_another(cast):
    other = make.user("Arun", supervisor=cast.vikram)
    task = give(cast.vikram, cast.asha).decline("I am away", by=cast.asha, at=NOW)
    assert list(Task.objects.handed_back(cast.vikram)) == [task]
    task = task.reassign(other, by=cast.vikram, at=NOW)
    assert (task.owner, task.state, task.reason) == (other, State.ASSIGNED, "")
    assert Event.objects.about(task).latest("pk").data["before"] == cast.asha.pk


def test_only_a_lead_moves_it_and_only_within_the_line(cast):
    task = give(cast.vikram, cast.asha)
    for by, to in ((cast.asha, cast.vikram), (cast.vikram, cast.ravi), (cast.meera, cast.ravi)):
        with pytest.raises(Denied):
            task.reassign(to, by=by, at=NOW)


def test_the_second_of_two_reviewers_is_told_who_was_faster(cast):
    task = give(cast.vikram, cast.asha).hand_in(by=cast.asha, at=NOW)
    task.approve(by=cast.vikram, at=NOW)
    with pytest.raises(ValidationError, match="Vikram was faster: “Send the offer” is approved already"):
        task.give_back("No", by=cast.vikram, at=NOW)


@pytest.mark.django_db(transaction=True)
def test_two_people_approving_and_returning_at_once_leave_one_answer(cast):
    task = give(cast.vikram, cast.asha).hand_in(by=cast.asha, at=NOW)
    outcomes = []

    def review(deed, *words):
        try:
            outcomes.append(getattr(Task.objects.get(pk=task.pk), deed)(*words, by=cast.vikram, at=NOW).state)
        except ValidationError:
            outcomes.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=review, args=args) for args in (("approve",), ("give_back", "No"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) in (["approved", "told"], ["returned", "told"])


def test_it_goes_up_the_line_when_the_senior_is_gone(cast):
    cast.vikram.supervisor = cast.esha
    cast.vikram.save()
    task = give(cast.vikram, cast.asha).hand_in(by=cast.asha, at=NOW)
    cast.vikram.is_active = False
    cast.vikram.save()
    assert list(Task.objects.to_review(cast.esha)) == [task]
    assert task.approve(by=cast.esha, at=NOW).state == State.APPROVED


def test_what_somebody_left_behind_is_found_and_given_on(cast):
    task = give(cast.vikram, cast.asha)
    cast.asha.is_active = False
    cast.asha.save()
    assert list(Task.objects.visible_to(cast.vikram).left_behind()) == [task]
    assert task.reassign(cast.vikram, by=cast.vikram, at=NOW).state == State.ACCEPTED


def test_sight_follows_the_line(cast):
    give(cast.vikram, cast.asha)
    seen = {name: Task.objects.visible_to(getattr(cast, name)).count() for name in vars(cast)}
    assert {name for name, count in seen.items() if count} == {"asha", "vikram", "esha"}


def test_it_takes_the_client_of_where_it_comes_from(cast, acme):
    talk = make.interaction(acme, cast.asha, "2026-11-20T09:00")
    assert give(cast.asha, cast.asha, interaction=talk).client == acme
    other = make.client("Zen", cast.asha)
    with pytest.raises(ValidationError, match="another client's"):
        give(cast.asha, cast.asha, interaction=talk, client=other)


@pytest.mark.parametrize(
    ("due_time", "due"),
    [
        (None, "2026-03-29T22:00"),
        (dt.time(1, 30), "2026-03-29T00:30"),
        (dt.time(2, 30), "2026-03-29T01:30"),  # the clocks jump over it
        (dt.time(3, 30), "2026-03-29T01:30"),
    ],
)
def test_it_is_due_by_the_company_s_clock_also_when_clocks_change(cast, due_time, due):
    Company.objects.create(pk=1, time_zone="Europe/Berlin")
    task = give(cast.asha, cast.asha, due_on=make.day("2026-03-29"), due_time=due_time)
    assert task.due_at == make.instant(due)


def test_it_comes_again_once_when_it_is_done(cast):
    task = give(cast.asha, cast.asha, due_on=make.day("2026-10-31"), every="month", steps=["Count", "Send"])
    task.hand_in(by=cast.asha, at=NOW)
    again = Task.objects.open().get()
    assert (again.due_on, again.follows_id, again.state) == (make.day("2026-11-30"), task.pk, State.ACCEPTED)
    assert [step.text for step in again.steps.all()] == ["Count", "Send"]


def test_called_off_it_does_not_come_again(cast):
    task = give(cast.asha, cast.asha, due_on=make.day("2026-11-30"), every="week")
    task.cancel("Sold", by=cast.asha, at=NOW)
    assert not Task.objects.open().exists()


@pytest.mark.parametrize(
    "fields", [{"due_time": dt.time(9)}, {"every": "week"}, {"remind_minutes": 60}], ids=["time", "again", "remind"]
)
def test_what_needs_a_day_says_so(cast, fields):
    with pytest.raises(ValidationError) as refusal:
        give(cast.asha, cast.asha, **fields)
    assert "due_on" in refusal.value.message_dict


def test_a_step_is_ticked_and_keeps_its_tick_when_the_list_is_rewritten(cast):
    task = give(cast.vikram, cast.asha, steps=["Count", "Send"])
    task.tick(task.steps.first(), True, by=cast.asha, at=NOW)
    task.write_steps(["Weigh", "Count"], by=cast.vikram, at=NOW)
    assert [(step.text, step.done_by) for step in task.steps.all()] == [("Weigh", None), ("Count", cast.asha)]


def test_it_reminds_once_though_two_beats_ask(cast):
    task = give(cast.asha, cast.asha, due_on=make.day("2026-11-25"), remind_minutes=1440)
    assert task.remind_at == make.instant("2026-11-24T09:00")
    assert [task.remind(at=NOW), task.remind(at=NOW)] == [True, False]
    assert Event.objects.filter(verb="task.reminded").count() == 1


def test_another_due_day_reminds_anew(cast):
    task = give(cast.asha, cast.asha, due_on=make.day("2026-11-24"), remind_minutes=0)
    task.remind(at=NOW)
    task = Task.objects.get().change(by=cast.asha, at=NOW, due_on=make.day("2026-12-24"))
    assert (task.reminded_at, task.remind_at) == (None, make.instant("2026-12-24T09:00"))


def told(*people) -> list[list[str]]:
    return [
        [n.event.verb for n in Notification.objects.filter(user=person).order_by("pk").select_related("event")]
        for person in people
    ]


def test_it_tells_who_must_know_and_never_oneself(cast):
    task = give(cast.vikram, cast.asha).hand_in(by=cast.asha, at=NOW)
    task.give_back("No", by=cast.vikram, at=NOW)
    assert told(cast.asha, cast.vikram, cast.esha) == [["task.assigned", "task.returned"], ["task.handed_in"], []]


def test_a_comment_tells_the_others_and_who_is_mentioned_if_they_may_see_it(cast):
    task = give(cast.vikram, cast.asha)
    task.comment("@ravi @Vikram look", by=cast.asha, at=NOW)
    assert told(cast.vikram, cast.ravi) == [["task.commented"], []]
    assert (
        Notification.objects.get(user=cast.vikram).sentence
        == "Asha calls you beside “Send the offer”: @ravi @Vikram look"
    )
    with pytest.raises(Denied):
        task.comment("Hello", by=cast.ravi, at=NOW)


def test_the_worker_reminds_of_what_has_come(cast):
    soon = give(cast.asha, cast.asha, due_on=make.day("2026-11-24"), remind_minutes=60)
    give(cast.asha, cast.asha, due_on=make.day("2026-12-24"), remind_minutes=60)
    for _beat in range(2):
        remind_tasks(now=NOW)
    assert [event.subject_id for event in Event.objects.filter(verb="task.reminded")] == [soon.pk]


def test_who_stands_in_does_the_task_for_that_time(cast, time_machine):
    time_machine.move_to(NOW, tick=False)
    other = make.user("Arun", supervisor=cast.vikram)
    task = give(cast.vikram, cast.asha)
    Cover.objects.create(
        absent=cast.asha, colleague=other, since=NOW.date(), until=make.day("2026-11-30"), set_by=cast.asha
    )
    assert list(Task.objects.visible_to(other)) == [task]
    assert task.accept(by=other, at=NOW).state == State.ACCEPTED
    time_machine.move_to(make.instant("2026-11-30T00:00"), tick=False)
    later = type(other).objects.get(pk=other.pk)
    assert not Task.objects.visible_to(later).exists()
    with pytest.raises(Denied):
        task.begin(by=later, at=NOW)
