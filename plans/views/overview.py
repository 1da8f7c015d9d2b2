"""All opportunities at a glance: the board by stage, and the forecast by month."""

from __future__ import annotations

from django.utils import timezone
from django.views.generic import TemplateView

from accounts.access import READERS, For
from plans.board import columns
from plans.filters.opportunities import BoardFilters
from plans.forecast import ahead, past
from plans.models import Opportunity
from plans.views.opportunities import standing


class Board(For, TemplateView):
    roles = READERS
    template_name = "plans/board.html"

    def get_context_data(self, **kwargs):
        found = Opportunity.objects.visible_to(self.request.user).live()
        asked = BoardFilters(self.request.GET, queryset=found, request=self.request)
        shown = columns(asked.qs if asked.is_valid() else found.none())
        for column in shown:
            standing(column.cards, self.request)
        return super().get_context_data(**kwargs) | {
            "filter": asked,
            "columns": shown,
            "may_move": self.request.user.is_manager,
        }


class Forecast(For, TemplateView):
    roles = READERS
    template_name = "plans/forecast.html"

    def get_context_data(self, **kwargs):
        rules = self.request.rules
        today = rules.today(timezone.now())
        found = Opportunity.objects.visible_to(self.request.user).live()
        return super().get_context_data(**kwargs) | {
            "ahead": ahead(found, today),
            "past": past(found, rules, today),
            "this_month": today.replace(day=1),
        }
