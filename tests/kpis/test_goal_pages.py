"""The pages of company goals, for those who enter values and those whom they are about."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from kpis.models import Goal, GoalValue
from tests import factories as make
from tests.kpis.test_goals import AT, OCTOBER, enter, set_goal

FORM = {"value": "95", "note": "Survey of October", "shown": ""}
PDF = b"%PDF-1.7 evidence"


@pytest.fixture
def see(client, cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    def get(user, path, data=None):
        client.force_login(user)
        return client.get(path) if data is None else client.post(path, data)

    with time_machine.travel(AT, tick=False):
        yield get


def at(goal, manager, *more) -> str:
    return "/".join(["/goals", str(goal.pk), "2026-10", str(manager.pk), *more, ""])


def with_evidence(goal, manager, by) -> GoalValue:
    return enter(goal, manager, by, evidence=SimpleUploadedFile("survey.pdf", PDF))


def test_an_executive_sets_a_goal_for_whole_months(see, cast):
    about = {"name": "Happy clients", "definition": "Survey", "unit": "rate", "better": "1", "since": "2026-10"}
    response = see(cast.esha, "/goals/new/", about)
    goal = Goal.objects.get()
    assert (response.url, goal.since, goal.manager) == (f"/goals/{goal.pk}/", OCTOBER, None)
    assert "Goal with this" in see(cast.esha, "/goals/new/", about).text


def test_percent_are_typed_and_fractions_kept(see, cast):
    goal = set_goal(cast)
    see(cast.vikram, at(goal, cast.asha, "enter"), FORM)
    assert GoalValue.objects.get().value == Decimal("0.95")
    assert 'value="95"' in see(cast.vikram, at(goal, cast.asha, "enter")).text
    assert "95.0%" in see(cast.asha, f"/goals/{goal.pk}/").text


def test_it_keeps_what_was_typed_when_a_value_is_refused(see, cast):
    response = see(cast.esha, at(set_goal(cast), cast.asha, "enter"), FORM | {"note": " ", "value": "97.5"})
    assert 'value="97.5"' in response.text
    assert not GoalValue.objects.exists()


def test_it_does_not_replace_unseen_what_somebody_else_entered(see, cast):
    goal = set_goal(cast)
    former = enter(goal, cast.asha, cast.vikram, "0.9")
    response = see(cast.esha, at(goal, cast.asha, "enter"), FORM)
    assert "Meanwhile somebody else entered a value" in response.text
    see(cast.esha, at(goal, cast.asha, "enter"), FORM | {"shown": former.pk})
    assert GoalValue.objects.in_force().get().value == Decimal("0.95")


def test_the_former_values_file_stays_when_only_the_note_is_mended(see, cast):
    goal = set_goal(cast)
    former = with_evidence(goal, cast.asha, cast.vikram)
    see(cast.esha, at(goal, cast.asha, "enter"), FORM | {"shown": former.pk})
    assert Path(GoalValue.objects.in_force().get().evidence.path).read_bytes() == PDF


def test_evidence_is_only_ever_downloaded(see, cast):
    value = with_evidence(set_goal(cast), cast.asha, cast.esha)
    response = see(cast.asha, f"/goals/evidence/{value.pk}/")
    assert b"".join(response) == PDF
    assert response["Content-Disposition"] == 'attachment; filename="happy-clients-asha-2026-10.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert [see(user, f"/goals/evidence/{value.pk}/").status_code for user in (cast.ravi, cast.omar)] == [404, 404]


def test_it_says_what_a_corrected_value_was(see, cast):
    goal = set_goal(cast)
    enter(goal, cast.asha, cast.vikram, "0.9", note="Half of the answers")
    enter(goal, cast.asha, cast.esha, "0.95")
    text = see(cast.asha, at(goal, cast.asha)).text
    assert all(words in text for words in ("95.0%", "90.0%", "Half of the answers", "Values replaced", "Vikram"))


def test_the_list_counts_values_entered_for_those_one_sees(see, cast):
    goal = set_goal(cast)
    enter(goal, cast.asha, cast.esha)
    assert "1 of 5" in see(cast.esha, "/goals/").text
    assert "1 of 2" in see(cast.vikram, "/goals/").text
    assert "0 of 1" in see(cast.ravi, "/goals/").text


def test_a_goal_shows_managers_the_own_line_only(see, cast):
    goal = set_goal(cast)
    lines = see(cast.vikram, f"/goals/{goal.pk}/").context["lines"]
    assert [(line.manager.name, line.places[0].open) for line in lines] == [("Asha", True), ("Vikram", False)]
    assert [line.manager.name for line in see(cast.ravi, f"/goals/{goal.pk}/").context["lines"]] == ["Ravi"]
    own = set_goal(cast, "For Ravi", manager=cast.ravi)
    assert see(cast.vikram, f"/goals/{own.pk}/").status_code == 404


@pytest.mark.parametrize("to", ["0001-01", "2026-13", "x", "2199-12"])
def test_a_month_that_is_none_is_the_running_one(see, cast, to):
    response = see(cast.esha, f"/goals/{set_goal(cast).pk}/?to={to}")
    assert response.context["months"] == [dt.date(2026, month, 1) for month in (11, 10, 9)]


def test_a_goals_page_asks_as_much_for_many_managers_as_for_few(see, cast, django_assert_num_queries):
    goal = set_goal(cast)
    see(cast.vikram, f"/goals/{goal.pk}/")
    with django_assert_num_queries(13):  # five of them sign Vikram in
        see(cast.vikram, f"/goals/{goal.pk}/")
    for number in range(20):
        enter(goal, make.user(f"Manager {number}", supervisor=cast.vikram), cast.esha)
    with django_assert_num_queries(13):
        assert len(see(cast.vikram, f"/goals/{goal.pk}/").context["lines"]) == 22
