"""Refuses a PDF that would do something when it is opened: run a script, start a program, bring files along."""

from __future__ import annotations

from typing import Any

import pypdf
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from pypdf.generic import ArrayObject, DictionaryObject, NameObject

OBJECTS = 200_000
ACTS = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition", "/RichMedia", "/Movie", "/Sound"}
KEYS = {"/JS", "/JavaScript", "/EmbeddedFile", "/EmbeddedFiles", "/RichMediaContent", "/XFA", "/AA"}


def refuse_scripts(upload: Any) -> None:
    """ValidationError where the PDF acts by itself, or cannot be looked into."""
    unreadable = ValidationError(_("This PDF cannot be read; print it into a new PDF and attach that."))
    try:
        reader = pypdf.PdfReader(upload)
        if reader.is_encrypted:
            raise unreadable
        acts = any(_acts(found) for found in _objects(reader))
    except ValidationError:
        raise
    except Exception as error:  # a hostile file fails in any way it likes
        raise unreadable from error
    finally:
        upload.seek(0)
    if acts:
        raise ValidationError(
            _("This PDF holds a script or a file inside; print it into a new PDF and attach that."), code="script"
        )


def _objects(reader: pypdf.PdfReader):
    """Everything that the file's own tables name, whether or not a page leads there."""
    numbers = {number for generation in reader.xref.values() for number in generation} | set(reader.xref_objStm)
    if len(numbers) > OBJECTS:
        raise ValidationError(_("The PDF is too large for a contract."))
    for number in numbers:
        if number:
            yield reader.get_object(number)


def _acts(found: Any) -> bool:
    """Whether it acts itself, or holds something that does. What it only refers to has a number of its own."""
    waiting = [found]
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, DictionaryObject):
            kind = thing.raw_get("/S") if "/S" in thing else None
            if thing.keys() & KEYS or (isinstance(kind, NameObject) and kind in ACTS):
                return True
            waiting += [thing.raw_get(key) for key in thing]
        elif isinstance(thing, ArrayObject):
            waiting += list.__iter__(thing)
    return False
