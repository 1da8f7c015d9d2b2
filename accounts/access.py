"""Who may open a page at all. Absent and forbidden look the same: 404.

A page states its roles once, on the view; which records it shows is `visible_to(user)`'s answer, and whether a change
is allowed is the verb's own.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.utils import timezone
from django.utils.functional import cached_property

from accounts.denied import Denied
from accounts.models import Role

__all__ = ["ADMINISTRATORS", "EVERYONE", "EXECUTIVES", "MANAGERS", "READERS", "Denied", "For"]

EVERYONE = tuple(Role)
MANAGERS = (Role.KEY_MANAGER, Role.ACCOUNT_MANAGER)
READERS = (*MANAGERS, Role.EXECUTIVE)
EXECUTIVES = (Role.EXECUTIVE,)
ADMINISTRATORS = (Role.ADMINISTRATOR,)


class For:
    """Mixin of every view: signed in, and in one of `roles`; at one instant, `now`, which is the company's `today`."""

    roles: tuple[Role, ...] = ()
    # Django's forms take a PUT for a POST, which no button of ours sends.
    http_method_names = ("get", "post", "head", "options")

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if request.user.role not in self.roles:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def now(self) -> dt.datetime:
        return timezone.now()

    @cached_property
    def today(self) -> dt.date:
        return self.request.rules.today(self.now)

    @property
    def who_and_when(self) -> dict[str, Any]:
        """What every verb is told."""
        return {"by": self.request.user, "at": self.now}
