"""Playbooks: versions that stay, runs that make tasks once, and scripts that keep what was answered."""

from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from accounts.access import Denied
from activity.models import Event, Notification
from clients.models import Interaction
from tests import factories as make
from work.models import Answer, Calendar, Playbook, PlaybookQuestion, PlaybookRun, PlaybookStep, Task

NOW = make.instant("2026-11-24T10:00")  # a Tuesday
ANCHOR = make.day("2026-12-15")


@pytest.fixture
def acme(cast):
    return make.client("Acme", cast.asha)


def start(playbook, client, by, key="1", anchor=ANCHOR):
    return PlaybookRun.start(playbook, client, anchor, key=key, by=by, at=NOW)


# ---- Versions


def test_seniors_and_executives_write_playbooks_and_nobody_else(cast):
    for who in (cast.vikram, cast.esha):
        assert Playbook.draft(name="Renewal", purpose="renewal", by=who, at=NOW).is_draft
    for who in (cast.asha, cast.nila, cast.leela, cast.omar):
        with pytest.raises(Denied):
            Playbook.draft(name="Renewal", purpose="renewal", by=who, at=NOW)


def test_a_version_in_force_is_never_changed_not_even_in_the_database(cast):
    playbook = make.playbook(cast.vikram, (0, "Ring"))
    with pytest.raises(ValidationError, match="never changed"):
        playbook.write(name="Other", by=cast.vikram, at=NOW)
    step = playbook.steps.get()
    for change in (
        lambda: Playbook.objects.filter(pk=playbook.pk).update(name="Other"),
        lambda: PlaybookStep.objects.filter(pk=step.pk).update(title="Write"),
        lambda: PlaybookStep.objects.filter(pk=step.pk).delete(),
        lambda: playbook.steps.create(title="More", offset_days=1),
        lambda: playbook.questions.create(text="Why?"),
    ):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            change()


def test_a_change_is_the_next_version_and_the_runs_keep_theirs(cast, acme):
    first = make.playbook(cast.vikram, (0, "Ring"))
    run = start(first, acme, cast.asha)
    draft = first.copy(by=cast.vikram, at=NOW)
    steps = [PlaybookStep(offset_days=0, title="Visit")]
    second = draft.write(steps=steps, by=cast.vikram, at=NOW).adopt(by=cast.vikram, at=NOW)
    first.refresh_from_db()
    run.refresh_from_db()
    assert (second.version, second.state, first.state) == (2, "adopted", "retired")
    assert (run.playbook, run.tasks.get().title) == (first, "Ring")
    assert start(second, acme, cast.asha, key="2").tasks.get().title == "Visit"


def test_one_draft_at_a_time_follows_a_version(cast):
    playbook = make.playbook(cast.vikram, (0, "Ring"))
    playbook.copy(by=cast.vikram, at=NOW)
    with pytest.raises(ValidationError, match="go on with that draft"):
        playbook.copy(by=cast.meera, at=NOW)


def test_what_says_nothing_is_not_put_into_force(cast):
    for purpose, words in (("renewal", "no steps yet"), ("script", "asks nothing yet")):
        draft = Playbook.draft(name=purpose, purpose=purpose, by=cast.vikram, at=NOW)
        with pytest.raises(ValidationError, match=words):
            draft.adopt(by=cast.vikram, at=NOW)


def test_one_playbook_starts_at_an_event(cast):
    make.playbook(cast.vikram, (0, "Ring"), starts="notice")
    with pytest.raises(ValidationError, match="Another playbook in force starts at that event"):
        make.playbook(cast.vikram, (0, "Ring"), name="Other", starts="notice")


def test_drafts_are_thrown_away_and_the_log_keeps_that(cast):
    make.playbook(cast.vikram, (0, "Ring"), adopted=False).discard(by=cast.meera, at=NOW)
    assert not Playbook.objects.exists()
    assert Event.objects.filter(verb="playbook.discarded", actor=cast.meera).exists()


# ---- Runs


@pytest.mark.parametrize(
    ("days", "due"),
    [
        (-10, "2026-12-04"),  # a Saturday: the Friday before
        (-9, "2026-12-04"),  # a Sunday
        (3, "2026-12-18"),
        (4, "2026-12-21"),  # a Saturday after the anchor day: the Monday after
        (-60, "2026-11-24"),  # long past: today
    ],
)
def test_a_step_is_due_on_a_working_day_that_is_not_past(days, due):
    step = PlaybookStep(offset_days=days)
    assert step.due_on(ANCHOR, make.day("2026-11-24"), Calendar().hours(ZoneInfo("UTC"))) == make.day(due)


def test_starting_gives_each_task_to_whom_has_its_role_for_the_client(cast, acme):
    arun = make.user("Arun", supervisor=cast.vikram)
    make.team_member(acme, arun)
    steps = [(-14, "Look", "team"), (-7, "Decide", "senior"), (0, "Ring")]
    run = start(make.playbook(cast.vikram, *steps), acme, cast.asha)
    assert list(run.tasks.order_by("due_on").values_list("title", "owner__name")) == [
        ("Look", "Arun"),
        ("Decide", "Vikram"),
        ("Ring", "Asha"),
    ]
    assert run.vacant == []


def test_where_nobody_has_the_role_the_responsible_manager_does_it(cast):
    shop = make.client("Shop", cast.nila)
    run = start(make.playbook(cast.vikram, (0, "Decide", "senior"), (1, "Look", "team")), shop, cast.nila)
    assert {task.owner for task in run.tasks.all()} == {cast.nila}
    assert run.vacant == ["senior", "team"]


def test_what_a_senior_starts_for_a_junior_is_reviewed_and_all_else_is_ones_own(cast, acme):
    playbook = make.playbook(cast.vikram, (0, "Ring"), (1, "Decide", "senior"))
    by_senior, by_junior = start(playbook, acme, cast.vikram), start(playbook, acme, cast.asha, key="2")
    given = {(task.title, task.given_by.name, task.state) for task in by_senior.tasks.all()}
    assert given == {("Ring", "Vikram", "assigned"), ("Decide", "Vikram", "accepted")}
    assert all(task.is_own and task.state == "accepted" for task in by_junior.tasks.all())


def test_only_who_works_on_the_client_starts(cast, acme):
    playbook = make.playbook(cast.vikram, (0, "Ring"))
    for who in (cast.ravi, cast.meera, cast.nila, cast.leela, cast.esha, cast.omar):
        with pytest.raises(Denied):
            start(playbook, acme, who)
    assert not PlaybookRun.objects.exists()


def test_a_form_sent_twice_starts_once(cast, acme):
    playbook = make.playbook(cast.vikram, (0, "Ring"), (1, "Write"))
    assert start(playbook, acme, cast.asha) == start(playbook, acme, cast.asha)
    assert Task.objects.count() == 2


def test_a_draft_a_script_and_what_is_out_of_force_are_not_started(cast, acme):
    draft = make.playbook(cast.vikram, (0, "Ring"), adopted=False)
    script = make.playbook(cast.vikram, questions=[{"text": "Well?"}])
    old = make.playbook(cast.vikram, (0, "Ring")).retire(by=cast.vikram, at=NOW)
    for playbook in (draft, script, old):
        with pytest.raises(ValidationError, match="not in force"):
            start(playbook, acme, cast.asha)
    assert not PlaybookRun.objects.exists()


def test_a_client_whom_nobody_has_is_refused_by_hand(cast):
    gone = make.client("Gone", cast.asha)
    make.team_member(gone, cast.asha)
    gone.responsibilities.update(until=make.day("2026-11-01"))
    with pytest.raises(ValidationError, match="Nobody is responsible for Gone today"):
        start(make.playbook(cast.vikram, (0, "Ring")), gone, cast.asha)


def test_a_task_of_no_run_is_not_given_past_the_line(cast, acme):
    playbook, other = make.playbook(cast.vikram, (0, "Ring")), make.playbook(cast.vikram, (0, "Pay"), name="Other")
    run = start(playbook, acme, cast.asha)
    with pytest.raises(Denied):
        Task.give_by_playbook(run, other.steps.get(), cast.vikram, ANCHOR, at=NOW)
    with pytest.raises(ValidationError, match="Ravi does not work on Acme"):
        Task.give_by_playbook(run, playbook.steps.get(), cast.ravi, ANCHOR, at=NOW)


def test_it_tells_each_owner_once_and_not_who_started(cast, acme):
    start(make.playbook(cast.vikram, (0, "Ring"), (1, "Decide", "senior"), (2, "Sign", "senior")), acme, cast.asha)
    told = Notification.objects.get()
    assert (told.user, told.sentence) == (cast.vikram, "“Renewal” began for Acme: it gave you tasks")


def test_progress_counts_what_is_done_of_what_still_counts(cast, acme):
    run = start(make.playbook(cast.vikram, (0, "Ring"), (1, "Write"), (2, "Visit")), acme, cast.asha)
    ring, write, _visit = run.tasks.order_by("due_on")
    ring.hand_in(by=cast.asha, at=NOW)
    write.cancel("", by=cast.asha, at=NOW)
    found = PlaybookRun.objects.with_progress().running().get()
    assert (found.done, found.count) == (1, 2)


def test_what_is_all_done_runs_no_longer(cast, acme):
    run = start(make.playbook(cast.vikram, (0, "Ring")), acme, cast.asha)
    run.tasks.get().hand_in(by=cast.asha, at=NOW)
    assert not PlaybookRun.objects.running().exists()


def test_calling_it_off_calls_off_its_open_tasks_whoever_has_them(cast, acme):
    run = start(make.playbook(cast.vikram, (0, "Ring"), (1, "Write"), (2, "Decide", "senior")), acme, cast.asha)
    run.tasks.get(title="Ring").hand_in(by=cast.asha, at=NOW)
    run.cancel("They stay", by=cast.asha, at=NOW)
    states = dict(run.tasks.values_list("title", "state"))
    assert states == {"Ring": "approved", "Write": "cancelled", "Decide": "cancelled"}
    assert Notification.objects.filter(user=cast.vikram, event__verb="playbookrun.cancelled").count() == 1
    with pytest.raises(ValidationError, match="called off already"):
        run.cancel("", by=cast.asha, at=NOW)


def test_the_team_and_strangers_do_not_call_it_off(cast, acme):
    arun = make.user("Arun", supervisor=cast.vikram)
    make.team_member(acme, arun)
    run = start(make.playbook(cast.vikram, (0, "Ring")), acme, cast.vikram)
    for who in (arun, cast.meera, cast.esha, cast.leela):
        with pytest.raises(Denied):
            run.cancel("", by=who, at=NOW)
    assert run.cancel("", by=cast.vikram, at=NOW).cancelled_by == cast.vikram


# ---- Scripts

QUESTIONS = [
    {"text": "Content?", "kind": "yes_no"},
    {"text": "How many shops?", "kind": "number"},
    {"text": "What next?", "kind": "choice", "choices": ["More", "Less"]},
    {"text": "Anything else?"},
]


@pytest.fixture
def script(cast):
    return make.playbook(cast.vikram, name="Call script", questions=QUESTIONS)


def take(script, client, by, *said, **talk):
    answers = dict(zip([question.pk for question in script.questions.all()], said, strict=False))
    return Answer.take(script, client, answers, by=by, at=NOW, **{"started_at": NOW} | talk)


def test_a_script_logs_the_call_with_its_answers(cast, script):
    shop = make.client("Shop", cast.nila)
    call = take(script, shop, cast.nila, "yes", "12.0", "More", "")
    assert (call.kind, call.subject, call.manager) == ("call", "Call script", cast.nila)
    assert [answer.words for answer in call.answers.all()] == ["yes", "12.0", "More"]


@pytest.mark.parametrize("said", [("maybe",), ("yes", "many"), ("yes", "NaN"), ("yes", "1", "Other")])
def test_an_answer_that_cannot_be_logs_no_call(cast, script, said):
    shop = make.client("Shop", cast.nila)
    with pytest.raises(ValidationError, match=r"is no number|is none of the answers"):
        take(script, shop, cast.nila, *said)
    assert not Interaction.objects.exists()


def test_a_call_sent_twice_is_one(cast, script):
    shop = make.client("Shop", cast.nila)
    once, again = (take(script, shop, cast.nila, "yes", reference="r-1") for _ in range(2))
    assert once == again
    assert Answer.objects.count() == 1


def test_a_stranger_logs_nothing(cast, script):
    shop = make.client("Shop", cast.nila)
    with pytest.raises(Denied):
        take(script, shop, cast.asha, "yes")
    assert not Answer.objects.exists()


def test_a_choice_needs_choices(cast):
    draft = Playbook.draft(name="Call", purpose="script", by=cast.vikram, at=NOW)
    with pytest.raises(ValidationError, match="at least two choices"):
        draft.write(questions=[PlaybookQuestion(text="Which?", kind="choice")], by=cast.vikram, at=NOW)
