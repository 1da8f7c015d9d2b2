"""The numbers that a word processor puts before clauses: 1., 1.1, (a). They stand nowhere in the text itself."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from docx.document import Document
from docx.oxml.ns import qn

LEVELS = 9
ROMAN = [(1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")]
ROMAN += [(10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")]


@dataclass(frozen=True)
class Level:
    form: str = "decimal"
    pattern: str = ""
    start: int = 1


class Numbering:
    """Counts through the document; ask for the paragraphs in their order."""

    def __init__(self, document: Document):
        self.levels: dict[str, dict[int, Level]] = {}
        self.counts: dict[str, dict[int, int]] = defaultdict(dict)
        self.of_style: dict[str, tuple[str, int]] = {}
        for relation in document.part.rels.values():
            if not relation.is_external and relation.reltype.endswith("/numbering"):
                self._read(relation.target_part.element)
        for style in document.styles.element.iter(qn("w:style")):
            found = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            if found is not None and (number := _value(found, "w:numId")):
                self.of_style[style.get(qn("w:styleId"))] = (number, _whole(_value(found, "w:ilvl"), 0))

    def mark(self, paragraph, style: str | None) -> str:
        """What stands before this paragraph; empty where it is not numbered."""
        found = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        number, depth = self.of_style.get(style or "", ("", 0))
        if found is not None:
            number = _value(found, "w:numId") or number
            depth = _whole(_value(found, "w:ilvl"), depth)
        levels = self.levels.get(number)
        if not levels or number == "0" or not 0 <= depth < LEVELS:
            return ""
        level = levels.get(depth, Level())
        if level.form == "bullet":
            return "•"
        counts = self.counts[number]
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in range(depth + 1, LEVELS):
            counts.pop(deeper, None)
        return re.sub(r"%(\d)", lambda match: self._said(levels, counts, int(match[1]) - 1), level.pattern)

    @staticmethod
    def _said(levels: dict[int, Level], counts: dict[int, int], depth: int) -> str:
        level = levels.get(depth, Level())
        return spelled(counts.get(depth, level.start), level.form)

    def _read(self, element) -> None:
        abstract = {
            found.get(qn("w:abstractNumId")): {
                _whole(level.get(qn("w:ilvl")), 0): Level(
                    _value(level, "w:numFmt") or "decimal",
                    _value(level, "w:lvlText") or "",
                    _whole(_value(level, "w:start"), 1),
                )
                for level in found.iter(qn("w:lvl"))
            }
            for found in element.iter(qn("w:abstractNum"))
        }
        for number in element.iter(qn("w:num")):
            self.levels[number.get(qn("w:numId"))] = abstract.get(_value(number, "w:abstractNumId") or "", {})


def spelled(count: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("lowerRoman", "upperRoman"):
        text = ""
        for worth, sign in ROMAN:
            times, count = divmod(count, worth)
            text += sign * times
        return text if form == "lowerRoman" else text.upper()
    return "" if form == "none" else str(count)


def _value(element, name: str) -> str | None:
    found = element.find(qn(name))
    return found.get(qn("w:val")) if found is not None else None


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 6 else otherwise
