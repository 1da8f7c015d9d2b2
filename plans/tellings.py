"""Whom it concerns, what happens with deals, needs and solutions, and in which words."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from accounts.line import leads_of
from activity.models import Event
from activity.telling import Channel, kind, page_of, tells
from plans.models import NeedComment, OpportunityComment, SolutionComment

kind("deals", _("Deals: opportunities, needs and solutions"), Channel.DAILY)

Ids = Iterable[int | None]


def its_manager(event: Event) -> Ids:
    return [event.data["manager"]]


def its_manager_and_lead(event: Event) -> Ids:
    return [event.data["manager"], *leads_of(event.data["manager"])]


def the_submitter(event: Event) -> Ids:
    return [event.data["submitter"]]


def who_leads_the_doer(event: Event) -> Ids:
    return leads_of(event.actor_id) if event.actor_id else []


for verb, whom, sentence in (
    ("opportunity.begun", its_manager, _("%(actor)s gave you the opportunity “%(title)s” with %(client)s")),
    ("opportunity.changed", its_manager, _("%(actor)s changed “%(title)s” with %(client)s")),
    ("opportunity.moved_on", its_manager, _("%(actor)s moved “%(title)s” with %(client)s to another stage")),
    ("opportunity.won", its_manager_and_lead, _("“%(title)s” with %(client)s is won")),
    ("opportunity.lost", its_manager_and_lead, _("“%(title)s” with %(client)s is lost")),
    ("opportunity.reopened", its_manager, _("%(actor)s opened “%(title)s” with %(client)s again")),
    ("opportunity.step_overdue", its_manager, _("Overdue since %(due)s with %(client)s: %(step)s (“%(title)s”)")),
    ("solution.submitted", who_leads_the_doer, _("%(actor)s asks for your approval: “%(title)s” for %(client)s")),
    ("solution.approved", the_submitter, _("%(actor)s approved “%(title)s” for %(client)s")),
    ("solution.sent_back", the_submitter, _("%(actor)s sent “%(title)s” for %(client)s back: %(reason)s")),
    ("solution.accepted", its_manager_and_lead, _("%(client)s accepted “%(title)s”")),
    ("solution.refused", its_manager, _("%(client)s refused “%(title)s”")),
):
    tells(verb, kind="deals", say=sentence, where=page_of)(whom)

for room, comments in (("opportunity", OpportunityComment), ("need", NeedComment), ("solution", SolutionComment)):

    @tells(f"{room}.commented", kind="deals", say=_("%(actor)s on “%(title)s”: %(text)s"), where=page_of)
    def who_talks_about_it(event: Event, comments=comments) -> Ids:
        spoken = comments.objects.filter(about=event.subject_id).values_list("by", flat=True)
        return [event.data["manager"], *spoken]
