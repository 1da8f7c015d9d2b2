"""The stages of the pipeline: read by all who sell, kept by executives."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from django.urls import reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from accounts.access import EXECUTIVES, READERS, For
from pages.views import ConfirmPage, FormPage
from plans.forms.opportunities import StageForm
from plans.models import Stage

LIST = reverse_lazy("opportunities:stages")


class Stages(For, TemplateView):
    roles = READERS
    template_name = "plans/stages.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"stages": list(Stage.objects.all())}


class AddStage(For, FormPage):
    roles = EXECUTIVES
    form_class = StageForm
    title = _("New stage")
    cancel_url = success_url = LIST
    success_message = _("The stage is there.")

    def perform(self, form):
        return Stage.add(**self.who_and_when, **form.cleaned_data)


class OneStage(For):
    roles = EXECUTIVES
    cancel_url = success_url = LIST

    @cached_property
    def stage(self) -> Stage:
        return get_object_or_404(Stage, pk=self.kwargs["pk"])

    def get_form_kwargs(self):
        self.stage  # noqa: B018  # 404 where there is none
        return super().get_form_kwargs()


class ChangeStage(OneStage, FormPage):
    form_class = StageForm
    title = _("Change the stage")
    intro = _("A new probability holds for all that stand in this stage; the history keeps what it was.")
    success_message = _("Saved.")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.stage}

    def perform(self, form):
        return self.stage.change(**self.who_and_when, **form.cleaned_data)


class RemoveStage(OneStage, ConfirmPage):
    title = _("Remove the stage")
    intro = _("Only a stage in which nothing ever stood can go.")
    submit = _("Remove")
    danger = True
    success_message = _("The stage is gone.")

    def perform(self, form):
        self.stage.remove(**self.who_and_when)
