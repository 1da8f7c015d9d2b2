"""Which encoding a text file has: UTF-8, UTF-16 or Latin-1, the ones that spreadsheets write."""

from __future__ import annotations

import codecs
import re
from typing import BinaryIO

from django.utils.translation import gettext as _

from clients.imports.rows import Unreadable

CHUNK = 1 << 20
CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
MULTI_BYTE = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
NOT_IN_LATIN = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")


def encoding_of(file: BinaryIO) -> str:
    """The name of the encoding, from the beginning of the file and one pass over it."""
    file.seek(0)
    head = file.read(4096)
    if not head.strip():
        raise Unreadable(_("The file is empty."))
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise Unreadable(_("The file is in UTF-32; save it as UTF-8."))
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if wide := _utf_16_without_mark(head):
        return wide
    _must_be_text(head)
    file.seek(0)
    return _utf_8_or_latin(file)


def _utf_16_without_mark(head: bytes) -> str:
    """Latin headers in UTF-16 have a NUL in every second byte."""
    even, odd = head[::2], head[1::2]
    if len(head) >= 4 and odd.count(0) > 0.7 * len(odd) and not even.count(0):
        return "utf-16-le"
    if len(head) >= 4 and even.count(0) > 0.7 * len(even) and not odd.count(0):
        return "utf-16-be"
    return ""


def _must_be_text(head: bytes) -> None:
    if head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"\x1f\x8b")) or CONTROL.search(head):
        if head.startswith(b"\xd0\xcf\x11\xe0"):
            raise Unreadable(_("This is an old Excel file (.xls) or another Office file; save it as .xlsx or .csv."))
        raise Unreadable(_("This is no table: neither CSV text nor an Excel workbook (.xlsx)."))


def _utf_8_or_latin(file: BinaryIO) -> str:
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    broken = marked = odd = False
    while chunk := file.read(CHUNK):
        marked = marked or bool(MULTI_BYTE.search(chunk))
        odd = odd or bool(NOT_IN_LATIN.search(chunk))
        if not broken:
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                broken = True
    if not broken and not decoder.getstate()[0]:
        return "utf-8-sig"
    if marked or odd:  # Latin-1 would turn what is damaged UTF-8, or something else, into nonsense
        return "utf-8-sig"  # whose reading will name the first bad line
    return "cp1252"
