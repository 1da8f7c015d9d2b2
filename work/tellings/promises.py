"""Whom it concerns, what happens with a promise, and in which words."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activity.telling import kind, tells

kind("promises", _("Promises made to clients"))


def its_page(event) -> str:
    return reverse("promises:detail", args=[event.subject_id])


def about_it(verb: str, say):
    return tells(f"promise.{verb}", kind="promises", say=say, where=its_page)


@about_it("made", _("%(actor)s recorded a promise of yours to %(client)s: “%(title)s”, due on %(due)s"))
@about_it("kept", _("%(actor)s marked your promise to %(client)s as kept: “%(title)s”"))
@about_it("broken", _("%(actor)s gave up your promise to %(client)s: “%(title)s”"))
@about_it("date_agreed", _("%(actor)s agreed with %(client)s that your promise “%(title)s” is due on %(due)s"))
@about_it("reopened", _("%(actor)s opened your promise to %(client)s again: “%(title)s”"))
def to_who_promised_it(event):
    return [event.data["manager"]]


@about_it("due_soon", _("Promised to %(client)s, due on %(due)s: “%(title)s”"))
@about_it("overdue", _("Promised to %(client)s, overdue since %(due)s: “%(title)s”"))
def to_who_answers_for_it(event):
    return event.data["whom"]
