"""Time the figures of a large company (bench/company.py): whole months, one change, the next month, the pages, and
closing.

Run by `make bench`, in a data folder of its own that is deleted afterwards, or kept where `KAM_BENCH_DIR` names one.
Seconds are those that the database's and this process's processors worked, not those on the clock, so that a busy
machine tells the same. Prints ratios and times beside what was aimed at.
"""

import datetime as dt
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

FOLDER = os.environ.get("KAM_BENCH_DIR") or tempfile.mkdtemp(prefix="kam-books-")
os.environ |= {"KAM_DATA_DIR": FOLDER, "DJANGO_SETTINGS_MODULE": "kam_crm.settings"}
NOW = dt.datetime(2025, 1, 5, tzinfo=dt.UTC)
AIM_WHOLE, AIM_CHANGE = 1.5, 0.050
TRIES = 9


def prepare() -> None:
    Path(FOLDER).mkdir(parents=True, exist_ok=True)
    from kam_crm import embedded

    embedded.ensure(["manage.py", "shell"])
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def work(do: Callable[[], object]) -> float:
    """Seconds of processor time that `do` took, here and in the database's process."""
    from django.db import connection

    connection.ensure_connection()
    backend = f"/proc/{connection.connection.info.backend_pid}/schedstat"
    before = int(Path(backend).read_text().split()[0]), time.process_time()
    do()
    after = int(Path(backend).read_text().split()[0]), time.process_time()
    return (after[0] - before[0]) / 1e9 + after[1] - before[1]


def whole_month(first: dt.date) -> float:
    from kpis import split
    from kpis.models import Month
    from kpis.refresh import refresh_month

    split.LEAST_MANAGERS = sys.maxsize  # one worker's work is what is compared
    Month.objects.filter(first=first).update(computed_at=None)
    return work(lambda: refresh_month(first, now=NOW))


def by_hand(first: dt.date) -> float:
    from accounts.models import Company
    from bench import byhand
    from kpis.models import Month
    from kpis.standing import compared

    month, rules = Month(first=first), Company.current().rules()
    then_first, then_closing = compared(first, rules)
    params = {
        "first": first, "closing": month.closing, "opening": month.opening, "then_first": then_first,
        "then_closing": then_closing, "begins": rules.midnight(first), "ends": rules.midnight(month.following),
        "rhythm": rules.regular_purchase_months,
        "rhythm_from": (first - dt.timedelta(days=31 * rules.regular_purchase_months)).replace(day=1),
    }  # fmt: skip
    run("DROP TABLE IF EXISTS by_hand")
    took = work(lambda: run(byhand.SQL, params))
    different = run(byhand.DIFFERENT, {"first": first, "measures": list(byhand.COLUMNS)})
    if different:
        print(f"  NOT EQUAL: {different}")
    return took


def run(sql: str, params: object = None) -> list:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else []


def one_change(first: dt.date, kind: str) -> float:
    """The middle of several: one fact changed, then the month brought up to date."""
    from bench.changes import CHANGES
    from kpis.refresh import refresh_month

    refresh_month(first, now=NOW)
    took = []
    for number in range(TRIES):
        CHANGES[kind](first, number)
        took.append(work(lambda: refresh_month(first, now=NOW)))
    return statistics.median(took)


def after(months: int, loaded: int) -> None:
    """Facts and figures of so many months; then the newest of them measured."""
    from bench import company
    from bench.changes import CHANGES
    from kpis.models import Month

    begun = time.perf_counter()
    for number in range(loaded, months):
        company.facts(number)
    company.settle()
    made = time.perf_counter() - begun
    for number in range(loaded, months):
        Month.objects.get_or_create(first=company.month(number))
        newest = whole_month(company.month(number))
    company.settle()
    first = company.month(months - 1)
    hand, newest = min(by_hand(first) for _ in range(2)), min(newest, whole_month(first))
    print(f"{months} months (facts made in {made:.0f} s)", flush=True)
    print(f"  the whole month: {newest:8.2f} s, by hand {hand:.2f} s: {newest / hand:.1f} ×   aim: {AIM_WHOLE} ×")
    for kind in CHANGES:
        took = one_change(first, kind) * 1000
        print(f"  after {kind:<16} {took:8.1f} ms                        aim: {AIM_CHANGE * 1000:.0f} ms", flush=True)


def pages(months: int) -> None:
    """What a reader waits for, the second time."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from accounts.models import User
    from bench import company

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.WHITENOISE_AUTOREFRESH = True
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    chief, _ = User.objects.get_or_create(
        email="chief@example.com", defaults={"name": "Chief", "role": "executive", "level": ""}
    )
    manager = User.objects.filter(email="m5@example.com").get()
    month = f"/kpis/{company.month(months - 1):%Y-%m}"
    for who, path in (
        (manager, f"{month}/"),
        (manager, f"{month}/{manager.pk}/retention_rate/"),
        (chief, f"{month}/"),
        (chief, f"{month}/company/opening/"),
    ):
        client = Client()
        client.force_login(who)
        for _ in range(2):
            with CaptureQueriesContext(connection) as queries:
                begun = time.perf_counter()
                answer = client.get(path)
        took = time.perf_counter() - begun
        name = "a manager" if who == manager else "the chief"
        print(
            f"  {answer.status_code} {name}: {path:<38}{took * 1000:8.0f} ms on the clock, {len(queries)} queries",
            flush=True,
        )


def closing(first: dt.date) -> None:
    """The month closed with a statement for each manager, and the books checked."""
    from accounts.models import User
    from bench import company
    from kpis.books import audit, closing
    from kpis.models import Statement

    chief = User.objects.get(email="chief@example.com")
    company.pay(first, chief)
    closed = work(lambda: closing.close(first, by=chief, at=NOW, begin=True))
    findings: list[audit.Finding] = []
    checked = work(lambda: findings.extend(audit.check()))
    statements = Statement.objects.filter(month=first).count()
    print(f"  closing with {statements:,} statements: {closed:.2f} s, checking it {checked:.2f} s")
    for finding in findings:
        if not finding.is_fine:
            print(f"  NOT FINE: {finding.month} {finding.differences}")


def main() -> None:
    prepare()
    from bench import company

    print(
        f"{company.MANAGERS:,} managers, {company.CLIENTS:,} clients, {company.SALES * 36:,} sales,"
        f" {company.TALKS * 36:,} interactions over 36 months. Seconds of work, not of the clock.\n"
        "Ours stores every measure of the catalogue with the ids counted and left out, and each client's standing; by\n"
        "hand it is the five KPIs and what they consist of, one statement, numbers only.",
        flush=True,
    )
    company.people()
    loaded = 0
    for months in (3, 12, 36):
        after(months, loaded)
        loaded = months
    pages(loaded)
    closing(company.month(loaded - 1))


if __name__ == "__main__":
    try:
        main()
    finally:
        if "KAM_BENCH_DIR" not in os.environ:
            shutil.rmtree(FOLDER, ignore_errors=True)
    sys.exit(0)
