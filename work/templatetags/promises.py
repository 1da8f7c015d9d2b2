"""What was promised, on pages of the room below, which does not know of promises."""

from __future__ import annotations

import datetime as dt

from django import template
from django.db.models import F
from django.utils import timezone

from clients.models import Client, Interaction
from work.models import Promise

register = template.Library()
SHOWN = 6


@register.simple_tag(takes_context=True)
def standing(context, promise: Promise) -> str:
    """Where it stands today: open, overdue, kept, late or broken."""
    return promise.state(today(context))


@register.inclusion_tag("work/client_promises.html", takes_context=True)
def promises_to(context, client: Client, may_work: bool) -> dict[str, object]:
    """Those to be kept, the next due first, then the latest that were settled."""
    live = Promise.objects.filter(client=client).live().shown()
    unsettled = list(live.unsettled().order_by("due_on", "pk")[: SHOWN + 1])
    settled = live.exclude(kept_on=None, broken_on=None).order_by(F("due_on").desc(), "-pk")
    shown = [*unsettled[:SHOWN], *settled[: max(SHOWN - len(unsettled), 0)]]
    return handed(context) | {
        "client": client,
        "may_work": may_work,
        "promises": shown,
        "more": len(unsettled) > SHOWN,
    }


@register.inclusion_tag("work/talk_promises.html", takes_context=True)
def promises_in(context, talk: Interaction, may_change: bool) -> dict[str, object]:
    """What was promised in a talk."""
    promises = Promise.objects.filter(interaction=talk).live().shown()
    return handed(context) | {"talk": talk, "may_work": may_change, "promises": list(promises)}


def today(context) -> dt.date:
    return context["request"].rules.today(timezone.now())


def handed(context) -> dict[str, object]:
    return {name: context[name] for name in ("request", "csrf_token") if name in context}
