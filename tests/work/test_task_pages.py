"""The pages of tasks: giving, the list with what is ticked, one task's page and what is said there."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import factories as make
from work.models import Task

PDF = b"%PDF-1.7 a small one"


@pytest.fixture(autouse=True)
def _november(time_machine):
    time_machine.move_to(make.instant("2026-11-24T10:00"), tick=False)


@pytest.fixture
def vikram(client, cast):
    client.force_login(cast.vikram)
    return client


@pytest.fixture
def asha(client, cast):
    client.force_login(cast.asha)
    return client


def fields(**more):
    return {"title": "Send the offer", "priority": "normal", "due_on": "2026-11-27", "every": ""} | more


def test_a_senior_gives_three_tasks_to_two_people_at_once(vikram, cast):
    arun = make.user("Arun", supervisor=cast.vikram)
    lines = {"title": "Call\n\n Write \nVisit", "owners": [cast.asha.pk, arun.pk], "checklist": "One\nTwo"}
    page = vikram.post(reverse("tasks:create"), fields(**lines), follow=True).text
    assert "6 tasks given." in page
    assert Task.objects.get(title="Write", owner=arun).steps.count() == 2


def test_a_junior_is_not_asked_for_whom_and_cannot_say_it(asha, cast):
    assert "Vikram" not in asha.get(reverse("tasks:create")).text
    asha.post(reverse("tasks:create"), fields(owners=[cast.vikram.pk]))
    assert Task.objects.get().owner == cast.asha


def test_a_crafted_request_reaches_nobody_outside_the_line(vikram, cast):
    page = vikram.post(reverse("tasks:create"), fields(owners=[cast.ravi.pk])).text
    assert "Send the offer" in page
    assert not Task.objects.exists()


def test_what_is_refused_keeps_what_was_typed_and_saves_nothing(vikram, cast):
    make.client("Acme", cast.vikram)
    page = vikram.post(reverse("tasks:create"), fields(owners=[cast.asha.pk], client="ACME", details="By lorry")).text
    assert "Asha does not work on Acme; put them on its team first" in page
    assert "By lorry" in page
    assert not Task.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": "\n".join("x" * 21)}, "20 at most go at once"),
        ({"title": "y" * 201}, "is longer than 200 letters"),
        ({"due_on": "", "due_time": "09:00"}, "Say on which day, too."),
    ],
)
def test_what_cannot_be_is_said(asha, wrong, said):
    assert said in asha.post(reverse("tasks:create"), fields(**wrong)).text


def test_it_takes_a_talk_s_next_step(asha, cast):
    talk = make.interaction(make.client("Acme", cast.asha), cast.asha, "2026-11-20T09:00", next_step="Send prices")
    url = reverse("tasks:create") + f"?interaction={talk.pk}"
    assert "Send prices" in asha.get(url).text
    asha.post(url, fields(client="ACME"))
    assert Task.objects.get().interaction == talk


def test_a_stranger_s_talk_is_not_there(asha, cast):
    talk = make.interaction(make.client("Zen", cast.ravi), cast.ravi, "2026-11-20T09:00")
    assert asha.get(reverse("tasks:create") + f"?interaction={talk.pk}").status_code == 404


@pytest.fixture
def some(cast):
    """Mine, Asha's overdue, handed in and approved ones, and a stranger's."""
    return {
        "Mine": make.task(cast.vikram, "Mine"),
        "Late": make.task(cast.asha, "Late", cast.vikram, due_on=make.day("2026-11-20")),
        "Ready": make.task(cast.asha, "Ready", cast.vikram, state="handed_in"),
        "Back": make.task(cast.asha, "Back", cast.vikram, state="declined"),
        "Over": make.task(cast.asha, "Over", cast.vikram, state="approved"),
        "Secret": make.task(cast.ravi, "Secret"),
    }


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"Mine", "Late", "Ready", "Back"}),
        ("?show=mine", {"Mine"}),
        ("?show=overdue", {"Late"}),
        ("?show=review", {"Ready"}),
        ("?show=handed_back", {"Back"}),
        ("?show=ended", {"Over"}),
        ("?show=all&q=ov", {"Over"}),
    ],
)
def test_it_lists_what_is_asked_for(vikram, some, query, shown):
    page = vikram.get(reverse("tasks:list") + query).text
    assert {name for name, task in some.items() if task.get_absolute_url() in page} == shown


def test_the_ticked_ones_change_hands_together(vikram, cast, some):
    arun = make.user("Arun", supervisor=cast.vikram)
    ticked = [some["Late"].pk, some["Back"].pk]
    page = vikram.post(reverse("tasks:selected"), {"deed": "reassign", "to": arun.pk, "task": ticked}, follow=True).text
    assert "2 tasks changed." in page
    assert set(arun.tasks.values_list("title", flat=True)) == {"Late", "Back"}


def test_all_or_none_of_the_ticked_change(vikram, some):
    ticked = [some["Ready"].pk, some["Late"].pk]
    page = vikram.post(reverse("tasks:selected"), {"deed": "approve", "task": ticked}, follow=True).text
    assert "“Late” is accepted; look at it again. Nothing was changed." in page
    some["Ready"].refresh_from_db()
    assert some["Ready"].state == "handed_in"


def test_all_that_match_are_those_of_the_filters(vikram, some):
    vikram.post(reverse("tasks:selected") + "?show=overdue", {"deed": "cancel", "all": "1"})
    assert list(Task.objects.filter(state="cancelled").values_list("title", flat=True)) == ["Late"]


@pytest.mark.parametrize(
    ("post", "said"),
    [({"deed": "approve"}, "Tick at least one task first."), ({"deed": "reassign", "all": "1"}, "Choose who")],
)
def test_a_deed_without_what_it_needs_is_refused(vikram, some, post, said):
    assert said in vikram.post(reverse("tasks:selected"), post, follow=True).text


def test_a_ticked_stranger_s_task_is_not_there(vikram, some):
    vikram.post(reverse("tasks:selected"), {"deed": "cancel", "task": [some["Secret"].pk]})
    some["Secret"].refresh_from_db()
    assert some["Secret"].state == "accepted"


def test_a_page_offers_what_one_may_do(client, cast):
    task = make.task(cast.asha, by=cast.vikram, state="handed_in")
    client.force_login(cast.vikram)
    assert reverse("tasks:approve", args=[task.pk]) in client.get(task.get_absolute_url()).text
    client.force_login(cast.asha)
    assert reverse("tasks:approve", args=[task.pk]) not in client.get(task.get_absolute_url()).text


def test_the_second_reviewer_is_told_on_the_page(vikram, cast):
    task = make.task(cast.asha, by=cast.vikram, state="handed_in")
    assert "Approved." in vikram.post(reverse("tasks:approve", args=[task.pk]), follow=True).text
    assert "Vikram was faster" in vikram.post(reverse("tasks:approve", args=[task.pk]), follow=True).text


def test_it_is_returned_with_a_reason(vikram, cast):
    task = make.task(cast.asha, by=cast.vikram, state="handed_in")
    url = reverse("tasks:give_back", args=[task.pk])
    assert "This field is required" in vikram.post(url, {"reason": ""}).text
    assert "No price" in vikram.post(url, {"reason": "No price"}, follow=True).text


def test_a_word_and_a_file_are_kept_and_the_file_comes_back(asha, cast):
    task = make.task(cast.asha)
    upload = SimpleUploadedFile("offer.pdf", PDF)
    page = asha.post(reverse("tasks:comment", args=[task.pk]), {"text": "See here", "file": upload}, follow=True).text
    assert "See here" in page
    answer = asha.get(reverse("tasks:file", args=[task.attachments.get().pk]))
    assert (b"".join(answer), answer["X-Content-Type-Options"]) == (PDF, "nosniff")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("offer.pdf", b"MZ a program", "This is no PDF file, whatever its name says."),
        ("offer.exe", b"MZ", "Attach a PDF, PNG"),
        ("big.pdf", PDF + b" " * 20 * 1024 * 1024, "The file is larger than 20 MB; attach a smaller one."),
    ],
)
def test_a_file_that_lies_or_is_too_large_is_refused_and_the_words_are_kept(asha, cast, name, content, said):
    task = make.task(cast.asha)
    sent = {"text": "See here", "file": SimpleUploadedFile(name, content)}
    page = asha.post(reverse("tasks:comment", args=[task.pk]), sent).text
    assert said in page
    assert "See here" in page
    assert not task.comments.exists()


def test_a_comment_that_htmx_sent_answers_with_an_empty_form(asha, cast):
    task = make.task(cast.asha)
    url = reverse("tasks:comment", args=[task.pk])
    assert "Write something" in asha.post(url, {"text": ""}, headers={"HX-Request": "true"}).text
    answer = asha.post(url, {"text": "Done?"}, headers={"HX-Request": "true"})
    assert ("saved" in answer["HX-Trigger"], "Done?" in answer.text) == (True, False)


def test_a_step_is_ticked_on_and_off(asha, cast):
    task = make.task(cast.asha)
    step = task.steps.create(text="Count")
    for done in (True, False):
        asha.post(reverse("tasks:tick", args=[task.pk, step.pk]))
        step.refresh_from_db()
        assert (step.done_at is not None) == done
