"""What is done with a request: on the department's side and on the manager's."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from accounts.access import MANAGERS, For
from pages.views import FormPage, saved
from work.forms.requests import AnswerForm, DelayForm, HandForm, ReasonForm, WithdrawForm
from work.models import DepartmentRequest, RequestAttachment
from work.views.discussion import FilePage, SpeakPage
from work.views.requests import MEMBERS, PARTIES, OfRequest


class Deed(OfRequest, View):
    """A verb that needs no words: one button."""

    verb = ""
    said = ""

    def post(self, request, pk):
        try:
            getattr(self.matter, self.verb)(by=request.user, at=timezone.now())
            messages.success(request, self.said)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        return saved(request) if request.htmx else HttpResponseRedirect(self.matter.get_absolute_url())


class Take(Deed):
    roles = MEMBERS
    verb = "take"
    said = _("You have it now.")


class Accept(Deed):
    roles = MANAGERS
    verb = "accept"
    said = _("The answer is accepted.")


class DeedForm(OfRequest, FormPage):
    """A verb with its words."""

    stays = True
    verb = ""

    def get_form(self, form_class=None):
        self.matter  # noqa: B018  # 404 where it is not to be seen
        return super().get_form(form_class)

    def perform(self, form):
        return getattr(self.matter, self.verb)(**self.who_and_when, **form.cleaned_data)


class Hand(DeedForm):
    roles = MEMBERS
    form_class = HandForm
    verb = "hand_to"
    title = _("Hand over")
    submit = _("Hand over")
    success_message = _("It is in other hands now.")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"matter": self.matter}


class Delay(DeedForm):
    roles = MEMBERS
    form_class = DelayForm
    verb = "delay"
    title = _("It takes longer")
    intro = _("The manager is told at once. The due day stands; the delay and its reason are on record.")
    submit = _("Record")
    success_message = _("The delay is on record, and the manager is told.")


class Answer(DeedForm):
    roles = MEMBERS
    form_class = AnswerForm
    title = _("Answer")
    submit = _("Send the answer")
    success_message = _("The answer is sent.")

    def get_initial(self):
        return {"text": self.matter.answer_text}  # one that was sent back is mended

    def perform(self, form):
        text, file = form.cleaned_data["text"], form.cleaned_data["file"]
        files = [file] if file else []
        return self.matter.answer(text, files=files, **self.who_and_when)


class SendBack(DeedForm):
    roles = MANAGERS
    form_class = ReasonForm
    verb = "send_back"
    title = _("Send the answer back")
    intro = _("The days for which the answer lay with you are added to the due day.")
    submit = _("Send back")
    success_message = _("The answer is sent back.")


class Withdraw(DeedForm):
    roles = MANAGERS
    form_class = WithdrawForm
    verb = "withdraw"
    title = _("Withdraw the request")
    submit = _("Withdraw")
    success_message = _("The request is withdrawn.")


class CommentRequest(For, SpeakPage):
    roles = PARTIES
    model = DepartmentRequest
    room = "requests"


class RequestFile(For, FilePage):
    roles = PARTIES
    model = RequestAttachment
