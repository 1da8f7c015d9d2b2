"""What a closing seals, as lines of canonical JSON: one a row, in a stated order.

Canonical: keys in byte order, no spaces, UTF-8, amounts and rates as strings without trailing zeros, days as
2026-10-31, instants in UTC as 2026-10-31T18:00:00.000000Z. PostgreSQL writes the lines, so that a month of a large
company takes seconds. docs/closing.md states the format for whoever wants to check it without this program.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator

from django.db import connection, transaction


def _text(column: str) -> str:
    return f"to_json({column})::text"


def _amount(column: str) -> str:
    return f"coalesce('\"' || trim_scale({column}) || '\"', 'null')"


def _plain(column: str) -> str:
    """Whole numbers and yes or no."""
    return f"coalesce(to_json({column})::text, 'null')"


def _instant(column: str) -> str:
    return f'to_char({column} AT TIME ZONE \'UTC\', \'"\\""YYYY-MM-DD"T"HH24:MI:SS.US"Z\\""\')'


def _flat(column: str) -> str:
    """An object whose values hold no objects, such as reasons with their ids."""
    pairs = "to_json(key)::text || ':' || CASE jsonb_typeof(value) WHEN 'array' THEN replace(value::text, ', ', ',')"
    pairs += " ELSE value::text END"
    return f"""'{{' || (SELECT coalesce(string_agg({pairs}, ',' ORDER BY key COLLATE "C"), '')
        FROM jsonb_each({column})) || '}}'"""


def _amounts(column: str) -> str:
    return f"array_to_json(ARRAY(SELECT trim_scale(a)::text FROM unnest({column}) WITH ORDINALITY u(a, n) ORDER BY n))"


def _object(fields: dict[str, str]) -> str:
    """An SQL expression for one line."""
    parts = (f"'\"{key}\":' || {fields[key]}" for key in sorted(fields))
    return "'{' || " + " || ',' || ".join(parts) + " || '}'"


def _same(names: str, write) -> dict[str, str]:
    return {name: write(name) for name in names.split()}


_FIGURE = (
    _same("scope measure unit reason", _text)
    | _same("value numerator denominator", _amount)
    | {
        "manager": _plain("manager_id"),
        "counted": "array_to_json(counted)::text",
        "adds": _amounts("adds") + "::text",
        "left_out": _flat("left_out"),
    }
)
_STANDING = (
    _same("outcome lost_reason", _text)
    | _same("held at_opening at_closing", _plain)
    | _same("opening_basis closing_basis", _flat)
    | {name: _plain(f"{name}_id") for name in ("client", "accountable", "responsible")}
)
_TERMS = _same("value tolerance weight threshold cap accelerator", _amount)
_LINE = (
    _same("measure unit reason", _text)
    | _same("value numerator denominator target tolerance weight threshold cap accelerator", _amount)
    | _same("attainment payout share amount", _amount)
    | {"position": _plain("position")}
)
_STATEMENT = (
    _same("role level currency note", _text)
    | _same("base variable score earned adjustments pay", _amount)
    | {name: _plain(f"{name}_id") for name in ("manager", "plan", "terms")}
    | {
        "lines": f"""'[' || (SELECT coalesce(string_agg({_object(_LINE)}, ',' ORDER BY position), '')
            FROM kpis_statementline l WHERE l.statement_id = kpis_statement.id) || ']'"""
    }
)
# What it changed is nested at will, so PostgreSQL gives it as it stands, and `lines` writes it anew.
_ADJUSTMENT = (
    _same("currency reason state", _text)
    | _same("pay_before pay_after amount", _amount)
    | _same("found_at decided_at", _instant)
    | {"id": "id::text", "month": "to_json(month_id)::text", "changes": "changes::text"}
    | {name: _plain(f"{name}_id") for name in ("manager", "decided_by")}
)
_TARGET = _TERMS | {"measure": _text("measure"), "plan": _plain("plan_id"), "position": _plain("position")}

KINDS = {
    "figures": f"""SELECT {_object(_FIGURE)} FROM kpis_figure WHERE month_id = %(first)s AND edition = 'reported'
        ORDER BY scope COLLATE "C", manager_id NULLS FIRST, measure COLLATE "C" """,
    "standings": f"""SELECT {_object(_STANDING)} FROM kpis_standing
        WHERE month_id = %(first)s AND edition = 'reported' ORDER BY client_id""",
    "statements": f"""SELECT {_object(_STATEMENT)} FROM kpis_statement WHERE month_id = %(first)s
        ORDER BY manager_id""",
    "adjustments": f"""SELECT {_object(_ADJUSTMENT)} FROM kpis_adjustment
        WHERE paid_in_id = %(first)s AND state = 'accepted' ORDER BY id""",
    "targets": f"""SELECT {_object(_TARGET)} FROM kpis_target
        WHERE plan_id IN (SELECT plan_id FROM kpis_statement WHERE month_id = %(first)s)
        ORDER BY plan_id, measure COLLATE "C" """,
}


def lines(kind: str, first: dt.date) -> Iterator[str]:
    """The lines of one kind of row that the closing of a month froze, one by one: never all in memory."""
    connection.ensure_connection()
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(KINDS[kind], {"first": first})
        for (line,) in cursor:
            yield canonical(json.loads(line)) if kind == "adjustments" else line


def canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
