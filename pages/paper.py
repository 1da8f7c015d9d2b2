"""How every PDF of ours is set: in one font, as PDF/UA, with what people typed as data and never as markup.

Where no font can draw a character, such as an emoji, PDF/UA is refused; then the paper has □ in its place, which a
screen reader and an eye both notice. Arabic and Hebrew are drawn by the fonts that the typesetter brings.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

FONTS = "fontpkg_noto_sans"  # Latin, Greek, Cyrillic and Devanagari
CLIP = 300  # characters of a text that people typed
LONG, STEP = re.compile(r"\S{31,}"), 8  # a word that may be wider than a line or a cell, and where it may break
MISSING = "□"
TRIED = 500  # kinds of character of one paper that are tried alone; the others count as missing


@cache
def fonts() -> typst.Fonts:
    """The font of the package alone, so that a paper looks the same on every machine."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(files(FONTS) / "files")])


def clipped(text: str) -> str:
    return text if len(text) <= CLIP else f"{text[: CLIP - 1]}…"


def typeset(template: Path, data: dict[str, Any], made: dt.datetime) -> bytes:
    """The paper, with `made` as its date: the same bytes whenever that and the data are the same."""
    said = with_breaks(data)
    try:
        return _compiled(template.read_bytes(), said, made)
    except typst.TypstError:
        return _compiled(template.read_bytes(), drawn(said), made)


def with_breaks(data: Any) -> Any:
    """`data` with places to break within very long words."""
    return _each_text(data, lambda text: LONG.sub(_in_steps, text))


def _in_steps(word: re.Match[str]) -> str:
    return "\u200b".join(word[0][start : start + STEP] for start in range(0, len(word[0]), STEP))


def drawn(data: Any) -> Any:
    """`data` with MISSING for whatever no font can draw."""
    odd = {char for char in json.dumps(data, ensure_ascii=False) if not char.isascii() or not char.isprintable()}
    tried = sorted(odd)[:TRIED]
    gone = {ord(char): MISSING for char in odd if char not in tried or not can_draw(char)}
    gone |= {number: MISSING for number in (*range(32), 127) if chr(number) not in "\t\n\r"}
    return _each_text(data, lambda text: text.translate(gone))


@lru_cache(4096)
def can_draw(char: str) -> bool:
    try:
        _compiled(b'#set document(title: "-")\n#set text(font: "Noto Sans")\n#sys.inputs.data', char)
    except typst.TypstError:
        return False
    return True


def _each_text(data: Any, change) -> Any:
    if isinstance(data, str):
        return change(data)
    if isinstance(data, dict):
        return {key: _each_text(value, change) for key, value in data.items()}
    return [_each_text(value, change) for value in data] if isinstance(data, list | tuple) else data


def _compiled(template: bytes, data: Any, made: dt.datetime | None = None) -> bytes:
    return typst.compile(
        template,
        sys_inputs={"data": data if isinstance(data, str) else json.dumps(data)},
        font_paths=fonts(),
        pdf_standards=["ua-1"],
        timestamp=int(made.timestamp()) if made else None,
    )
