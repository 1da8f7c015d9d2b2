"""What every PDF of ours is set with, and how much of a typed text may reach it."""

from functools import cache
from importlib.resources import files

import typst

FONTS = "fontpkg_noto_sans"  # Latin and Devanagari
CLIP = 300  # characters of a text that people typed


@cache
def fonts() -> typst.Fonts:
    """The font of the package alone, so that a paper looks the same on every machine."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(files(FONTS) / "files")])


def clipped(text: str) -> str:
    return text if len(text) <= CLIP else f"{text[: CLIP - 1]}…"
