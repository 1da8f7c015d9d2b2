"""The trash: what was put away, and how it comes back."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View

from accounts.access import MANAGERS, For
from clients.models import Departure, Fact, Interaction, Sale, Spending, Survey
from pages.formats.numbers import day, money

PAGE = 50


def kinds() -> dict[str, type[Fact]]:
    """Every kind of fact, of the rooms above, too."""
    return {model._meta.model_name: model for model in Fact.__subclasses__()}


def facts(kind: str, user):
    """The facts of this kind that `user` may put away and take out."""
    if kind not in kinds():
        raise Http404
    found = kinds()[kind]._default_manager.workable_by(user).select_related("client")
    return found.filter(manager__in=user.line_ids) if kind == "interaction" else found


def trashed(user, before: dt.datetime | None) -> list:
    """Facts of all kinds, the latest put away first: one more than a page, put away earlier than `before`."""
    merged = []
    for kind in kinds():
        found = facts(kind, user).trashed()
        if before:
            found = found.filter(trashed_at__lt=before)
        merged += found.order_by("-trashed_at", "-pk")[: PAGE + 1]
    return sorted(merged, key=lambda fact: fact.trashed_at, reverse=True)[: PAGE + 1]


def in_words(fact) -> str:
    """By what one knows the fact again."""
    if isinstance(fact, Sale):
        return f"{fact}, {day(fact.date)}, {money(fact.amount, fact.currency)}"
    if isinstance(fact, Departure):
        return f"{fact.get_reason_display()}, {day(fact.left_on)}"
    if isinstance(fact, Interaction):
        return f"{fact}, {day(fact.started_at)}"
    if isinstance(fact, Survey):
        return f"{fact.contact or '–'}: {fact.score}, {day(fact.answered_on)}"
    if isinstance(fact, Spending):
        return f"{money(fact.amount, fact.currency)}, {day(fact.as_of)}"
    return str(fact)


class Trash(For, TemplateView):
    roles = MANAGERS
    template_name = "clients/trash.html"

    def get_context_data(self, **kwargs):
        try:
            before = parse_datetime(self.request.GET.get("before", ""))
        except ValueError:
            before = None
        found = trashed(self.request.user, before if before and before.tzinfo else None)
        more = found[PAGE - 1].trashed_at.isoformat() if len(found) > PAGE else None
        for fact in found:
            fact.kind_of_fact = fact._meta.model_name
            fact.kind_in_words = fact._meta.verbose_name
            fact.in_words = in_words(fact)
        return super().get_context_data(**kwargs) | {"facts": found[:PAGE], "more": more}


class PutIntoTrash(For, View):
    roles = MANAGERS

    def post(self, request, kind, pk):
        fact = get_object_or_404(facts(kind, request.user).live(), pk=pk)
        try:
            fact.trash(by=request.user, at=timezone.now())
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            undo = reverse("trash:restore", args=[kind, fact.pk])
            say(request, fact, _("Moved to the trash."), extra_tags=undo)
        return HttpResponseRedirect(came_from(request) or fact.client.get_absolute_url())


def say(request, fact: Fact, done: str, **options) -> None:
    """What was done, and, where the fact reaches into a month that is closed, what comes of it there."""
    closed = render_to_string("kpis/late_moved.html", {"fact": fact}, request).strip()
    messages.success(request, f"{done} {closed}".strip(), **options)


def came_from(request) -> str | None:
    """The page of ours with the button on it."""
    page = request.headers.get("Referer", "")
    return page if url_has_allowed_host_and_scheme(page, request.get_host(), request.is_secure()) else None


class TakeOutOfTrash(For, View):
    roles = MANAGERS

    def post(self, request, kind, pk):
        fact = get_object_or_404(facts(kind, request.user).trashed(), pk=pk)
        try:
            fact.restore(by=request.user, at=timezone.now())
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return HttpResponseRedirect(reverse("trash:list"))
        say(request, fact, _("Taken out of the trash again."))
        return HttpResponseRedirect(fact.client.get_absolute_url())
