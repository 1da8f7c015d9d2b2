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
    "added": _("added"),
    "adopted": _("put into force"),
    "answer_escalated": _("long without an answer, an executive told"),
    "answer_overdue": _("not answered in time, the senior told"),
    "answer_reminded": _("answer due soon, reminded"),
    "answered": _("answered"),
    "approval_approved": _("approved"),
    "approval_asked": _("approval asked for"),
    "approval_refused": _("approval refused"),
    "approved": _("approved"),
    "arranged": _("arranged"),
    "asked": _("asked"),
    "asked_on": _("asked on"),
    "assigned": _("given"),
    "attached": _("file attached"),
    "begun": _("begun"),
    "broken": _("given up"),
    "cancelled": _("called off"),
    "changed": _("changed"),
    "checklist_changed": _("checklist changed"),
    "commented": _("commented"),
    "confirmed": _("confirmed by the client"),
    "copy_kept": _("signed copy kept"),
    "corrected": _("corrected"),
    "created": _("created"),
    "date_agreed": _("new day agreed"),
    "declined": _("handed back"),
    "delayed": _("delay recorded"),
    "discarded": _("draft discarded"),
    "document_made": _("document prepared"),
    "done": _("done"),
    "drafted": _("drafted"),
    "due_soon": _("reminded of"),
    "edited": _("draft changed"),
    "ended": _("ended"),
    "entered": _("entered"),
    "fallen": _("called off with its playbook"),
    "found": _("found"),
    "handed_in": _("handed in"),
    "handed_over": _("handed over"),
    "imported": _("imported"),
    "index_dropped": _("indexation taken back"),
    "indexed": _("price indexed"),
    "kept": _("kept"),
    "left_alone": _("nobody answers for it, executives told"),
    "link_withdrawn": _("link to sign withdrawn"),
    "logged": _("logged"),
    "made": _("made"),
    "moved": _("given to somebody else"),
    "offered": _("added"),
    "overdue": _("overdue"),
    "paused": _("waits for the client"),
    "planned": _("given by a playbook"),
    "prepared": _("prepared"),
    "reassigned": _("given to somebody else"),
    "recorded": _("recorded"),
    "refused": _("refused"),
    "reminded": _("reminded"),
    "reopened": _("opened again"),
    "restored": _("taken out of the trash"),
    "resumed": _("the client came back"),
    "returned": _("returned"),
    "sent": _("sent"),
    "sent_back": _("sent back"),
    "sent_to_sign": _("link to sign made"),
    "set": _("set"),
    "settled": _("settled"),
    "signed": _("signed"),
    "signed_by_client": _("signed by the client"),
    "solution_escalated": _("long unsolved, an executive told"),
    "solution_overdue": _("not solved in time, the senior told"),
    "solution_reminded": _("solution due soon, reminded"),
    "solved": _("solved"),
    "started": _("started"),
    "stopped": _("stopped"),
    "taken": _("taken"),
    "team_member_added": _("team member added"),
    "team_member_ended": _("team member ended"),
    "terminated": _("terminated"),
    "ticked": _("step done"),
    "transferred": _("transferred"),
    "trashed": _("put into the trash"),
    "unticked": _("step open again"),
    "vanished": _("no longer needed"),
    "waits": _("waits until somebody is responsible"),
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
