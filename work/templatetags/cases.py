"""A client's cases on the page of the room below, which does not know them."""

from __future__ import annotations

from django import template
from django.db.models import F

from clients.models import Client
from work.models import Case

register = template.Library()
SHOWN = 6


@register.inclusion_tag("work/client_cases.html", takes_context=True)
def cases_of(context, client: Client, may_work: bool) -> dict[str, object]:
    """Those not solved, the latest first, then those solved last."""
    cases = Case.objects.filter(client=client).live()
    shown = cases.order_by(F("solved_at").desc(nulls_first=True), "-received_at", "-pk")[:SHOWN]
    about = {"client": client, "may_work": may_work, "cases": list(shown)}
    return about | {name: context[name] for name in ("request", "csrf_token") if name in context}
