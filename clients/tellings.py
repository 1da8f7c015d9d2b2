"""What this room tells: whose hands a client comes into, whom an absence and its cover concern, and whom a contract.

The people's own room lies below the one that tells, so this one speaks for it.
"""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.line import leads_of
from activity.models import Event
from activity.telling import Channel, kind, page_of, tells
from clients.models import Responsibility

kind("clients", _("Clients given to me or taken from me"), Channel.MAIL)
kind("people", _("People who leave clients of mine"), Channel.MAIL)
kind("cover", _("Absences and who stands in"), Channel.MAIL)


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


@tells(
    "client.transferred",
    kind="clients",
    say=_("%(actor)s transferred %(title)s to %(receiver)s from %(on)s"),
    where=page_of,
)
def to_both_managers(event):
    return [event.data["to"], event.data["before"]]


@tells(
    "client.team_member_added",
    kind="clients",
    say=_("%(actor)s took you into the team of %(title)s"),
    where=page_of,
)
def to_the_member(event):
    return [event.data["user"]]


@tells(
    "client.merged",
    kind="clients",
    say=_("%(actor)s merged %(name)s into %(title)s"),
    where=page_of,
)
def to_those_who_had_one_of_them(event):
    return event.data["managers"]


def the_map(event: Event) -> str:
    return reverse("clients:map", args=[event.data["code"]])


@tells("contact.left", kind="people", say=_("%(name)s leaves %(title)s on %(on)s"), where=the_map)
def to_manager_and_team(event):
    return event.data["told"]


kind("contracts", _("Contracts: approval asked for and decided, signed by the client"), Channel.MAIL)


def the_contract(event: Event) -> str:
    return reverse("contracts:detail", args=[event.subject_id])


@tells(
    "contract.approval_asked",
    kind="contracts",
    say=_("%(actor)s asks you to approve contract %(number)s"),
    where=the_contract,
)
def who_decides(event: Event) -> Iterable[int]:
    return leads_of(event.data["asked_by"])


@tells(
    "contract.approval_approved", kind="contracts", say=_("%(actor)s approved contract %(number)s"), where=the_contract
)
@tells(
    "contract.approval_refused",
    kind="contracts",
    say=_("%(actor)s refused contract %(number)s: %(reason)s"),
    where=the_contract,
)
def who_asked(event: Event) -> Iterable[int]:
    return [event.data["asked_by"]]


@tells(
    "contract.signed_by_client",
    kind="contracts",
    say=_("%(signer)s signed contract %(number)s of %(client)s"),
    where=the_contract,
)
def who_serves_the_client(event: Event) -> Iterable[int]:
    held = Responsibility.objects.filter(client=event.client_id, until=None)
    return held.values_list("manager", flat=True)
