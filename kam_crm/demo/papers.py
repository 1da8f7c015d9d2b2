"""Contracts on paper: two templates, a contract prepared from one, and one that lies with the client to be signed."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping

import docx
from django.core.files.base import ContentFile

from accounts.models import User
from clients.models import Contract, ContractDocument, ContractTemplate, SigningLink
from kam_crm.demo.months import Calendar
from kam_crm.demo.people import TEAMS

BETWEEN = "between {{ company.name }} (we) and {{ client.name }}, {{ client.city }}, {{ client.country }} (you)"
SIGNED = "For you: {{ contact.name }}, {{ contact.title }}. For us: {{ manager.name }}. Made on {{ today }}."
# Heading and words of each clause.
TEMPLATES = {
    "Framework agreement": (
        ("What it is about", "You call off services from us; each order names the service, the site and the quantity."),
        ("Term", "It is in force from {{ contract.starts_on }} to {{ contract.ends_on }}."),
        ("Value", "We expect orders of {{ contract.value }} over the term; there is no duty to reach it."),
        (
            "Notice",
            "It ends with {{ contract.notice_days }} days of notice, given by {{ contract.notice_by }}.",
        ),
        ("Your contact", "{{ manager.name }}, {{ manager.email }}, is there for all of your sites."),
    ),
    "Service agreement": (
        ("Services", "We render the services of {{ contract.title }} at your sites, by our own trained people."),
        ("Price", "The price is {{ contract.value }} for the whole term, paid monthly within 30 days."),
        ("Term", "From {{ contract.starts_on }} to {{ contract.ends_on }}; notice by {{ contract.notice_by }}."),
        ("Quality", "We meet every month, and you get the figures by site a week before."),
    ),
}
PREPARED, TO_SIGN = "Sahyadri Motors", "Meghdoot Business Parks"


def put_on_paper(calendar: Calendar, people: Mapping[str, User]) -> None:
    senior = people[next(iter(TEAMS))]
    at = calendar.now - dt.timedelta(days=200)
    kept = [
        ContractTemplate.keep(name, ContentFile(written(name, clauses), f"{name}.docx"), by=senior, at=at)
        for name, clauses in TEMPLATES.items()
    ]
    prepare(calendar, PREPARED, kept[0], days_ago=5)
    document = prepare(calendar, TO_SIGN, kept[1], days_ago=4)
    signer = document.contract.client.contacts.exclude(email="").order_by("pk")[0]
    at = calendar.now - dt.timedelta(days=2)
    SigningLink.make(document, contact=signer, email=signer.email, by=document.made_by, at=at)


def prepare(calendar: Calendar, client: str, template: ContractTemplate, days_ago: int) -> ContractDocument:
    """The renewal that is not signed yet."""
    draft = Contract.objects.live().filter(client__name=client, signed_on=None).order_by("starts_on")[0]
    manager = draft.client.held_by(calendar.today)
    at = calendar.now - dt.timedelta(days=days_ago)
    contact = draft.client.contacts.live().filter(left_on=None).order_by("pk").first()
    return ContractDocument.prepare(draft, template, contact=contact, by=manager, at=at)


def written(name: str, clauses: tuple[tuple[str, str], ...]) -> bytes:
    document = docx.Document()
    document.add_heading(f"{name} {{{{ contract.number }}}}", 1)
    document.add_paragraph(BETWEEN)
    for number, (heading, words) in enumerate(clauses, 1):
        document.add_heading(f"{number}. {heading}", 2)
        document.add_paragraph(words)
    document.add_paragraph(SIGNED)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()
