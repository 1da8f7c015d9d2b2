"""The seal once more, by somebody who has only the rows and docs/closing.md: nothing here uses the program's SQL."""

import datetime as dt
import hashlib
import json
from decimal import Decimal

from kpis.models import Adjustment, Closing, Figure, Standing, Statement, Target

PLAIN = {"id", "month", "edition"}  # said once by the closing, or no more than a row's number
SORTED = {
    "figures": lambda r: (r["scope"], r["manager"] or 0, r["measure"]),
    "standings": lambda r: r["client"],
    "statements": lambda r: r["manager"],
    "adjustments": lambda r: r["id"],
    "targets": lambda r: (r["plan"], r["measure"]),
}


def seal_of(closing: Closing) -> str:
    head = {
        "month": closing.month_id.strftime("%Y-%m"),
        "closed_by": closing.closed_by_id,
        "closed_at": written(closing.closed_at),
        "rules": closing.rules,
        "basis": closing.basis,
        "contents": {kind: contents(kind, rows) for kind, rows in rows_of(closing).items()},
        "before": closing.before.seal if closing.before else None,
    }
    return hashlib.sha256(line(head).encode()).hexdigest()


def rows_of(closing: Closing) -> dict[str, list[dict]]:
    first = closing.month_id
    statements = list(Statement.objects.filter(month=first))
    plans = {statement.plan_id for statement in statements}
    return {
        "figures": [row(f) for f in Figure.objects.filter(month=first, edition="reported")],
        "standings": [row(s) for s in Standing.objects.filter(month=first, edition="reported")],
        "statements": [
            row(s) | {"lines": [row(x, "statement") for x in s.lines.order_by("position")]} for s in statements
        ],
        "adjustments": [
            {"id": a.pk, "month": str(a.month_id), **row(a, "paid_in")}
            for a in Adjustment.objects.filter(paid_in=first, state="accepted")
        ],
        "targets": [row(t) for t in Target.objects.filter(plan__in=plans)],
    }


def row(record, *more_plain: str) -> dict:
    names = [f.name for f in record._meta.concrete_fields if f.name not in PLAIN | set(more_plain)]
    return {name: written(getattr(record, record._meta.get_field(name).attname)) for name in names}


def written(value: object) -> object:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return [written(item) for item in value] if isinstance(value, list) else value


def line(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def contents(kind: str, rows: list[dict]) -> dict[str, object]:
    text = "".join(line(row) + "\n" for row in sorted(rows, key=SORTED[kind]))
    return {"rows": len(rows), "sha256": hashlib.sha256(text.encode()).hexdigest()}
