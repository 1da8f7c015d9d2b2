"""A client's cases on the page of the room below, which does not know them."""

from __future__ import annotations

import datetime as dt

from django import template
from django.db.models import F
from django.utils.translation import gettext

from clients.models import Client
from pages.formats.numbers import number
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


@register.filter
def lasting(time: dt.timedelta) -> str:
    """45 min, 3 h 20 min, 27 h: working time, which has no days. To the minute that has begun."""
    hours, minutes = divmod(-(-time // dt.timedelta(minutes=1)), 60)
    if not hours:
        return gettext("%(minutes)d min") % {"minutes": minutes}
    if not minutes:
        return gettext("%(hours)s h") % {"hours": number(hours)}
    return gettext("%(hours)s h %(minutes)d min") % {"hours": number(hours), "minutes": minutes}
