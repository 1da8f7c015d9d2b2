"""Files as they come: encodings, delimiters, workbooks, and what is no table at all."""

import datetime as dt
import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest

from clients.imports import Unreadable
from clients.models import Contract, Service
from tests import factories as make
from tests.clients.importing import bring

TEXT = "code,name\ns1,Beratung für Köln\ns2,नमस्ते\n"
LATIN = "code,name\ns1,Beratung für Köln\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_it_recognises_unicode(db, encoding):
    assert bring("services", TEXT.encode(encoding)).created == 2
    assert Service.objects.get(code="s2").name == "नमस्ते"


def test_it_recognises_latin_1(db):
    bring("services", LATIN.encode("latin-1"))
    assert Service.objects.get().name == "Beratung für Köln"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_it_recognises_the_delimiter(db, delimiter):
    bring("services", f'code{delimiter}name\ns1{delimiter}"A, b; c\nd"\n'.encode())
    assert Service.objects.get().name == "A, b; c\nd"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\n", "empty"),
        (b"%PDF-1.7 code,name", "no table"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "no table"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00", "save it as .xlsx"),
        (b"PK\x03\x04 and then nothing", "no Excel workbook"),
        ("code,name\n".encode("utf-32"), "UTF-32"),
        (b"\xef\xbb\xbfcode,name\ns1,a\ns2,\xff\n", r"neither UTF-8 .*\(line 3\)"),
        ("code,name\nस,ü\n".encode() + b"b,\xfc\n", r"neither UTF-8 .*\(line 3\)"),
        (b"code,name\ns1,a" + 5000 * b" " + b"\x00\n", "NUL"),
        (b"code,name\ns1," + 5_000_000 * b"x" + b"\n", "Line 2"),
        (b'code,name\ns1,"open\ns2,b\n', "Line 2: a quotation mark is not closed"),
        (b"dear sir,\nthis is a letter\n", "none of their columns"),
        (b"code,name,code\ns1,a,b\n", "in the file twice"),
    ],
)
def test_it_says_in_one_sentence_what_is_no_table(db, content, reason):
    with pytest.raises(Unreadable, match=reason) as refusal:
        bring("services", content)
    assert "\n" not in str(refusal.value)
    assert not Service.objects.exists()


def test_it_refuses_a_cell_of_5_mb_in_quotes(db):
    with pytest.raises(Unreadable, match="Line 3"):
        bring("services", b'code,name\ns1,a\ns2,"' + 5_000_000 * b"x" + b'"\n')


def workbook(*rows) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def test_it_reads_a_workbook_as_it_would_the_same_text(db):
    make.client("Acme")
    rows = [["number", "client_code", "starts_on", "value", "auto_renews", "notice_days", None]]
    rows += [[], [17, "ACME", dt.date(2026, 1, 1), 0.1 + 0.2, True, 30, None]]
    assert bring("contracts", workbook(*rows)).created == 1
    contract = Contract.objects.get(number="17")
    assert (contract.starts_on, contract.value) == (make.day("2026-01-01"), Decimal("0.3"))
    assert (contract.auto_renews, contract.notice_days) == (True, 30)


def test_it_names_the_row_of_a_workbook(db):
    result = bring("services", workbook(["code", "name"], ["a", "A"], [None, None], ["b", None]))
    assert [(e.line, e.field) for e in result.errors] == [(4, "name")]


def test_it_refuses_a_workbook_that_unpacks_to_too_much(db, monkeypatch):
    monkeypatch.setattr("clients.imports.workbook.UNPACKED_LIMIT", 1000)
    with pytest.raises(Unreadable, match="too large"):
        bring("services", workbook(["code", "name"], ["a", "A"]))


def test_it_refuses_a_zip_file_of_something_else(db):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("code.csv", "code,name\na,A")
    with pytest.raises(Unreadable, match="no Excel workbook"):
        bring("services", out.getvalue())
