"""DOCX and PDF files for tests, made as small as they can be."""

import io

import docx
import pypdf
from django.core.files.base import ContentFile
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from clients.models import ContractTemplate
from tests import factories as make

AT = make.instant("2026-11-24T10:00")
WORDS = ("Service contract", "Between {{ company.name }} and {{ client.name }}.", "Worth {{ contract.value }}.")


def a_docx(*paragraphs: str, heading: str = "", table=()) -> bytes:
    document = docx.Document()
    if heading:
        document.add_heading(heading, 1)
    for text in paragraphs:
        document.add_paragraph(text)
    if table:
        drawn = document.add_table(len(table), len(table[0]))
        for row, cells in zip(drawn.rows, table, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    return saved(document)


def saved(document) -> bytes:
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def upload(content: bytes, name: str = "a.docx") -> ContentFile:
    return ContentFile(content, name)


def a_template(by, *paragraphs: str, name: str = "Service") -> ContractTemplate:
    return ContractTemplate.keep(name, upload(a_docx(*(paragraphs or WORDS))), by=by, at=AT)


def a_pdf(script: str = "", hidden: bool = False) -> bytes:
    """One blank page; with a script that runs when it opens, or one that no page leads to."""
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    if script:
        action = DictionaryObject(
            {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(script)}
        )
        place = writer._add_object(action)
        if not hidden:
            writer.root_object[NameObject("/OpenAction")] = place
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def text_of(pdf: bytes) -> str:
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    return " ".join(" ".join(pages).split())
