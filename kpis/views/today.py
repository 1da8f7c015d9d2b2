"""Everyone's own home page."""

from django.shortcuts import redirect, render
from django.utils import timezone
from django.views import View

from accounts.access import EVERYONE, For
from accounts.models import Role
from activity.models import Job
from kpis import freshness, today
from work import inbox


class Today(For, View):
    """Managers: their day, and for a senior the juniors. Executives: the month. Others: where their work is."""

    roles = EVERYONE

    def get(self, request):
        user = request.user
        if user.is_executive:
            return redirect("kpis:newest")
        if not user.is_manager:
            return render(request, f"kpis/today_{user.role}.html", self.of_other(user))
        return render(request, "kpis/today.html", self.of_manager(user))

    def of_other(self, user) -> dict[str, object]:
        if user.role == Role.DEPARTMENT_MEMBER:
            return inbox.of_member(user, timezone.now())
        return {"troubled": Job.objects.troubled().count()}

    def of_manager(self, user) -> dict[str, object]:
        rules, now = self.request.rules, timezone.now()
        shown = today.of_manager(user, rules, now)
        month = today.running_month(shown["today"])
        stale = month is None or freshness.is_stale(month, now=now, rules=rules)
        led = today.of_seniors(user, rules, now) if user.is_senior else {}
        return {**shown, **led, "month": month, "is_stale": stale, "now": now}
