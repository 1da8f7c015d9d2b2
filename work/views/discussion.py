"""Comments and files beside a piece of work, for every kind of it.

The page of the work includes `work/discussion.html`, which lists what was said, and `work/discussion_form.html`. Its
context holds `discussion`, from `discussion_of`.
"""

from __future__ import annotations

import json

from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View

from pages import documents
from pages.views import FormPage
from work.forms.discussion import CommentForm


def discussion_of(work, room: str) -> dict[str, object]:
    """What the templates need: all that was said and attached, oldest first. `room` is the namespace of its routes.
    Two queries."""
    spoken = [*work.comments.select_related("by"), *work.attachments.select_related("by")]
    return {
        "entries": sorted(spoken, key=lambda entry: entry.at),
        "form": CommentForm(),
        "speak": reverse(f"{room}:comment", args=[work.pk]),
        "file_route": f"{room}:file",
    }


class SpeakPage(FormPage):
    """Say something about `model`'s row. Name `room` and the roles; who may is the verb's own check."""

    model = None
    room = ""
    form_class = CommentForm
    title = _("Comment")
    submit = _("Send")

    @cached_property
    def work(self):
        return get_object_or_404(self.model.objects.visible_to(self.request.user), pk=self.kwargs["pk"])

    @transaction.atomic
    def perform(self, form):
        who_and_when = {"by": self.request.user, "at": timezone.now()}
        if form.cleaned_data["text"]:
            self.work.comment(form.cleaned_data["text"], **who_and_when)
        if form.cleaned_data["file"]:
            self.work.attach(form.cleaned_data["file"], **who_and_when)

    def done(self):
        if not self.in_dialog:
            return HttpResponseRedirect(self.cancel_url)
        response = self.drawn(CommentForm())
        response["HX-Trigger"] = json.dumps({"saved": {}})
        return response

    def form_invalid(self, form):
        return self.drawn(form) if self.in_dialog else super().form_invalid(form)

    def get(self, request, *args, **kwargs):
        self.work  # noqa: B018  # 404 where it is not to be seen
        return super().get(request, *args, **kwargs)

    def drawn(self, form):
        """The form alone, where it stands on the page."""
        about = {"discussion": discussion_of(self.work, self.room) | {"form": form}}
        return render(self.request, "work/discussion_form.html", about)

    @property
    def cancel_url(self) -> str:
        return self.work.get_absolute_url()


class FilePage(View):
    """A file beside a piece of work, to take along."""

    model = None  # the kind of attachment

    def get(self, request, pk):
        work = self.model.about.field.related_model
        found = self.model.objects.filter(about__in=work.objects.visible_to(request.user))
        attachment = get_object_or_404(found, pk=pk)
        return documents.download(attachment.file, attachment.name)
