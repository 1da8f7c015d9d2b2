"""One page to read, or to print, before a meeting with a client."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import TemplateView

from accounts.access import READERS, For
from clients.models import Client
from clients.views.contracts import say_standing
from work.brief import brief_of
from work.views.case_page import NAMES, Face


class ClientBrief(For, TemplateView):
    roles = READERS
    template_name = "work/brief.html"

    def get_context_data(self, code, **kwargs):
        user, now = self.request.user, timezone.now()
        client = get_object_or_404(Client.objects.visible_to(user), code=code)
        today = self.request.rules.today(now)
        brief = brief_of(client, user, self.request.rules, now)
        for contract in brief["contracts"]:
            say_standing(contract, today)
        cases = [
            (one.case, [Face(NAMES[name], clock, now) for name, clock in one.clocks.items()]) for one in brief["cases"]
        ]
        about = {"client": client, "now": now, "today": today, "manager": client.held_by(today)}
        team = client.team.on(today).select_related("user").order_by("user__name")
        return super().get_context_data(**kwargs) | about | brief | {"cases": cases, "team": list(team)}
