"""The company's working calendar, which administrators keep, and what clients are promised, which executives decide."""

from __future__ import annotations

from django.http import Http404
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from accounts.access import ADMINISTRATORS, EXECUTIVES, For
from pages.views import FormPage
from work.forms.service import CalendarForm, TargetsForm
from work.models import Calendar, ServiceTarget


class ServicePage(For, FormPage):
    """Both roles look, one changes."""

    roles = (*ADMINISTRATORS, *EXECUTIVES)
    success_message = _("Saved. It counts for what is received from now on; older cases keep what held for them.")

    @property
    def may_change(self) -> bool:
        raise NotImplementedError

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        for field in form.fields.values():
            field.disabled = not self.may_change
        return form

    def post(self, request, *args, **kwargs):
        if not self.may_change:
            raise Http404
        return super().post(request, *args, **kwargs)


class CompanyCalendar(ServicePage):
    title = _("Working calendar")
    intro = _("The clocks of cases run in these hours only, by the company's own time.")
    template_name = "work/calendar.html"
    form_class = CalendarForm
    success_url = reverse_lazy("service:calendar")

    @property
    def may_change(self) -> bool:
        return self.request.user.is_administrator

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"calendar": Calendar.in_force(self.now)}

    def get_context_data(self, **kwargs):
        versions = Calendar.objects.select_related("set_by")[:20]
        return super().get_context_data(**kwargs) | {"versions": versions}

    def perform(self, form):
        seen, days = form.cleaned_data["seen"], form.cleaned_data["days"]
        return Calendar.set(form.week(), days, **self.who_and_when, instead_of=seen)


class ServiceTargets(ServicePage):
    title = _("Service targets")
    intro = _("What clients are promised, in working hours, by what they come with and how much it presses.")
    template_name = "work/targets.html"
    fields_template = "work/targets_fields.html"
    form_class = TargetsForm
    success_url = reverse_lazy("service:targets")

    @property
    def may_change(self) -> bool:
        return self.request.user.is_executive

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {
            "promised": ServiceTarget.in_force(self.now),
            "newest": ServiceTarget.newest(),
        }

    def perform(self, form):
        seen = form.cleaned_data["seen"]
        return ServiceTarget.set(form.chosen(), **self.who_and_when, instead_of=seen)
