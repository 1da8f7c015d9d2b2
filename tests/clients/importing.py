"""Importing from a text in a test."""

import io

from accounts.models import Company
from clients.imports import KINDS, load
from tests import factories as make

NOW = make.instant("2026-10-15T08:00:00")


def bring(kind: str, text: str | bytes, **options):
    """Import `text`, whose lines may be indented, and return the result."""
    if isinstance(text, str):
        text = "\n".join(line.strip() for line in text.strip().splitlines()).encode()
    return load(KINDS[kind], io.BytesIO(text), rules=Company.current().rules(), at=NOW, name="test.csv", **options)


def reasons(result) -> list[tuple[int, str, str]]:
    return [(error.line, error.field, error.reason) for error in result.errors]
