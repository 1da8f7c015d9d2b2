"""DOCX files: the fields in a template, filling them in, and the text of a document block by block.

A field is `{{ client.name }}`. It is looked up and never run: a template has no language of its own, and what is put
in is text that is not looked at again.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

import docx
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from docx.document import Document
from docx.oxml.ns import qn

from clients.paper.numbering import Numbering

UNPACKED = 60 * 1024 * 1024  # bytes
PARTS = 2000
BLOCKS = 5000
TEXT = 1_000_000  # characters
FIELD = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
STATEMENT = re.compile(r"\{%.*?%\}|\{#.*?#\}")
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
HEADING = re.compile(r"heading (\d)", re.IGNORECASE)


@dataclass(frozen=True)
class Block:
    """A piece of a document: `kind` is heading, text or table; a table has `rows` of cells."""

    kind: str
    text: str = ""
    level: int = 0
    mark: str = ""  # its number, or the point of a list
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def lines(self) -> list[str]:
        if self.kind == "table":
            return [" | ".join(row) for row in self.rows]
        return [f"{self.mark} {self.text}".strip()]


def opened(content: bytes) -> Document:
    """The document; ValidationError where it is damaged, holds macros or is too large to be a contract."""
    damaged = ValidationError(_("This is no DOCX file, or a damaged one: save it again in the word processor."))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
                raise ValidationError(_("The document is too large for a contract."))
            if any(part.filename.lower().endswith(("vbaproject.bin", ".docm")) for part in parts):
                raise ValidationError(_("The document holds macros; save it without them."))
            if archive.testzip():
                raise damaged
        return docx.Document(io.BytesIO(content))
    except ValidationError:
        raise
    except Exception as error:  # the library answers a broken file in many ways, each of which means the same
        raise damaged from error


def fields_in(document: Document) -> list[str]:
    """The names of the fields, each once, in their order; what looks like a statement is among them as it stands."""
    found: dict[str, None] = {}
    for paragraph in _paragraphs(document):
        text = "".join(node.text or "" for node in _texts(paragraph))
        found |= dict.fromkeys(FIELD.findall(text)) | dict.fromkeys(STATEMENT.findall(text))
    return list(found)


def fill(content: bytes, values: dict[str, str]) -> bytes:
    """The template with its fields filled in. A field that is not in `values` stays as it is."""
    document = opened(content)
    for paragraph in _paragraphs(document):
        _fill_paragraph(_texts(paragraph), values)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def blocks(content: bytes) -> list[Block]:
    """What the document says, in order. Its layout is not kept: no pictures, columns, headers or fonts."""
    document = opened(content)
    found = list(_blocks(document))
    if len(found) > BLOCKS or sum(len(line) for block in found for line in block.lines) > TEXT:
        raise ValidationError(_("The document is too large for a contract."))
    return found


def text_of(found: list[Block]) -> str:
    return "\n".join(line for block in found for line in block.lines)


def _blocks(document: Document) -> Iterator[Block]:
    numbering = Numbering(document)
    styles = {style.style_id: style.name or "" for style in document.styles}
    for element in _children(document.element.body):
        if element.tag == qn("w:tbl"):
            rows = tuple(tuple(_cell(cell) for cell in row.iter(qn("w:tc"))) for row in element.iter(qn("w:tr")))
            yield Block("table", rows=rows)
            continue
        found = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        style = found.get(qn("w:val")) if found is not None else None
        mark = numbering.mark(element, style)  # an empty paragraph counts, too
        text = _said(element)
        if not text:
            continue
        name = styles.get(style, "")
        heading = HEADING.match(name)
        if heading or name == "Title":
            yield Block("heading", text, int(heading[1]) if heading else 1, mark)
        else:
            yield Block("text", text, mark=mark)


def _children(body) -> Iterator:
    """Paragraphs and tables in order, also those inside content controls."""
    for element in body:
        if element.tag in (qn("w:p"), qn("w:tbl")):
            yield element
        elif element.tag == qn("w:sdt"):
            inner = element.find(qn("w:sdtContent"))
            yield from _children(inner if inner is not None else ())


def _cell(cell) -> str:
    return " ".join(filter(None, map(_said, cell.iter(qn("w:p")))))


def _said(paragraph) -> str:
    """The paragraph's words; a tab and a break are spaces. What stands in a text box stands there once more, for older
    programs."""
    parts = []
    for node in paragraph.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr")):
        if node.getparent().tag == qn("w:tabs") or next(node.iterancestors(FALLBACK), None) is not None:
            continue
        parts.append(node.text or "" if node.tag == qn("w:t") else " ")
    return " ".join("".join(parts).split())


def _paragraphs(document: Document) -> Iterator:
    """Every paragraph, also of tables, text boxes, headers and footers."""
    yield from document.element.iter(qn("w:p"))
    for section in document.sections:
        for part in (section.header, section.footer, section.first_page_header, section.first_page_footer):
            if not part.is_linked_to_previous:
                yield from part._element.iter(qn("w:p"))


def _texts(paragraph) -> list:
    """The pieces of text of this paragraph, not those of one inside it (a text box)."""
    return [node for node in paragraph.iter(qn("w:t")) if next(node.iterancestors(qn("w:p"))) is paragraph]


def _fill_paragraph(nodes: list, values: dict[str, str]) -> None:
    """A field may be spread over several pieces: its value goes into the first, the rest of it is taken out."""
    text = "".join(node.text or "" for node in nodes)
    for match in reversed(list(FIELD.finditer(text))):
        value = values.get(match[1])
        if value is None:
            continue
        at = 0
        for node in nodes:
            said = node.text or ""
            begin, end = max(match.start() - at, 0), min(match.end() - at, len(said))
            if begin < end:
                node.text = said[:begin] + (value if match.start() >= at else "") + said[end:]
                node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            at += len(said)
