"""What this room tells: whose hands a client comes into."""

from django.utils.translation import gettext_lazy as _

from activity.telling import Channel, kind, page_of, tells

kind("clients", _("Clients given to me or taken from me"), Channel.MAIL)


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
