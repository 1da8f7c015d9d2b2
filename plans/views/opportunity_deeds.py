"""What is done with an opportunity: moving it on, winning, losing and opening it again; and what is said about it."""

from __future__ import annotations

from django.contrib import messages
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.access import READERS, For
from pages.views import saved
from plans.forms.opportunities import LostForm, MoveForm, ReopenForm, WonForm
from plans.models import Opportunity, OpportunityAttachment
from plans.models.opportunity import new_number
from plans.views.opportunities import OneOpportunity
from work.views.discussion import FilePage, SpeakPage


class Move(OneOpportunity):
    """By a dialog, or by a card dropped on another column of the board."""

    form_class = MoveForm
    title = _("Move to another stage")
    submit = _("Move")
    stays = True
    success_message = ""  # says which one

    def get_initial(self):
        return {"to": self.fact.stage_id}

    def perform(self, form):
        moved = self.fact.move(form.cleaned_data["to"], **self.who_and_when)
        messages.success(
            self.request, _t("“%(title)s” is in “%(stage)s” now.") % {"title": moved, "stage": moved.stage}
        )
        return moved

    def form_invalid(self, form):
        if not self.in_dialog or self.request.htmx.target == "dialog-body":
            return super().form_invalid(form)
        said = [error for errors in form.errors.values() for error in errors]
        messages.error(self.request, " ".join(said))  # a dropped card goes back
        return saved(self.request)


class Win(OneOpportunity):
    form_class = WonForm
    title = _("Won")
    intro = _("A contract draft counts once it is signed. Sales are recorded when they are made, not here.")
    submit = _("It is won")
    success_message = _("Won. Sign the contract when both sides have, and record what was sold.")

    def get_initial(self):
        return {"closed_on": self.today, "number": new_number(self.today)}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"has_contract": self.fact.contract_id is not None}

    def perform(self, form):
        return self.fact.win(closed_on=form.cleaned_data["closed_on"], draft=form.draft, **self.who_and_when)


class Lose(OneOpportunity):
    form_class = LostForm
    title = _("Lost")
    submit = _("It is lost")
    success_message = _("The opportunity is closed. What we learnt is on record.")

    def get_initial(self):
        return {"closed_on": self.today}

    def perform(self, form):
        return self.fact.lose(**form.cleaned_data, **self.who_and_when)


class Reopen(OneOpportunity):
    form_class = ReopenForm
    title = _("Open it again")
    submit = _("Open again")
    success_message = _("The opportunity is open again.")

    def perform(self, form):
        return self.fact.reopen(**form.cleaned_data, **self.who_and_when)


class CommentOpportunity(For, SpeakPage):
    roles = READERS
    model = Opportunity
    room = "opportunities"


class OpportunityFile(For, FilePage):
    roles = READERS
    model = OpportunityAttachment
