"""Who must know of what happened to a request to a department."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activity.models import Event
from activity.telling import Channel, kind, tells
from work.models.request import members_of

kind("requests", _("Requests to departments"), Channel.MAIL)


def the_request(event: Event) -> str:
    return reverse("requests:detail", args=[event.subject_id])


def department(event: Event) -> list[int]:
    return list(members_of(event.data["department"]).values_list("pk", flat=True))


def keeper(event: Event) -> list[int]:
    """Who has it, or, as long as nobody has, the whole department."""
    return [event.data["keeper"]] if event.data["keeper"] else department(event)


def manager(event: Event) -> list[int | None]:
    return [event.data["manager"]]


def answerer(event: Event) -> list[int]:
    return [event.data["answerer"]]


def new_keeper(event: Event) -> list[int]:
    return [event.data["keeper"]]


def manager_and_department(event: Event) -> list[int | None]:
    return [*manager(event), *department(event)]


def other_side(event: Event) -> list[int | None]:
    return [*manager(event), event.data["keeper"]]


for deed, whom, say in (
    ("sent", department, _("%(actor)s asks your department: “%(title)s”, due on %(due)s")),
    ("taken", manager, _("%(actor)s has taken “%(title)s”")),
    ("handed_over", new_keeper, _("%(actor)s handed you “%(title)s”, due on %(due)s")),
    ("delayed", manager, _("%(actor)s answers “%(title)s” later, by %(until)s: %(reason)s")),
    ("answered", manager, _("%(actor)s answered “%(title)s”")),
    ("accepted", answerer, _("%(actor)s accepted your answer to “%(title)s”")),
    ("sent_back", answerer, _("%(actor)s sent “%(title)s” back: %(reason)s")),
    ("withdrawn", keeper, _("%(actor)s no longer needs “%(title)s”")),
    ("due_soon", keeper, _("“%(title)s” is due on %(due)s")),
    ("overdue", manager_and_department, _("“%(title)s” was due on %(due)s and has no answer yet")),
    ("commented", other_side, _("%(actor)s wrote about “%(title)s”: %(text)s")),
):
    tells(f"request.{deed}", kind="requests", say=say, where=the_request)(whom)
