"""A client's tasks on the page of the room below, which does not know them."""

from __future__ import annotations

from django import template
from django.utils import timezone

from clients.models import Client
from work.models import Task

register = template.Library()
SHOWN = 6


@register.inclusion_tag("work/client_tasks.html", takes_context=True)
def tasks_of(context, client: Client, may_work: bool) -> dict[str, object]:
    """The open ones that the reader may see, the soonest first."""
    user = context["request"].user
    shown = Task.objects.visible_to(user).open().filter(client=client).select_related("owner").on_clock()[:SHOWN]
    return {"client": client, "may_work": may_work, "tasks": list(shown), "now": timezone.now()}
