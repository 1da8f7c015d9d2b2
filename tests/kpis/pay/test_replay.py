"""The last months under a draft: who would have gained, who would have lost."""

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.access import Denied
from accounts.models import Company, Level, Posting, Role
from activity.models import Run
from kpis import tasks
from kpis.models import Edition, Figure, Month, PayPlan, Statement, Target
from kpis.pay import replay, runs
from kpis.pay.outcome import Replay
from tests import factories as make
from tests.kpis.pay.world import AT, DECEMBER, OCTOBER, draft, figure, month, past_the_triggers, plan, terms

SEPTEMBER, NOVEMBER = dt.date(2026, 9, 1), dt.date(2026, 11, 1)
NOW = make.instant("2026-11-15T09:00")


def months(*firsts: dt.date) -> None:
    for first in firsts:
        month(first)
    Month.objects.update(computed_at=timezone.now())


def replayed(found: PayPlan) -> Replay:
    return replay.of(found, NOVEMBER, Company.current().rules())


@pytest.fixture
def paid(cast):
    """Asha held 12 of 10 meetings in October, Vikram 8; both are paid for meetings."""
    months(OCTOBER)
    plan(cast.esha, {"meetings": ("10", 1)})
    for person, held in ((cast.asha, 12), (cast.vikram, 8)):
        terms(person, cast.esha, "50000", "10000")
        figure(person, "meetings", held)
    return cast


def test_it_says_who_gains_and_who_loses(paid):
    stricter = draft(paid.esha)  # 12 meetings
    found = replayed(stricter)
    by = {of.manager: of.sums[0] for of in found.by_manager}
    assert (by[paid.asha].before, by[paid.asha].after) == (Decimal("64000.00"), Decimal("60000.00"))
    assert by[paid.vikram].difference == Decimal("-3333.33")
    assert (found.gain, found.lose, found.sums[0].difference) == (0, 2, Decimal("-7333.33"))
    assert [of.manager for of in found.by_manager] == [paid.asha, paid.vikram]


def test_a_closed_month_is_compared_with_what_was_paid(paid):
    held = PayPlan.objects.get()
    Statement.objects.create(
        month=month(), manager=paid.asha, plan=held, terms=paid.asha.payterms.get(), role="key_manager",
        currency="USD", base=50_000, variable=10_000, score=1, earned=10_000, adjustments=77, pay=60_077,
    )  # fmt: skip
    Figure.objects.update(edition=Edition.REPORTED)
    with past_the_triggers():
        Month.objects.update(state=Month.State.CLOSED)
    case = replayed(held).cases[0]
    assert (case.manager, case.pay.before, case.pay.after) == (paid.asha, 60_000, 64_000)


def test_it_covers_only_those_for_whom_nothing_more_special_held(paid):
    plan(paid.esha, {"meetings": ("1", 1)}, manager=paid.asha)
    assert {case.manager for case in replayed(draft(paid.esha)).cases} == {paid.vikram}
    own = PayPlan.draft(
        name="Own", manager=paid.asha, since=DECEMBER, by=paid.esha, at=AT,
        targets=[Target(measure="meetings", value=Decimal(6), weight=Decimal(1))],
    )  # fmt: skip
    assert {case.manager for case in replayed(own).cases} == {paid.asha}


def test_the_role_of_the_month_s_first_day_decides(paid):
    seniors = PayPlan.draft(name="S", role="key_manager", level=Level.SENIOR, since=DECEMBER, by=paid.esha, at=AT)
    Posting.objects.filter(user=paid.asha).update(during=("2026-01-01T00:00Z", "2026-10-12T00:00Z"))
    Posting.objects.create(user=paid.asha, role="key_manager", level=Level.SENIOR, during=("2026-10-12T00:00Z", None))
    assert {case.manager for case in replayed(seniors).cases} == {paid.vikram}


def test_months_and_measures_without_values_are_told(paid):
    months(SEPTEMBER)
    targets = [Target(measure=measure, value=Decimal(10), weight=Decimal(1)) for measure in ("meetings", "calls")]
    more = PayPlan.draft(name="More", role="key_manager", since=DECEMBER, targets=targets, by=paid.esha, at=AT)
    found = replayed(more)
    assert [month.first for month in found.without_cases] == [SEPTEMBER]
    ((label, why, count),) = found.missing
    assert (str(label), why, count) == ("Calls", "no figure was kept for this month", 2)


def test_it_asks_as_much_for_many_people_as_for_one_and_writes_nothing(paid):
    stricter = draft(paid.esha)
    with CaptureQueriesContext(connection) as few:
        replayed(stricter)
    for number in range(5):
        terms(make.user(f"Junior {number}"), paid.esha)
    with CaptureQueriesContext(connection) as many:
        replayed(stricter)
    assert len(many) == len(few)
    assert all(query["sql"].lstrip().startswith("SELECT") for query in many.captured_queries)


def test_the_page_and_the_file_hold_the_same(paid, client):
    client.force_login(paid.esha)
    stricter = draft(paid.esha)
    with time_machine.travel(NOW):
        page = client.get(reverse("payplans:replay", args=[stricter.pk]))
        answer = client.get(reverse("payplans:replay_csv", args=[stricter.pk]))
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\N{BYTE ORDER MARK}"))))
    assert [(row["name"], row["difference"]) for row in rows] == [("Asha", "-4000.00"), ("Vikram", "-3333.33")]
    assert page.context["chart"]["after"] == [110_000]
    assert "0 gain, 2 lose" in page.text


@pytest.fixture
def large(paid, monkeypatch):
    """A company too large to be replayed while somebody waits for a page."""
    monkeypatch.setattr("kpis.pay.replay.AT_ONCE", 1)
    with time_machine.travel(NOW):
        yield paid


def get(client, name: str, found: PayPlan, user, **headers):
    client.force_login(user)
    return client.get(reverse(f"payplans:{name}", args=[found.pk]), headers=headers)


def begin(client, found: PayPlan, user) -> Run | None:
    client.force_login(user)
    client.post(reverse("payplans:begin_replay", args=[found.pk]))
    return Run.objects.filter(kind="replay_plan").first()


def test_a_large_company_is_replayed_by_a_worker(client, large):
    stricter = draft(large.esha)
    assert "Not replayed yet" in get(client, "replay", stricter, large.esha).text
    run = begin(client, stricter, large.esha)
    assert begin(client, stricter, large.esha) == run  # a second press begins no second one
    waiting = get(client, "replay", stricter, large.esha, hx_request="true")
    assert "every 1s" in waiting.text
    tasks.replay(run=str(run.pk), now=NOW)
    run.refresh_from_db()
    assert (run.state, run.finished_at) == ("done", NOW)
    assert get(client, "replay", stricter, large.esha, hx_request="true")["HX-Refresh"] == "true"


def test_what_a_worker_kept_is_what_is_worked_out_at_once(client, large, monkeypatch):
    stricter = draft(large.esha)
    tasks.replay(run=str(begin(client, stricter, large.esha).pk), now=NOW)
    kept = get(client, "replay", stricter, large.esha).context["replay"]
    file = b"".join(get(client, "replay_csv", stricter, large.esha).streaming_content)
    monkeypatch.setattr("kpis.pay.replay.AT_ONCE", 250)
    assert get(client, "replay", stricter, large.esha).context["replay"] == kept
    assert get(client, "replay_csv", stricter, large.esha).content == file


def test_it_says_that_the_draft_was_changed_since(client, large):
    stricter = draft(large.esha)
    tasks.replay(run=str(begin(client, stricter, large.esha).pk), now=NOW)
    assert "was changed since" not in get(client, "replay", stricter, large.esha).text
    stricter.edit(targets=[Target(measure="meetings", value=Decimal(9), weight=Decimal(1))], by=large.esha, at=NOW)
    assert "was changed since" in get(client, "replay", stricter, large.esha).text


def test_a_replay_is_its_starters_own(client, large):
    stricter, another = draft(large.esha), make.user("Farah", Role.EXECUTIVE)
    tasks.replay(run=str(begin(client, stricter, large.esha).pk), now=NOW)
    assert "Not replayed yet" in get(client, "replay", stricter, another).text
    assert get(client, "replay_csv", stricter, another).status_code == 404
    with pytest.raises(Denied):
        runs.begin(stricter, by=large.vikram)


def test_a_discarded_draft_is_not_replayed(client, large):
    stricter = draft(large.esha)
    run = begin(client, stricter, large.esha)
    stricter.discard(by=large.esha, at=NOW)
    tasks.replay(run=str(run.pk), now=NOW)
    run.refresh_from_db()
    assert (run.state, bool(run.output)) == ("refused", False)


def test_its_managers_are_paged(client, paid, monkeypatch):
    monkeypatch.setattr("kpis.stretch.SIZE", 1)
    client.force_login(paid.esha)
    with time_machine.travel(NOW):
        second = client.get(reverse("payplans:replay", args=[draft(paid.esha).pk]), {"from": "2"})
    assert [line.name for line in second.context["shown"]] == ["Vikram"]
    assert second.context["replay"].lose == 2
