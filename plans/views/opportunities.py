"""Opportunities: the list, one of them with its history, opening and changing one."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from accounts.access import READERS, For
from clients.views.begin import Begins
from clients.views.facts import BesidePage, FactPage
from pages.views import Column, ListPage
from plans.filters.opportunities import OpportunityFilters
from plans.forms.opportunities import NewOpportunityForm, OpportunityForm
from plans.models import Opportunity
from plans.selling import sales_to_record
from work.views.discussion import discussion_of


class OpportunityList(For, ListPage):
    roles = READERS
    template_name = "plans/deal_list.html"
    title = _("Opportunities")
    filterset_class = OpportunityFilters
    columns = [
        Column(_("Opportunity")),
        Column(_("Client"), sort="client", css="hide-phone"),
        Column(_("Stage"), sort="stage", css="hide-phone"),
        Column(_("Value"), sort="value", css="num"),
        Column(_("Expected"), sort="close", css="hide-phone"),
        Column(_("Next step"), sort="step", css="hide-phone"),
        Column(_("Manager"), sort="manager", css="hide-phone"),
    ]
    row_template = "plans/opportunity_row.html"
    orderings = {
        "close": ("expected_on", "pk"),
        "client": ("client__name", "expected_on", "pk"),
        "stage": ("stage__place", "expected_on", "pk"),
        "value": ("value", "pk"),
        "step": ("next_step_on", "pk"),
        "manager": ("owner__name", "expected_on", "pk"),
    }
    ordering = "close"
    actions_template = "plans/opportunity_list_actions.html"
    empty_title = _("No opportunities yet")
    empty_text = _("New business with clients and prospects stands here, from the first idea to the signature.")
    empty_template = "plans/opportunity_new.html"

    def get_queryset(self):
        return Opportunity.objects.visible_to(self.request.user).live().shown()

    def get_rows(self, rows):
        return standing(rows, self.request)


def standing(found, request) -> list[Opportunity]:
    """Give each what of it is overdue today."""
    day = request.rules.today(timezone.now())
    for opportunity in found:
        opportunity.step_late = opportunity.is_step_overdue(day)
        opportunity.close_late = opportunity.is_close_overdue(day)
    return list(found)


class OpportunityPage(For, DetailView):
    roles = READERS
    template_name = "plans/opportunity_detail.html"
    context_object_name = "opportunity"

    def get_object(self, queryset=None):
        found = Opportunity.objects.visible_to(self.request.user).live().shown().select_related("contract")
        return standing([get_object_or_404(found, pk=self.kwargs["pk"])], self.request)[0]

    def get_context_data(self, **kwargs):
        opportunity = self.object
        changes = opportunity.changes.select_related("by", "from_stage", "to_stage")
        may_work = opportunity.may_change(self.request.user)
        return super().get_context_data(**kwargs) | {
            "may_work": may_work,
            "deciders": list(opportunity.deciders.order_by("name")),
            "solutions": list(opportunity.solutions.live()),
            "to_record": sales_to_record(opportunity, self.request.user) if may_work else [],
            "history": list(changes.order_by("-at", "-pk")[:100]),
            "discussion": discussion_of(opportunity, "opportunities"),
        }


class NewOpportunity(Begins, FactPage):
    form_class = NewOpportunityForm
    notice_template = ""
    title = _("New opportunity")
    submit = _("Open")
    success_message = _("The opportunity is there.")
    client = None  # is chosen in the form

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"by": self.request.user}

    def get_initial(self):
        return {"client": self.client_named, "owner": self.request.user.pk, "currency": self.request.rules.currency}

    def perform(self, form):
        given = dict(form.cleaned_data)
        return Opportunity.begin(given.pop("client"), **self.who_and_when, **given)

    def get_success_url(self):
        return self.object.get_absolute_url()

    @property
    def cancel_url(self):
        return reverse("opportunities:list")


class OneOpportunity(BesidePage):
    """A form about one, `fact`, that leads back to its page."""

    model = Opportunity

    @cached_property
    def fact(self) -> Opportunity:
        found = Opportunity.objects.workable_by(self.request.user).live().shown()
        return get_object_or_404(found, pk=self.kwargs["pk"])

    def get_success_url(self) -> str:
        return (self.request.htmx.current_url_abs_path if self.request.htmx else None) or self.cancel_url


class ChangeOpportunity(OneOpportunity):
    form_class = OpportunityForm
    title = _("Change the opportunity")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"by": self.request.user}
