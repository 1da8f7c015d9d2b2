"""Who is away and who stands in: the record, and arranging, changing and ending it."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from django.urls import reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.access import READERS, For
from accounts.forms import CoverForm
from accounts.models import Cover
from pages.views import Column, ConfirmPage, FormPage, ListPage


class AbsenceList(For, ListPage):
    roles = READERS
    title = _("Absences")
    columns = [
        Column(_("Away"), "absent"),
        Column(_("Days"), "since"),
        Column(_("Stands in")),
        Column(_("Arranged by"), css="hide-phone"),
        Column(_("State"), css="hide-phone"),
        Column(""),
    ]
    row_template = "accounts/cover_row.html"
    actions_template = empty_template = "accounts/cover_actions.html"
    orderings = {"since": ("since", "pk"), "absent": ("absent__name", "since", "pk")}
    ordering = "-since"
    empty_title = _("Nobody is away")
    empty_text = _("Say when you are away and who stands in. For that time they see your clients and your new cases.")

    def get_queryset(self):
        return Cover.objects.visible_to(self.request.user).select_related("absent", "colleague", "set_by")

    def get_rows(self, rows):
        today = self.today
        for cover in rows:
            cover.is_now = cover.state(today)
            cover.may_be_changed = cover.is_now in ("ahead", "running") and cover.may_change(self.request.user)
        return rows


class OfCovers(For):
    """What arranging, changing and ending share."""

    roles = READERS
    cancel_url = success_url = reverse_lazy("absences:list")
    stays = True

    @cached_property
    def cover(self) -> Cover:
        """One that can still be changed, by who asks."""
        found = Cover.objects.visible_to(self.request.user).open(self.today).select_related("absent", "colleague")
        return get_object_or_404(found, pk=self.kwargs["pk"], absent__in=Cover.absentees(self.request.user))


class ArrangeCover(OfCovers, FormPage):
    title = _("Arrange an absence")
    form_class = CoverForm
    intro = _(
        "For these days the colleague sees the clients, works on them and gets new cases. Afterwards all of it goes"
        " back by itself. Figures and pay stay where they are."
    )
    submit = _("Arrange")
    success_message = _("It is arranged, and those concerned are told.")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"by": self.request.user}

    def get_initial(self):
        return {"absent": self.request.user.pk, "since": self.today}

    def perform(self, form):
        given = {"absent": self.request.user} | form.cleaned_data
        return Cover.arrange(**given, **self.who_and_when)


class ChangeCover(OfCovers, FormPage):
    form_class = CoverForm
    success_message = _("Saved, and those concerned are told.")

    @property
    def title(self) -> str:
        return gettext("Absence of %(name)s") % {"name": self.cover.absent}

    def get_form_kwargs(self):
        begun = self.cover.since <= self.today
        return super().get_form_kwargs() | {"by": self.request.user, "cover": self.cover, "begun": begun}

    def get_initial(self):
        return {name: getattr(self.cover, name) for name in ("colleague", "since", "until", "note")}

    def perform(self, form):
        return self.cover.change(**self.who_and_when, **form.cleaned_data)


class EndCover(OfCovers, ConfirmPage):
    success_message = _("It is ended, and those concerned are told.")

    @property
    def title(self) -> str:
        back = gettext("%(name)s is back") if self.cover.since <= self.today else gettext("%(name)s is not away")
        return back % {"name": self.cover.absent}

    @property
    def intro(self) -> str:
        sentence = gettext("From now on %(colleague)s no longer sees and works on the clients of %(absent)s.")
        if self.cover.since > self.today:
            sentence = gettext("%(colleague)s will not stand in for %(absent)s from %(since)s to %(last)s.")
        return sentence % self.cover.in_words

    submit = _("End it")

    def perform(self, form):
        return self.cover.end(**self.who_and_when)
