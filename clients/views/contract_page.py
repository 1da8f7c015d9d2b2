"""One contract: what it says, where it stands, its papers, and what is to be done next."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import TemplateView

from accounts.access import READERS, For
from activity.models import Event
from clients import link_mail, terms
from clients.forms.contracts import NoteForm
from clients.models import Contract, SigningLink
from clients.views.contracts import say_standing

EVENTS = 50
NOTES = 100


class ContractPage(For, TemplateView):
    roles = READERS
    template_name = "clients/contract_detail.html"

    def get_context_data(self, **kwargs):
        user, now = self.request.user, timezone.now()
        shown = Contract.objects.visible_to(user).live().with_renewal()
        contract = get_object_or_404(shown.select_related("client", "renews", "amends"), pk=self.kwargs["pk"])
        today = self.request.rules.today(now)
        documents = list(contract.documents.select_related("made_by", "template"))
        approval = contract.approvals.select_related("asked_by", "decided_by").first()
        steps = list(contract.indexations.all())
        history = list(Event.objects.about(contract).select_related("actor")[:EVENTS])
        return (
            super().get_context_data(**kwargs)
            | {
                "contract": say_standing(contract, today),
                "client": contract.client,
                "today": today,
                "documents": documents,
                "newest": documents[0] if documents else None,
                "links": links_of(contract, now),
                "signatures": list(contract.signatures.select_related("document", "recorded_by")),
                "approval": approval,
                "lacks_approval": not contract.signed_on and contract.lacks_approval,
                "may_decide": approval and approval.state == "waiting" and approval.may_decide(user),
                "may_work": user.is_manager,  # who sees a client as a manager works on it
                "notes": list(contract.notes.select_related("by")[:NOTES]),
                "note_form": NoteForm(),
                "indexations": steps,
                "amendments": [say_standing(row, today) for row in contract.amended_by.live().with_renewal()],
                "successors": [say_standing(row, today) for row in contract.renewed_by.live().with_renewal()],
                "months": months_of(contract, [(step.from_on, step.percent) for step in steps]),
                "outdated": documents and not contract.signed_on and changed_since(documents[0].made_at, history),
                "history": history,
            }
        )


def links_of(contract: Contract, now: dt.datetime) -> list[SigningLink]:
    """The newest links, each with what has become of it."""
    found = SigningLink.objects.filter(document__contract=contract).select_related("document", "contact", "made_by")
    links = list(found[:20])
    for link in links:
        over = link.expires_at <= now or contract.signed_on
        link.stands = "used" if link.used_at else "withdrawn" if link.withdrawn_at else "over" if over else "open"
    link_mail.say_mail(links)
    return links


def changed_since(at: dt.datetime, history: list[Event]) -> bool:
    return any(event.verb == "contract.changed" and event.at > at for event in history)


def months_of(contract: Contract, steps) -> list[tuple[dt.date, Decimal]]:
    """What the contract is worth in each month; nothing where it has no value or no end to spread it over."""
    if contract.value is None or contract.starts_on is None or contract.ends_on is None:
        return []
    return terms.by_month(contract.value, contract.starts_on, contract.ends_on, contract.last_on, steps)
