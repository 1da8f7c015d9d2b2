"""Pay plans on the screen: what is typed becomes targets, what is wrong is said at its field, nothing is half-saved."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from kpis.models import PayPlan, Target
from tests import factories as make
from tests.kpis.pay.world import AT, draft, plan, terms

NOW = make.instant("2026-11-15T09:00")
RETENTION = {"measure": "retention_rate", "value": "95", "weight": "40", "threshold": "70", "cap": "150"}
CALLS = {"measure": "calls", "value": "20", "weight": "10", "threshold": "70", "cap": "150"}


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def esha(client, cast):
    client.force_login(cast.esha)
    return client


def typed(*rows: dict, **more) -> dict:
    """A plan for all key account managers from December on, with those rows."""
    data = {"name": "Key people", "whom": "key_manager ", "since": "2026-12-01", "t-INITIAL_FORMS": "0"}
    data["t-TOTAL_FORMS"] = str(len(rows))
    for number, row in enumerate(rows):
        data |= {f"t-{number}-{name}": value for name, value in ({"accelerator": "2"} | row).items()}
    return data | more


def test_what_is_typed_in_percent_is_kept_as_a_fraction(esha):
    response = esha.post(reverse("payplans:create"), typed(RETENTION, CALLS))
    made = PayPlan.objects.get()
    assert response.url == reverse("payplans:detail", args=[made.pk])
    first, second = made.targets.all()
    assert (first.value, first.threshold, first.cap) == (Decimal("0.95"), Decimal("0.7"), Decimal("1.5"))
    assert (second.value, made.state) == (20, "draft")


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (RETENTION | {"threshold": "101"}, "The threshold lies between 0 % and 100 %"),
        (RETENTION | {"cap": "99"}, "The cap is 100 % or more"),
        (RETENTION | {"tolerance": "99"}, "there is no tolerance"),
        (RETENTION | {"measure": "outflow_rate", "value": "5", "tolerance": "5"}, "must lie above the target"),
        (RETENTION | {"measure": "outflow_rate", "value": "5"}, "Less is better here"),
        (RETENTION | {"value": "0"}, "must be more than 0"),
        (RETENTION | {"weight": "0"}, "The weights add to 0"),
        (RETENTION | {"value": "many"}, "Enter a number"),
    ],
)
def test_it_says_what_is_wrong_and_keeps_what_was_typed(row, sentence, esha):
    response = esha.post(reverse("payplans:create"), typed(row))
    assert response.status_code == 200
    assert sentence in response.text
    assert 'value="Key people"' in response.text
    assert f'value="{row["value"]}"' in response.text
    assert not PayPlan.objects.exists()


def test_a_row_left_as_offered_is_no_target_and_a_removed_one_goes(esha):
    blank = {"measure": "", "value": "", "weight": "", "threshold": "70", "cap": "150"}
    esha.post(reverse("payplans:create"), typed(RETENTION, blank, CALLS | {"DELETE": "on"}))
    assert [target.measure for target in Target.objects.all()] == ["retention_rate"]


def test_further_rows_come_without_a_script_and_save_nothing(esha):
    response = esha.post(reverse("payplans:create"), typed(RETENTION, more="1"))
    assert 'name="t-3-measure"' in response.text
    assert 'value="95"' in response.text
    assert not PayPlan.objects.exists()


def test_the_curve_is_drawn_from_what_is_typed_so_far(esha):
    response = esha.post(reverse("payplans:curves"), typed(RETENTION, CALLS | {"cap": "1"}))
    assert [line.measure.key for line in response.context["targets"]] == ["retention_rate"]
    assert response.context["chart"]["curves"][0]["corners"][:4] == [[0, 0], [70, 0], [100, 100], [125, 150]]
    assert "33.33%" in response.text
    assert not PayPlan.objects.exists()


def test_an_edited_draft_shows_its_targets_as_they_were_typed(esha, cast):
    esha.post(reverse("payplans:create"), typed(RETENTION))
    page = reverse("payplans:edit", args=[PayPlan.objects.get().pk])
    assert 'value="95"' in esha.get(page).text
    esha.post(page, typed(RETENTION | {"value": "90.5"}, **{"t-INITIAL_FORMS": "1"}))
    assert Target.objects.get().value == Decimal("0.905")


def test_a_plan_says_in_words_what_it_pays(esha, cast):
    made = plan(cast.esha, {"retention_rate": ("0.95", 40), "outflow_rate": ("0.05", 10, {"tolerance": "0.2"})})
    page = esha.get(reverse("payplans:detail", args=[made.pk])).text
    assert "Retention, weight 80%: paid from 70% of the target on, in full at 95%, up to 150%." in page
    assert "Outflow, weight 20%: less is better, paid below 9.5%, in full at 5%, up to 150%." in page


def test_it_copies_and_adopts_with_two_clicks(esha, cast):
    former = plan(cast.esha, {"meetings": ("10", 1)})
    esha.post(reverse("payplans:copy", args=[former.pk]), {"on": "2027-01-01"})
    copied = PayPlan.objects.drafts().get()
    esha.post(reverse("payplans:adopt", args=[copied.pk]))
    former.refresh_from_db()
    copied.refresh_from_db()
    assert (copied.state, copied.version, former.until) == ("adopted", 2, copied.since)


def test_a_manager_reads_the_own_plan_and_no_draft(client, cast):
    held, waiting = plan(cast.esha, {"meetings": ("10", 1)}, level="junior"), draft(cast.esha)
    plan(cast.esha, {"meetings": ("10", 1)}, level="senior")
    client.force_login(cast.asha)
    assert [row.pk for row in client.get(reverse("payplans:list")).context["rows"]] == [held.pk]
    page = client.get(reverse("payplans:detail", args=[held.pk]))
    assert reverse("payplans:copy", args=[held.pk]) not in page.text
    assert client.get(reverse("payplans:detail", args=[waiting.pk])).status_code == 404


def test_the_list_names_who_has_no_plan_and_no_terms(esha, cast):
    plan(cast.esha, {"meetings": ("10", 1)})
    terms(cast.asha, cast.esha)
    page = esha.get(reverse("payplans:list")).text
    assert "1 manager has no pay plan in November 2026 and is paid at target: Nila" in " ".join(page.split())
    assert "4 managers have no pay terms in November 2026" in page


def test_it_says_what_becomes_of_the_plan_before(esha, cast):
    former, waiting = plan(cast.esha, {"meetings": ("10", 1)}), draft(cast.esha)
    page = reverse("payplans:adopt", args=[waiting.pk])
    assert "“Plan 1” ends where it begins." in esha.get(page).text
    former.end(dt.date(2026, 11, 1), by=cast.esha, at=AT)
    gap = "“Plan 1” ended before November 2026: from then until December 2026 these people have no plan"
    assert gap in esha.get(page).text
