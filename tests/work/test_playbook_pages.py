"""The pages of playbooks: writing one, starting it with a preview, how far it is, and calling by a script."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories as make
from tests.work.test_playbooks import QUESTIONS
from work.models import Answer, Playbook, PlaybookRun, Task

NOW = make.instant("2026-11-24T10:00")
REFERENCE = "6f1c5a52-58b9-4ad3-9f0c-6d30dd7a0d5e"


@pytest.fixture(autouse=True)
def _november(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def signed_in(client):
    def as_(person):
        client.force_login(person)
        return client

    return as_


@pytest.fixture
def acme(cast):
    return make.client("Acme", cast.asha)


def rows(*typed: dict, **head):
    data = {"r-TOTAL_FORMS": len(typed), "r-INITIAL_FORMS": 0, "name": "Renewal", "starts": ""} | head
    for number, row in enumerate(typed):
        data |= {f"r-{number}-{name}": value for name, value in row.items()}
    return data


def step(days, title, **more):
    return {"offset_days": days, "title": title, "role": "responsible", "priority": "normal"} | more


# ---- Writing


def test_a_new_company_begins_with_examples_as_drafts(signed_in, cast):
    vikram = signed_in(cast.vikram)
    assert "Begin with six examples" in vikram.get(reverse("playbooks:list")).text
    page = vikram.post(reverse("playbooks:examples"), follow=True).text
    assert "Renewal of a contract" in page
    assert {playbook.state for playbook in Playbook.objects.all()} == {"draft"}
    assert all(playbook.adopt(by=cast.vikram, at=NOW) for playbook in Playbook.objects.all())


def test_the_examples_come_once(signed_in, cast):
    for _ in range(2):
        page = signed_in(cast.vikram).post(reverse("playbooks:examples"), follow=True).text
    assert "There are playbooks already" in page
    assert Playbook.objects.count() == 6


def test_a_senior_writes_a_draft_row_by_row(signed_in, cast):
    draft = make.playbook(cast.vikram, adopted=False)
    blank = step("", "")
    typed = rows(step(3, "Ring", checklist="Hello\nBye"), step(-7, "Look", role="team"), blank, starts="notice")
    signed_in(cast.vikram).post(reverse("playbooks:edit", args=[draft.pk]), typed)
    found = [(row.offset_days, row.title, row.role, row.checklist) for row in draft.steps.all()]
    assert found == [(-7, "Look", "team", []), (3, "Ring", "responsible", ["Hello", "Bye"])]
    draft.refresh_from_db()
    assert draft.starts == "notice"


def test_a_row_that_is_wrong_keeps_what_was_typed_and_saves_nothing(signed_in, cast):
    draft = make.playbook(cast.vikram, (0, "Ring"), adopted=False)
    typed = rows(step(1, "Visit"), step(999, "Too late"))
    page = signed_in(cast.vikram).post(reverse("playbooks:edit", args=[draft.pk]), typed).text
    assert "Too late" in page
    assert "mend the rows marked below" in page
    assert [row.title for row in draft.steps.all()] == ["Ring"]


def test_a_row_can_be_removed_and_more_rows_asked_for(signed_in, cast):
    draft = make.playbook(cast.vikram, (0, "Ring"), adopted=False)
    vikram, path = signed_in(cast.vikram), reverse("playbooks:edit", args=[draft.pk])
    assert "r-4-title" not in vikram.get(path).text
    page = vikram.post(path, rows(*[step(1, "Visit")] * 4, more="1")).text
    assert "r-4-title" in page
    assert "This field is required" not in page
    vikram.post(path, rows(step(1, "Visit"), step(2, "Pay", DELETE="on")))
    assert [row.title for row in draft.steps.all()] == ["Visit"]


def test_questions_stand_in_the_order_given(signed_in, cast):
    draft = make.playbook(cast.vikram, name="Call", purpose="script", adopted=False)
    typed = rows(
        {"text": "Second?", "kind": "words", "ORDER": 2},
        {"text": "First?", "kind": "choice", "choices": "A\nB", "ORDER": 1},
    )
    signed_in(cast.vikram).post(reverse("playbooks:edit", args=[draft.pk]), typed)
    assert [(row.text, row.choices) for row in draft.questions.all()] == [("First?", ["A", "B"]), ("Second?", [])]


def test_what_is_in_force_offers_the_next_version_alone(signed_in, cast):
    playbook = make.playbook(cast.vikram, (0, "Ring"))
    vikram = signed_in(cast.vikram)
    assert vikram.get(reverse("playbooks:edit", args=[playbook.pk])).status_code == 404
    for _ in range(2):
        vikram.post(reverse("playbooks:copy", args=[playbook.pk]))
    assert list(Playbook.objects.values_list("version", "state")) == [(2, "draft"), (1, "adopted")]


def test_a_junior_reads_what_is_in_force_and_no_draft(signed_in, cast):
    playbook = make.playbook(cast.vikram, (-1, "Ring"))
    draft = make.playbook(cast.vikram, (0, "Ring"), name="Draft", adopted=False)
    asha = signed_in(cast.asha)
    page = asha.get(reverse("playbooks:detail", args=[playbook.pk])).text
    assert "1 day before" in page
    assert "next version" not in page
    assert asha.get(reverse("playbooks:detail", args=[draft.pk])).status_code == 404
    assert "Draft" not in asha.get(reverse("playbooks:list")).text


# ---- Starting


def test_the_tasks_are_shown_with_days_and_people_before_one_starts(signed_in, cast, acme):
    playbook = make.playbook(cast.vikram, (0, "Decide", "senior"), (3, "Look", "team"))
    asked = {"playbook": playbook.pk, "anchor": "2026-12-15"}
    page = signed_in(cast.asha).get(reverse("playbooks:start", args=[acme.code]), asked).text
    assert "2 tasks" in page
    assert "Vikram" in page
    assert "in place of “team member”" in page
    assert not Task.objects.exists()


def test_it_starts_and_leads_to_the_run(signed_in, cast, acme):
    playbook = make.playbook(cast.vikram, (0, "Ring"), (3, "Decide", "senior"))
    sent = {"playbook": playbook.pk, "anchor": "2026-12-15", "reference": REFERENCE, "owner": cast.ravi.pk}
    asha = signed_in(cast.asha)
    page = asha.post(reverse("playbooks:start", args=[acme.code]), sent, follow=True).text
    asha.post(reverse("playbooks:start", args=[acme.code]), sent)
    assert "0 of 2 done" in page
    assert set(Task.objects.values_list("owner__name", flat=True)) == {"Asha", "Vikram"}
    assert "0 of 2 done" in asha.get(acme.get_absolute_url()).text


def test_one_who_may_not_see_a_task_reads_its_line_without_a_link(signed_in, cast, acme):
    run = PlaybookRun.start(
        make.playbook(cast.vikram, (3, "Decide", "senior")), acme, make.day("2026-12-15"), key="1", by=cast.asha, at=NOW
    )
    page = signed_in(cast.asha).get(run.get_absolute_url()).text
    assert "Decide" in page
    assert run.tasks.get().get_absolute_url() not in page


def test_a_task_says_which_run_it_comes_from(signed_in, cast, acme):
    run = PlaybookRun.start(
        make.playbook(cast.vikram, (3, "Ring")), acme, make.day("2026-12-15"), key="1", by=cast.asha, at=NOW
    )
    assert run.get_absolute_url() in signed_in(cast.asha).get(run.tasks.get().get_absolute_url()).text


def test_calling_off_asks_for_a_reason_and_says_so(signed_in, cast, acme):
    run = PlaybookRun.start(
        make.playbook(cast.vikram, (3, "Ring")), acme, make.day("2026-12-15"), key="1", by=cast.asha, at=NOW
    )
    path = reverse("playbooks:cancel", args=[run.pk])
    page = signed_in(cast.vikram).post(path, {"reason": "They leave"}, follow=True).text
    assert "They leave" in page
    assert run.tasks.get().state == "cancelled"


# ---- Scripts


@pytest.fixture
def call(cast):
    script = make.playbook(cast.vikram, name="Call script", questions=QUESTIONS)
    shop = make.client("Shop", cast.nila)
    return script, shop, reverse("playbooks:call", args=[shop.code, script.pk])


def said(script, *answers):
    fields = [question.field for question in script.questions.all()]
    return dict(zip(fields, answers, strict=False)) | {"started_at": "2026-11-24T09:30", "reference": REFERENCE}


def test_a_call_by_script_is_logged_with_its_answers(signed_in, cast, call):
    script, shop, path = call
    nila = signed_in(cast.nila)
    assert "How many shops?" in nila.get(path).text
    page = nila.post(path, said(script, "yes", "12", "More", "Ring on Friday"), follow=True).text
    assert "Ring on Friday" in page
    assert "Ring on Friday" in nila.get(shop.get_absolute_url()).text
    assert path in nila.get(shop.get_absolute_url()).text


def test_a_wrong_answer_keeps_the_others(signed_in, cast, call):
    script, shop, path = call
    page = signed_in(cast.nila).post(path, said(script, "yes", "many", "More", "Ring on Friday")).text
    assert "Ring on Friday" in page
    assert not Answer.objects.exists()
    assert not shop.interactions.exists()


def test_the_clients_page_asks_as_much_with_many_runs_and_answers(signed_in, cast, call):
    script, shop, _path = call
    nila, page = signed_in(cast.nila), shop.get_absolute_url()
    playbook = make.playbook(cast.vikram, (3, "Ring"), (4, "Write"))
    answers = {question.pk: "yes" for question in script.questions.all()[:1]}
    counts = []
    for more in (range(1), range(1, 5)):
        for key in more:
            PlaybookRun.start(playbook, shop, make.day("2026-12-15"), key=str(key), by=cast.nila, at=NOW)
            Answer.take(script, shop, answers, by=cast.nila, at=NOW, started_at=NOW)
        with CaptureQueriesContext(connection) as queries:
            nila.get(page)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("route", ["playbooks:detail", "playbooks:run", "playbooks:start"])
def test_a_page_asks_as_much_for_many_steps_as_for_few(signed_in, cast, acme, route):
    asha, counts = signed_in(cast.asha), []
    for count in (1, 8):
        steps = [(number, f"Step {number}", "senior") for number in range(count)]
        playbook = make.playbook(cast.vikram, *steps, name=f"Of {count}")
        run = PlaybookRun.start(playbook, acme, make.day("2026-12-15"), key=str(count), by=cast.asha, at=NOW)
        path = {
            "playbooks:detail": playbook.get_absolute_url(),
            "playbooks:run": run.get_absolute_url(),
            "playbooks:start": reverse("playbooks:start", args=[acme.code]) + f"?playbook={playbook.pk}",
        }[route]
        with CaptureQueriesContext(connection) as queries:
            assert asha.get(path).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
