"""Who is told of what happens to a case, and in which words."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Company
from activity.telling import Channel, kind, tells
from work.escalation import who_answers, with_stand_ins
from work.models import Case

kind("cases", _("Cases of clients, and their clocks"), Channel.MAIL)

CLOCKS = {
    "case.answer_reminded": _("%(client)s: three quarters of the time to the first answer to “%(title)s” are over"),
    "case.answer_overdue": _("%(client)s: nobody has answered “%(title)s” in time"),
    "case.answer_escalated": _("%(client)s still has no answer to “%(title)s”, long after it was due"),
    "case.solution_reminded": _("%(client)s: three quarters of the time to solve “%(title)s” are over"),
    "case.solution_overdue": _("%(client)s: “%(title)s” was not solved in time"),
    "case.solution_escalated": _("%(client)s: “%(title)s” is still not solved, long after it was due"),
    "case.left_alone": _("%(client)s: nobody answers for “%(title)s”; name a manager"),
}


def its_page(event) -> str:
    return reverse("cases:detail", args=[event.subject_id])


for _verb, _say in CLOCKS.items():
    tells(_verb, kind="cases", say=_say, where=its_page)(lambda event: event.data["to"])


@tells("case.recorded", kind="cases", say=_("%(actor)s recorded “%(title)s” of %(client)s for you"), where=its_page)
@tells("case.moved", kind="cases", say=_("%(actor)s gave you “%(title)s” of %(client)s"), where=its_page)
@tells("case.reopened", kind="cases", say=_("%(actor)s reopened “%(title)s” of %(client)s"), where=its_page)
def to_whom_it_concerns(event):
    """Whoever answers for it now, and who stands in for that one."""
    case = Case.objects.select_related("client", "manager").get(pk=event.subject_id)
    today = Company.current().rules().today(event.at)
    owner = who_answers(case, today)
    return with_stand_ins([owner.pk], today) if owner else []


@tells("case.commented", kind="cases", say=_("%(actor)s on “%(title)s”: %(text)s"), where=its_page)
def to_those_in_the_talk(event):
    """Whoever answers for it, and who spoke before."""
    spoke = Case.objects.get(pk=event.subject_id).comments.values_list("by", flat=True)
    return [*to_whom_it_concerns(event), *spoke]
