"""How long departments take: for managers over what was asked for their clients, for executives over all."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from accounts.access import READERS, For
from work import delays
from work.models import DepartmentRequest


class Delays(For, TemplateView):
    roles = READERS
    template_name = "work/delays.html"
    title = _("Delays of departments")

    def get_context_data(self, **kwargs):
        rules, now = self.request.rules, timezone.now()
        newest = delays.later(rules.today(now), 1 - delays.MONTHS)
        first = min(asked_for(self.request.GET.get("from", "")) or newest, newest)
        seen = DepartmentRequest.objects.visible_to(self.request.user)
        given = delays.reasons(seen, first, rules)
        return super().get_context_data(**kwargs) | {
            "title": self.title,
            "parts": delays.by_department(seen, first, rules, now),
            "reasons": given[: delays.REASONS],
            "more_reasons": len(given) > delays.REASONS,
            "first": first,
            "last": delays.later(first, delays.MONTHS - 1),
            "earlier": delays.later(first, -delays.MONTHS),
            "later": delays.later(first, delays.MONTHS) if first < newest else None,
        }


def asked_for(text: str) -> dt.date | None:
    """The month of an address, "2026-06"; None for anything else."""
    try:
        month = dt.datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007  # a month, no instant
    except ValueError:
        return None
    return month if month.year >= 1900 else None
