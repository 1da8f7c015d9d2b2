"""The pages of company goals, for those who enter values and those whom they are about."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from kpis.models import Goal, GoalValue
from kpis.refresh import refresh_month
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
    assert "95%" in see(cast.asha, f"/goals/{goal.pk}/").text


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
    assert all(words in text for words in ("95%", "90%", "Half of the answers", "Values replaced", "Vikram"))


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
    with django_assert_num_queries(14):  # five of them sign Vikram in
        see(cast.vikram, f"/goals/{goal.pk}/")
    for number in range(20):
        enter(goal, make.user(f"Manager {number}", supervisor=cast.vikram), cast.esha)
    with django_assert_num_queries(14):
        assert len(see(cast.vikram, f"/goals/{goal.pk}/").context["lines"]) == 22


@pytest.fixture
def computed(see, october):
    """October's figures with three goals: Asha's percentage, money of both hers and Vikram's, a number nobody has."""
    goals = [set_goal(october, name, unit) for name, unit in (("Happy", "rate"), ("Saved", "money"), ("Held", "count"))]
    enter(goals[0], october.asha, october.vikram, "0.9", note="Half of the answers")
    with_evidence(goals[0], october.asha, october.vikram)
    for manager, saved in ((october.asha, "1000.50"), (october.vikram, "2000")):
        enter(goals[1], manager, october.esha, saved)
    refresh_month(OCTOBER, now=AT)
    return goals


def test_a_dashboard_shows_the_goals_of_its_row(see, october, computed):
    happy, saved, held = computed
    row = see(october.asha, f"/kpis/2026-10/{october.asha.pk}/").context["overview"].headline
    assert [row[goal.key].value for goal in computed] == [Decimal("0.95"), Decimal("1000.50"), None]
    response = see(october.vikram, "/kpis/2026-10/")
    team = response.context["overview"].headline
    assert [(team[goal.key].value, team[goal.key].reason) for goal in (saved, happy, held)] == [
        (Decimal("3000.50"), ""), (None, "no_sum_of_rates"), (None, "no_value_entered"),
    ]  # fmt: skip
    assert "no value entered" in response.text
    company = see(october.esha, "/kpis/2026-10/").context["overview"].headline
    assert (company[saved.key].value, company[happy.key].reason) == (Decimal("3000.50"), "no_sum_of_rates")


def test_the_proof_of_a_goal_lists_its_value_and_those_replaced(see, october, computed):
    response = see(october.asha, f"/kpis/2026-10/{october.asha.pk}/{computed[0].key}/")
    assert [line.values["value"] for line in response.context["main"].lines] == ["95%"]
    (replaced,) = response.context["others"]
    assert (str(replaced.label), replaced.lines[0].values["note"]) == (
        "Replaced by a later value", "Half of the answers",
    )  # fmt: skip
    assert "95.00%" in response.text
    assert f"/goals/evidence/{response.context['main'].lines[0].id}/" in response.text
    assert "1 of 1" not in response.text


def test_a_goals_proof_is_there_for_the_company_and_as_a_file(see, october, computed):
    saved = computed[1]
    company = see(october.esha, f"/kpis/2026-10/company/{saved.key}/")
    assert [line.row for line in company.context["main"].lines] == ["Asha", "Vikram"]
    assert "Survey of October" in see(october.esha, f"/kpis/2026-10/company/{saved.key}/proof.csv").text
    for key in ("goal-999999", "goal-x", f"goal-{'9' * 40}"):
        assert see(october.esha, f"/kpis/2026-10/company/{key}/").status_code == 404


def test_the_command_explains_a_goal(see, october, computed, capsys):
    call_command("kpis", month="2026-10", manager=october.asha.email, explain=computed[0].key)
    told = capsys.readouterr().out
    assert "Asha: 95.0000" in told
    assert "Half of the answers" in told
