"""What this room tells: questions about pay, and what late facts change in a closed month."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from activity.telling import Channel, kind, page_of, tells

kind("pay", _("Questions about pay, and adjustments of closed months"), Channel.DAILY)


@tells("question.asked", kind="pay", say=_("%(actor)s asks about the pay of %(month)s"), where=page_of)
@tells("question.asked_on", kind="pay", say=_("%(actor)s asks on about the pay of %(month)s"), where=page_of)
def to_who_may_answer(event):
    """The supervisor; of who has none who is still here, the executives."""
    above = event.actor.supervisor
    return (
        [above.pk]
        if above and above.is_active
        else User.objects.filter(role=Role.EXECUTIVE).values_list("pk", flat=True)
    )


@tells("question.answered", kind="pay", say=_("%(actor)s answered about the pay of %(month)s"), where=page_of)
@tells("adjustment.found", kind="pay", say=_("Late facts change your figures of %(month)s"), where=page_of)
@tells("adjustment.accepted", kind="pay", say=_("%(actor)s accepted the adjustment of %(month)s"), where=page_of)
@tells("adjustment.refused", kind="pay", say=_("%(actor)s refused the adjustment of %(month)s"), where=page_of)
def to_the_manager(event):
    return [event.data["manager"]]
