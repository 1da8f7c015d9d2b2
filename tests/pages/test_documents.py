"""Evidence: few kinds of files, told by their content."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from pages import documents


def an_archive(part: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(part, "<x/>")
    return file.getvalue()


KINDS = {
    "a.pdf": b"%PDF-1.7",
    "a.PNG": b"\x89PNG\r\n\x1a\n...",
    "a.jpg": b"\xff\xd8\xff\xe0",
    "a.xlsx": an_archive("xl/workbook.xml"),
    "a.docx": an_archive("word/document.xml"),
    "a.csv": "क;ख".encode(),
    "a.txt": "grün".encode("utf-16"),
}


@pytest.mark.parametrize("name", KINDS)
def test_it_takes_evidence_of_the_common_kinds(name):
    assert documents.checked(ContentFile(KINDS[name], name)).read() == KINDS[name]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"<script>"),
        ("a.xlsx", KINDS["a.docx"]),
        ("a.docx", b"PK\x03\x04 broken"),
        ("a.txt", b"MZ\x90\x00"),
        ("a.exe", b"MZ"),
        ("a", b"x"),
    ],
)
def test_it_refuses_what_is_not_what_its_name_says(name, content):
    with pytest.raises(ValidationError):
        documents.checked(ContentFile(content, name))


def test_it_refuses_a_file_larger_than_20_mb(monkeypatch):
    monkeypatch.setattr(documents, "LARGEST", 8)
    assert documents.checked(ContentFile(b"%PDF-1.7", "a.pdf"))
    with pytest.raises(ValidationError, match="larger than 20 MB"):
        documents.checked(ContentFile(b"%PDF-1.7 ", "a.pdf"))
