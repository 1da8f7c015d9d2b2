"""Whom an absence and its cover concern: who is away, who stands in, and the senior above.

The people's own room lies below the one that tells, so this one speaks for it.
"""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activity.models import Event
from activity.telling import kind, tells

kind("cover", _("Absences and who stands in"))


def the_absences(event: Event) -> str:
    return reverse("absences:list")


def all_three(event: Event) -> list[int | None]:
    return [event.data[name] for name in ("absent", "colleague", "senior")]


SAID = {
    "arranged": _("%(colleague_name)s stands in for %(absent_name)s from %(since)s to %(last)s"),
    "changed": _("The absence of %(absent_name)s is changed: %(colleague_name)s stands in from %(since)s to %(last)s"),
    "ended": _("%(absent_name)s is back: %(colleague_name)s stands in no longer"),
    "cancelled": _("The absence of %(absent_name)s from %(since)s to %(last)s is cancelled"),
    "stopped": _("%(colleague_name)s can stand in for %(absent_name)s no longer: find another colleague"),
}
for verb, sentence in SAID.items():
    tells(f"cover.{verb}", kind="cover", say=sentence, where=the_absences)(all_three)
