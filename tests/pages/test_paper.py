"""What people type reaches every paper readable, in whatever letters."""

import io

import pypdf
import pytest

from pages.paper import CLIP, MISSING, clipped, typeset
from tests import factories as make

AT = make.instant("2026-11-24T10:00")


@pytest.fixture
def read(tmp_path):
    template = tmp_path / "paper.typ"
    template.write_text(
        '#set document(title: "-")\n#set text(font: "Noto Sans")\n#let data = json(bytes(sys.inputs.data))\n#data.said'
    )

    def read(said: str) -> str:
        found = pypdf.PdfReader(io.BytesIO(typeset(template, {"said": said}, AT)))
        assert found.trailer["/Root"]["/MarkInfo"]["/Marked"]  # a screen reader finds its way
        return found.pages[0].extract_text()

    return read


def test_what_no_font_can_draw_is_a_visible_sign(read):
    assert read("Harvest \U0001f33e, 中文, \x07 end") == f"Harvest {MISSING}, {MISSING * 2}, {MISSING} end"


@pytest.mark.parametrize("said", ["Müller", "अदिति", "Жук", "₹ €"])
def test_it_draws_latin_devanagari_and_cyrillic_as_they_are(read, said):
    assert MISSING not in read(f"{said} \U0001f33e").replace(MISSING, "", 1)


@pytest.mark.parametrize("said", ["שלום", "مرحبا"])
def test_it_draws_what_is_written_from_right_to_left(read, said):
    assert MISSING not in read(said)


def test_a_word_of_300_letters_stays_on_the_paper(read):
    lines = read("W" * CLIP).splitlines()
    assert max(map(len, lines)) < 60
    assert sum(line.count("W") for line in lines) == CLIP


def test_a_text_that_was_typed_is_clipped():
    assert clipped("x" * 301) == "x" * 299 + "…"
