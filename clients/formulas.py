"""A cell that a spreadsheet would run as a formula gets an apostrophe on its way out, and loses it on its way in."""

import re

RUNS = re.compile(r"'*[\s\x00-\x1f]*[=+\-@＝＋－＠]")
GUARDED = re.compile(r"'+[\s\x00-\x1f]*[=+\-@＝＋－＠]")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)


def guarded(cell: str) -> str:
    return f"'{cell}" if RUNS.match(cell) and not NUMBER.fullmatch(cell) else cell


def unguarded(cell: str) -> str:
    return cell[1:] if GUARDED.match(cell) else cell
