"""Deals and needs on pages of other rooms: the client's, and Today; and what waits for the reader's approval."""

from __future__ import annotations

import datetime as dt

from django import template
from django.db.models import F, Prefetch

from clients.models import Client
from plans.models import Need, Opportunity, Solution
from plans.views.opportunities import standing

register = template.Library()
SHOWN = 6
WEEK = dt.timedelta(days=7)


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


@register.simple_tag(takes_context=True)
def deal_steps(context) -> list[Opportunity]:
    """The next steps of the reader, and of those for whom they stand in, that are overdue or due within the week."""
    user, today = context["request"].user, context["today"]
    own = Opportunity.objects.visible_to(user).live().open().filter(owner__in=[user.pk, *user.covered_ids])
    due = own.filter(next_step_on__lte=today + WEEK).select_related("client")
    return list(due.order_by("next_step_on", "pk")[:SHOWN])


@register.simple_tag(takes_context=True)
def solutions_to_approve(context) -> list[Solution]:
    """What waits for the reader's approval, the longest waiting first."""
    user = context["request"].user
    waiting = Solution.objects.visible_to(user).live().to_approve(user).select_related("client", "submitted_by")
    return list(waiting.order_by("submitted_at", "pk")[:SHOWN])
