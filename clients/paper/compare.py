"""Two versions of a text side by side: what was taken out and what was put in, to the word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

WORDS = re.compile(r"\s+|\w+|[^\w\s]")
LIKE = 0.4  # two lines that share less are not told word by word
AROUND = 2  # unchanged lines that are shown beside a change


@dataclass(frozen=True)
class Row:
    """One line of the two texts: pieces of (changed, words). `kind` is same, changed, out, in or gap."""

    kind: str
    before: tuple[tuple[bool, str], ...] = ()
    after: tuple[tuple[bool, str], ...] = ()


def rows(before: str, after: str) -> list[Row]:
    """The lines that differ, with a few around them; nothing where the texts are the same."""
    old, new = before.splitlines(), after.splitlines()
    found: list[Row] = []
    for kind, i, j, k, n in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found += [Row("same", ((False, line),), ((False, line),)) for line in old[i:j]]
        else:
            found += _replaced(old[i:j], new[k:n])
    return _near_changes(found)


def _replaced(old: list[str], new: list[str]) -> Iterator[Row]:
    """Lines paired one by one where they resemble each other; the others go out or come in whole."""
    for at in range(max(len(old), len(new))):
        before, after = old[at : at + 1], new[at : at + 1]
        if before and after and SequenceMatcher(None, before[0], after[0], autojunk=False).quick_ratio() >= LIKE:
            yield Row("changed", *_words(before[0], after[0]))
            continue
        if before:
            yield Row("out", before=((True, before[0]),))
        if after:
            yield Row("in", after=((True, after[0]),))


def _words(before: str, after: str):
    old, new = WORDS.findall(before), WORDS.findall(after)
    left, right = [], []
    for kind, i, j, k, n in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if i < j:
            left.append((kind != "equal", "".join(old[i:j])))
        if k < n:
            right.append((kind != "equal", "".join(new[k:n])))
    return tuple(left), tuple(right)


def _near_changes(found: list[Row]) -> list[Row]:
    changed = [at for at, row in enumerate(found) if row.kind != "same"]
    shown = sorted(
        {at for place in changed for at in range(place - AROUND, place + AROUND + 1) if 0 <= at < len(found)}
    )
    kept: list[Row] = []
    for last, at in zip([None, *shown], shown, strict=False):
        if (last is None and at > 0) or (last is not None and at > last + 1):
            kept.append(Row("gap"))
        kept.append(found[at])
    return kept
