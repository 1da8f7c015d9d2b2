"""What this room tells: who was called with @ beside whatever piece of work."""

from django.utils.translation import gettext_lazy as _

from activity.telling import Channel, kind, page_of, tells

kind("mentions", _("Somebody calls me with @"), Channel.MAIL)


@tells("*.commented", kind="mentions", say=_("%(actor)s calls you beside “%(title)s”: %(text)s"), where=page_of)
def to_those_called(event):
    return event.data.get("mentioned", [])
