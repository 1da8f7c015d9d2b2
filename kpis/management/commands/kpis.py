"""`manage.py kpis`: a month's figures, computed if stale, as a table, JSON or CSV; or the records behind one."""

import csv
import datetime as dt
import json
import re

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Company, User
from kpis import explain, goals
from kpis.models import Figure, Month
from kpis.refresh import refresh_month
from kpis.report import FIELDS, LOST_REASONS, month_report

TABLE = (
    ("opening", "open"), ("retained", "kept"), ("pending", "pend"), ("lost", "lost"), ("new", "new"),
    ("returned", "back"), ("transferred_in", "in"), ("transferred_out", "out"), ("closing", "close"),
    ("retention_rate", "retention %"), ("upsells", "upsells"), ("meetings", "meet"), ("calls", "calls"),
    ("profit", "profit"), ("profit_growth", "growth %"),
)  # fmt: skip


class Command(BaseCommand):
    help = "Print a month's KPIs, computed if stale; with --explain the records counted and left out."
    requires_system_checks = []  # `make check` asks them; here they would only import every page

    def add_arguments(self, parser) -> None:
        parser.add_argument("--month", help="such as 2026-10; default: the running month")
        parser.add_argument("--manager", metavar="EMAIL", help="only this manager's row")
        parser.add_argument("--format", choices=["table", "json", "csv"], default="table")
        parser.add_argument("--explain", metavar="MEASURE", help="print the records behind this measure")

    def handle(self, *, month, manager, format, explain, **options) -> None:
        now = timezone.now()
        first = first_day(month, now)
        only = person(manager)
        if explain and not goals.measure(explain):
            raise CommandError(f"There is no measure “{explain}”. Choose from: {', '.join(goals.measures())}.")
        computed = refresh_month(first, now=now)
        if explain:
            self.explain(computed, only, explain, format)
            return
        figures = computed.figures.in_force().select_related("manager")
        if only:
            figures = figures.filter(scope=Figure.Scope.MANAGER, manager=only)
        report = month_report(computed, figures)
        {"json": self.as_json, "csv": self.as_csv, "table": self.as_table}[format](report)

    def as_json(self, report: dict) -> None:
        self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))

    def as_csv(self, report: dict) -> None:
        columns = [f for f in FIELDS if f != "lost_by_reason"] + [f"lost_{reason}" for reason in LOST_REASONS]
        writer = csv.DictWriter(self.stdout, ["scope", *columns], extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        for scope, row in _rows(report):
            reasons = "; ".join(f"{key}: {why}" for key, why in row["reasons"].items())
            by_reason = {f"lost_{reason}": count for reason, count in row["lost_by_reason"].items()}
            writer.writerow({"scope": scope, **row, **by_reason, "reasons": reasons})

    def as_table(self, report: dict) -> None:
        self.stdout.write(
            f"{report['month']} ({report['state']}), {report['time_zone']}, rules version {report['rules']}"
        )
        lines = [["", *(title for _, title in TABLE)]]
        for _, row in _rows(report):
            lines.append([row["name"], *("n/a" if row[key] is None else str(row[key]) for key, _ in TABLE)])
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        for line in lines:
            cells = [line[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(line[1:], widths[1:], strict=True))]
            self.stdout.write("  ".join(cells))

    def explain(self, month: Month, only: User | None, key: str, format: str) -> None:
        measure = goals.measures()[key]
        figures = month.figures.in_force().filter(measure=key).exclude(scope=Figure.Scope.COMPANY)
        if only:
            figures = figures.filter(manager=only)
        rows = [
            explain.explained(figure, measure)
            for figure in figures.select_related("manager", "month").order_by("manager__email")
        ]
        if format == "json":
            self.stdout.write(json.dumps({"month": str(month), "measure": key, "rows": rows}, ensure_ascii=False))
            return
        self.stdout.write(f"{key} {month}: {measure.definition}")
        for row in rows:
            if row["counted"] or row["left_out"] or only:
                self.explain_row(row)

    def explain_row(self, row: dict) -> None:
        self.stdout.write(f"\n{row['name']}: {'n/a' if row['value'] is None else row['value']}")
        for title in ("counted", "left_out"):
            for line in row[title]:
                words = [text for key, text in line.items() if key not in ("id", "why") and text]
                why = f" – {line['why']}" if "why" in line else ""
                sign = " (−1)" if line["id"] < 0 else ""
                self.stdout.write(f"  {title.replace('_', ' ')}{sign}: {'; '.join(words)}{why}")


def _rows(report: dict):
    yield from (("manager", row) for row in report["managers"])
    yield from ((scope, report[scope]) for scope in ("unassigned", "company") if report[scope])


def first_day(month: str | None, now: dt.datetime) -> dt.date:
    if month is None:
        return Company.current().rules().today(now).replace(day=1)
    if not re.fullmatch(r"(19|20|21)\d\d-(0[1-9]|1[0-2])", month):
        raise CommandError(f"“{month}” is no month. Write it as 2026-10.")
    return dt.date.fromisoformat(f"{month}-01")


def person(email: str | None) -> User | None:
    if email is None:
        return None
    found = User.objects.filter(email=email.strip().lower()).first()
    if not found:
        raise CommandError(f"Nobody here has the e-mail {email}.")
    return found
