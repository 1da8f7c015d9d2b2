"""The PDF of a document: its words, clause numbers and tables in our own setting.

The word processor's layout is not kept: what can be signed is what can be read here, on every machine alike. Texts
reach the typesetter as data, never as markup.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from pathlib import Path

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clients.models.contract import Contract
from clients.paper.docx import Block
from pages.paper import clipped, typeset

TEMPLATE = Path(__file__).with_name("contract.typ")


def pdf(found: list[Block], contract: Contract, version: int, *, company: str, at: dt.datetime) -> bytes:
    """PDF/UA, so that a screen reader finds its way."""
    title = " · ".join(filter(None, (contract.number, contract.title)))
    data = {
        "language": (get_language() or "en")[:2],
        "title": clipped(title),
        "company": clipped(company),
        "footer": clipped(_("%(title)s, version %(version)s") % {"title": title, "version": version}),
        "blocks": [asdict(block) for block in found],
    }
    return typeset(TEMPLATE, data, at)
