"""A senior's board of the juniors' tasks, and a page on each of them for the talk of two."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.views.generic import TemplateView, View

from accounts.access import For
from accounts.models import Level, Role, User
from clients.models import Interaction
from pages.views import saved
from work.board import columns, loads_of
from work.filters.tasks import BoardFilters
from work.forms.tasks import ReassignForm, hands
from work.models import Case, Task

LEADS = (Role.KEY_MANAGER, Role.EXECUTIVE)
LATELY = dt.timedelta(days=30)
LONGEST = 30
REVIEWS = 6  # the others are on the list


class Board(For, TemplateView):
    """The people of the reader, or, for an executive, of the senior that the address names: ?of=7."""

    roles = LEADS
    template_name = "work/board.html"

    def get(self, request, *args, **kwargs):
        if request.user.is_executive and "of" not in request.GET:
            return redirect("team_table")
        return super().get(request, *args, **kwargs)

    @cached_property
    def senior(self) -> User:
        user, asked = self.request.user, self.request.GET.get("of", "")
        asked = asked or str(user.pk)
        seniors = User.objects.visible_to(user).active().filter(level=Level.SENIOR)
        return get_object_or_404(seniors, pk=asked if asked.isdecimal() else None)

    def get_context_data(self, **kwargs):
        user, now = self.request.user, timezone.now()
        people = list(hands(self.senior).exclude(pk=self.senior.pk))
        tasks = Task.objects.visible_to(user)
        asked = BoardFilters(self.request.GET, queryset=tasks, request=self.request)
        shown = asked.qs if asked.is_valid() else tasks.none()
        return super().get_context_data(**kwargs) | {
            "filter": asked,
            "senior": self.senior,
            "people": people,
            "columns": columns(people, shown, self.request.rules, now),
            "reviews": list(tasks.to_review(user).select_related("owner", "client").on_clock()[: REVIEWS + 1]),
            "handed_back": list(tasks.handed_back(user).select_related("owner", "client").on_clock()[:REVIEWS]),
            "left_behind": tasks.left_behind().exists(),
            "may_move": user.is_senior,
            "now": now,
            "today": self.request.rules.today(now),
        }


class MoveTask(For, View):
    """A card dropped on somebody else's column."""

    roles = LEADS

    def post(self, request, pk):
        task = get_object_or_404(Task.objects.visible_to(request.user), pk=pk)
        form = ReassignForm(request.POST, by=request.user)
        try:
            if not form.is_valid():
                raise ValidationError(_t("Choose somebody of your own line."))
            moved = task.reassign(form.cleaned_data["to"], by=request.user, at=timezone.now())
            messages.success(request, _t("%(name)s has “%(title)s” now.") % {"name": moved.owner, "title": moved})
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        return saved(request) if request.htmx else HttpResponseRedirect(reverse("team"))


class Person(For, TemplateView):
    """One manager, for the talk of two: what was done, what waits, figures."""

    roles = LEADS
    template_name = "work/person.html"

    @cached_property
    def person(self) -> User:
        user = self.request.user
        people = User.objects.visible_to(user).managers().exclude(pk=user.pk)
        return get_object_or_404(people, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        person, now = self.person, timezone.now()
        tasks = Task.objects.filter(owner=person).select_related("client", "owner")
        talks = Interaction.objects.live().of([person.pk]).select_related("client").distinct()
        today = self.request.rules.today(now)
        mine = Case.objects.live().filter(manager=person) | Case.objects.live().filter(
            manager=None, client__in=held_by(person, today)
        )
        return super().get_context_data(**kwargs) | {
            "person": person,
            "people": [person],
            "now": now,
            "today": today,
            "first": today.replace(day=1),
            "load": loads_of([person], self.request.rules, now)[person.pk],
            "waiting": list(tasks.open().on_clock()[:LONGEST]),
            "done": list(tasks.filter(state=Task.State.APPROVED, ended_at__gte=now - LATELY)[:LONGEST]),
            "cases": list(mine.filter(solved_at=None).select_related("client").order_by("received_at")[:LONGEST]),
            "planned": list(talks.planned().order_by("started_at")[:10]),
            "held": list(talks.talks().held().order_by("-started_at")[:10]),
        }


def held_by(person: User, today: dt.date):
    return person.responsibilities.on(today).values("client")
