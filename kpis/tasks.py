"""The figures' background work. Each is safe to run twice."""

import contextlib
import datetime as dt

from accounts.models import Company
from activity.jobs import job
from activity.models import Run
from kpis import freshness, split
from kpis.books import late, runs
from kpis.measures import cases, promises
from kpis.models import Month
from kpis.overview import months_back
from kpis.pay import runs as pay_runs
from kpis.refresh import refresh_month

KEPT_MONTHS = 13  # the running month, and the twelve that its trend shows


@job("kpis.refresh")
def refresh(*, now: dt.datetime) -> None:
    """After a change: bring every kept month that it moved up to date, the newest first."""
    rules = Company.current().rules()
    for first in freshness.stale_months(rules, now):
        refresh_month(first, now=now)
    for first in reversed(months_back(rules.today(now).replace(day=1), KEPT_MONTHS)):
        if not Month.objects.filter(first=first).exists():
            refresh_month(first, now=now)


@job("kpis.refresh_month")
def refresh_one(*, month: str, now: dt.datetime) -> None:
    """Someone wants to see a month that has no figures yet."""
    refresh_month(dt.date.fromisoformat(f"{month}-01"), now=now)


@job(split.PART)
def part(*, part: dict, now: dt.datetime) -> None:
    """A range of the managers of a large month. Where nobody waits for it any more, there is nothing to do."""
    with contextlib.suppress(split.SnapshotGone):
        split.Part.from_job(**part).compute()


@job("kpis.restate")
def restate(*, month: str, now: dt.datetime) -> None:
    """A closed month moved: what its late facts would change is found, and waits for an executive."""
    late.find(dt.date.fromisoformat(f"{month}-01"), now=now)


@job("kpis.books", limit=dt.timedelta(minutes=30))
def books(*, run: str, now: dt.datetime) -> None:
    """Close a month, or check the books, for somebody who waits at a page."""
    runs.perform(Run.objects.select_related("by").get(pk=run), now)


@job("kpis.replay", limit=dt.timedelta(minutes=30))
def replay(*, run: str, now: dt.datetime) -> None:
    """Pay the last months once more by another plan, for somebody who waits at a page."""
    pay_runs.perform(Run.objects.select_related("by").get(pk=run), now)


@job("kpis.nightly")
def nightly(*, now: dt.datetime) -> None:
    """Months end and silence falls without anybody writing: compute what the new day moved, and tidy up."""
    cases.touch_overdue(now)
    promises.touch_overdue(Company.current().rules().today(now))
    refresh(now=now)
    freshness.forget_old_touches()
