"""Whom it concerns what happens with a task, and in which words."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from accounts.line import leads_of
from activity.models import Event
from activity.telling import Channel, kind, page_of, tells
from work.models import TaskComment

kind("tasks", _("Tasks: given to me, changed, reviewed, reminded of"), Channel.MAIL)
kind("reviews", _("Tasks of my people: handed in or handed back"), Channel.MAIL)


def its_owner(event: Event) -> Iterable[int]:
    return [event.data["owner"]]


def its_lead(event: Event) -> Iterable[int]:
    return leads_of(event.data["owner"])


for verb, sentence in {
    "assigned": _("%(actor)s gave you “%(title)s”"),
    "changed": _("%(actor)s changed “%(title)s”"),
    "approved": _("%(actor)s approved “%(title)s”"),
    "returned": _("%(actor)s returned “%(title)s”: %(reason)s"),
    "cancelled": _("%(actor)s called “%(title)s” off"),
    "reminded": _("Due soon: “%(title)s”"),
}.items():
    tells(f"task.{verb}", kind="tasks", say=sentence, where=page_of)(its_owner)

tells("task.handed_in", kind="reviews", say=_("%(actor)s handed in “%(title)s”"), where=page_of)(its_lead)
tells("task.declined", kind="reviews", say=_("%(actor)s handed back “%(title)s”: %(reason)s"), where=page_of)(its_lead)


@tells("task.reassigned", kind="tasks", say=_("%(actor)s moved “%(title)s” to other hands"), where=page_of)
def who_had_it_and_who_has_it(event: Event) -> Iterable[int]:
    return [event.data["before"], event.data["owner"]]


@tells("task.commented", kind="tasks", say=_("%(actor)s on “%(title)s”: %(text)s"), where=page_of)
def who_talks_about_it(event: Event) -> Iterable[int]:
    spoken = TaskComment.objects.filter(about=event.subject_id).values_list("by", flat=True)
    return [event.data["owner"], event.data["given_by"], *spoken]
