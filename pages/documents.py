"""The files that people attach: few kinds, told by what is in them and not by their names; and how they go out."""

from __future__ import annotations

import zipfile
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.utils.translation import gettext_lazy as _

LARGEST = 20 * 1024 * 1024  # bytes
SIGNATURES = {".pdf": b"%PDF-", ".png": b"\x89PNG\r\n\x1a\n", ".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff"}
PARTS = {".xlsx": "xl/workbook.xml", ".docx": "word/document.xml"}
TEXTS = (".csv", ".txt")
KINDS = (*SIGNATURES, *PARTS, *TEXTS)
HEAD = 64 * 1024  # bytes of a text that are looked at


def checked(upload: Any) -> Any:
    """An uploaded file as it is; ValidationError where it is too large or not what its name says."""
    if upload.size > LARGEST:
        raise ValidationError(_("The file is larger than 20 MB; attach a smaller one."))
    kind = PurePath(upload.name or "").suffix.lower()
    if kind not in KINDS:
        raise ValidationError(_("Attach a PDF, PNG, JPEG, XLSX, DOCX, CSV or TXT file."))
    try:
        fits = _fits(kind, upload)
    finally:
        upload.seek(0)
    if not fits:
        raise ValidationError(_("This is no %(kind)s file, whatever its name says."), params={"kind": kind[1:].upper()})
    return upload


def _fits(kind: str, upload: Any) -> bool:
    if kind in SIGNATURES:
        return upload.read(16).startswith(SIGNATURES[kind])
    if kind in PARTS:
        return _holds(upload, PARTS[kind])
    head = upload.read(HEAD)
    return head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" not in head  # UTF-16 says so at its beginning


def _holds(upload: Any, part: str) -> bool:
    try:
        with zipfile.ZipFile(upload) as archive:
            return part in archive.namelist()
    except zipfile.BadZipFile:
        return False


def download(file: Any, name: str) -> FileResponse:
    """A stored file, to be kept and never to be run by a browser. 404 where the disk has lost it."""
    try:
        stored = file.open("rb")
    except FileNotFoundError as gone:
        raise Http404 from gone
    response = FileResponse(stored, as_attachment=True, filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
