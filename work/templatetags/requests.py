"""What was asked of departments for a client, on the page of the room below, which does not know requests."""

from __future__ import annotations

from django import template

from clients.models import Client
from work.models import DepartmentRequest

register = template.Library()
SHOWN = 6


@register.inclusion_tag("work/client_requests.html", takes_context=True)
def requests_of(context, client: Client, may_work: bool) -> dict[str, object]:
    """The open ones, what is due first above, then those answered last."""
    found = DepartmentRequest.objects.filter(client=client).shown()
    shown = list(found.open().order_by("due_at", "pk")[:SHOWN])
    shown += found.answered().order_by("-answered_at", "-pk")[: SHOWN - len(shown)]
    return {"client": client, "may_work": may_work, "requests": shown, "now": context["now"]}
