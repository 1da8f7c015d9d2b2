"""A client's deals and needs on the page of the room below, which does not know them."""

from __future__ import annotations

from django import template
from django.db.models import F, Prefetch

from clients.models import Client
from plans.models import Need, Opportunity, Solution
from plans.views.opportunities import standing

register = template.Library()
SHOWN = 6


@register.inclusion_tag("plans/client_deals.html", takes_context=True)
def deals_of(context, client: Client, may_work: bool) -> dict[str, object]:
    """The open ones, the soonest expected first, then the latest that were decided."""
    found = Opportunity.objects.filter(client=client).live().shown()
    ordered = list(found.order_by(F("closed_on").desc(nulls_first=True), "expected_on", "pk")[: SHOWN + 1])
    shown = standing(ordered[:SHOWN], context["request"])
    return {"client": client, "may_work": may_work, "opportunities": shown, "more": len(ordered) > SHOWN}


@register.inclusion_tag("plans/client_needs.html")
def needs_of(client: Client, may_work: bool) -> dict[str, object]:
    """The latest, with what is proposed."""
    found = Need.objects.filter(client=client).live()
    solutions = Prefetch("solutions", Solution.objects.live().order_by("pk"))
    return {"client": client, "may_work": may_work, "needs": list(found.prefetch_related(solutions)[:SHOWN])}
