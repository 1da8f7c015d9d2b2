"""Deals that were decided, needs and offers among what happened with a client."""

from clients.timeline import SOURCES, Source
from plans.models import Need, Opportunity, Solution

SOURCES.append(
    Source(
        "business",
        "plans/opportunity_entry.html",
        "closed_on",
        lambda client: Opportunity.objects.filter(client=client).live().shown(),
    )
)
SOURCES.append(
    Source(
        "talks",
        "plans/need_entry.html",
        "heard_on",
        lambda client: Need.objects.filter(client=client).live(),
    )
)
SOURCES.append(
    Source(
        "business",
        "plans/solution_entry.html",
        "offered_at",
        lambda client: Solution.objects.filter(client=client).live().shown(),
        by_day=False,
    )
)
