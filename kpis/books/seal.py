"""The chain of seals. Each is the SHA-256 over what its month froze and over the seal before.

Whoever changes a frozen row must make this month's seal anew and every later one; and the seals are in the event log
and on printed statements, too.
"""

from __future__ import annotations

import datetime as dt
import hashlib

from kpis.books import content
from kpis.books.content import canonical
from kpis.models import Closing


def contents(first: dt.date) -> dict[str, dict[str, object]]:
    """By kind of row: how many, and the SHA-256 over their lines, each ended by a newline."""
    return {kind: _digest(kind, first) for kind in content.KINDS}


def _digest(kind: str, first: dt.date) -> dict[str, object]:
    digest, rows = hashlib.sha256(), 0
    for line in content.lines(kind, first):
        digest.update(line.encode() + b"\n")
        rows += 1
    return {"rows": rows, "sha256": digest.hexdigest()}


def seal(closing: Closing, before: str | None) -> str:
    """Over the closing, what it froze, and the seal before; None where the books begin."""
    head = {
        "month": f"{closing.month_id:%Y-%m}",
        "closed_by": closing.closed_by_id,
        "closed_at": f"{closing.closed_at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
        "rules": closing.rules,
        "basis": closing.basis,
        "contents": closing.contents,
        "before": before,
    }
    return hashlib.sha256(canonical(head).encode()).hexdigest()
