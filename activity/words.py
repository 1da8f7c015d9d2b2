"""What happened, in words. A verb that has none yet is shown as it is written in the log."""

from django.apps import apps
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

VERBS = {
    "company.changed": _("Company settings changed"),
    "company.demo_loaded": _("Demo company loaded"),
    "user.hired": _("Person added"),
    "user.appointed": _("Person changed"),
    "user.deactivated": _("Person deactivated"),
    "user.reactivated": _("Person let in again"),
    "user.preferred": _("Own profile changed"),
    "user.invited": _("One-time link made"),
    "job.tried_again": _("Job tried again"),
    "month.closed": _("Month closed"),
}


DEEDS = {
    "accepted": _("accepted"),
    "acquainted": _("who knows them"),
    "added": _("added"),
    "arranged": _("arranged"),
    "adopted": _("put into force"),
    "answered": _("answered"),
    "approved": _("approved"),
    "asked": _("asked"),
    "asked_on": _("asked on"),
    "assigned": _("given"),
    "attached": _("file attached"),
    "begun": _("begun"),
    "cancelled": _("called off"),
    "broken": _("given up"),
    "changed": _("changed"),
    "checklist_changed": _("checklist changed"),
    "commented": _("commented"),
    "confirmed": _("confirmed"),
    "corrected": _("corrected"),
    "created": _("created"),
    "delayed": _("delay recorded"),
    "declined": _("handed back"),
    "date_agreed": _("new day agreed"),
    "discarded": _("draft discarded"),
    "done": _("done"),
    "drafted": _("drafted"),
    "due_soon": _("reminded of"),
    "edited": _("draft changed"),
    "ended": _("ended"),
    "entered": _("entered"),
    "found": _("found"),
    "handed_in": _("handed in"),
    "handed_over": _("handed over"),
    "imported": _("imported"),
    "kept": _("kept"),
    "left": _("left"),
    "logged": _("logged"),
    "made": _("made"),
    "merged": _("merged"),
    "offered": _("added"),
    "overdue": _("overdue"),
    "prepared": _("prepared"),
    "reassigned": _("given to somebody else"),
    "recorded": _("recorded"),
    "refused": _("refused"),
    "reminded": _("reminded"),
    "reopened": _("opened again"),
    "restored": _("taken out of the trash"),
    "returned": _("returned"),
    "sent": _("sent"),
    "sent_back": _("sent back"),
    "set": _("set"),
    "settled": _("settled"),
    "signed": _("signed"),
    "solved": _("solved"),
    "started": _("started"),
    "stopped": _("stopped"),
    "taken": _("taken"),
    "team_member_added": _("team member added"),
    "team_member_ended": _("team member ended"),
    "terminated": _("terminated"),
    "ticked": _("step done"),
    "transferred": _("transferred"),
    "told_apart": _("said to be two"),
    "trashed": _("put into the trash"),
    "undone": _("undone"),
    "unticked": _("step open again"),
    "vanished": _("no longer needed"),
    "withdrawn": _("withdrawn"),
}


def verb_words(verb: str, subject: str = "") -> str:
    """What an event says. `subject` is its kind of record: the rooms above need not tell their verbs here."""
    if verb in VERBS:
        return str(VERBS[verb])
    deed = verb.rpartition(".")[2]
    try:
        kind = apps.get_model(subject)._meta.verbose_name
    except (LookupError, ValueError):
        return verb
    return f"{capfirst(str(kind))}: {DEEDS.get(deed, deed)}"
