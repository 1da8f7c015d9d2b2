"""One case: its facts, its clocks, what can be done next, what was said and what happened."""

from __future__ import annotations

import datetime as dt

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from accounts.access import READERS, For
from activity.models import Event
from work.clocks import Clock
from work.models import Case, CaseAttachment
from work.promised import Promised
from work.views.discussion import FilePage, SpeakPage, discussion_of

HISTORY = 50
NAMES = {"answer": _("First answer"), "solution": _("Solution")}


class CasePage(For, DetailView):
    roles = READERS
    template_name = "work/case_detail.html"
    context_object_name = "case"

    def get_object(self, queryset=None):
        found = Case.objects.visible_to(self.request.user).live().select_related("client", "manager")
        return get_object_or_404(found, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        case = self.object
        pauses = list(case.pauses.all())
        clocks = case.clocks(Promised(), [(pause.since, pause.until) for pause in pauses])
        return super().get_context_data(**kwargs) | {
            "clocks": [Face(NAMES[name], clock, self.now) for name, clock in clocks.items()],
            "pauses": pauses,
            "whose": case.manager or case.client.held_by(self.today),
            "may_work": case.may_change(self.request.user),
            "discussion": discussion_of(case, "cases"),
            "history": list(Event.objects.about(case).select_related("actor").order_by("-id")[:HISTORY]),
        }


class Face:
    """A clock as the page shows it at `now`."""

    def __init__(self, name, clock: Clock, now: dt.datetime):
        self.name, self.clock = name, clock
        self.used, self.left = clock.used(now), clock.left(now)
        self.late = self.left < dt.timedelta(0)
        self.over = -self.left
        self.presses = clock.runs and not self.late and self.used * 4 >= clock.promised * 3

    @property
    def percent(self) -> int:
        """Of the time promised, at most all of it: how far the bar reaches."""
        return min(100, self.used * 100 // self.clock.promised)


class CommentCase(For, SpeakPage):
    roles = READERS
    model, room = Case, "cases"


class CaseFile(For, FilePage):
    roles = READERS
    model = CaseAttachment
