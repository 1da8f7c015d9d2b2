"""What happened, in words. A verb that has none yet is shown as it is written in the log."""

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
}


def verb_words(verb: str) -> str:
    return VERBS.get(verb, verb)
