"""Whom a playbook at work concerns: those whose tasks come from it, and, where it waits for nobody, the executives."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from activity.models import Event
from activity.telling import kind, tells

kind("playbooks", _("Playbooks: begun with tasks for me, called off, or waiting for somebody to be responsible"))


def the_run(event: Event) -> str:
    return reverse("playbooks:run", args=[event.subject_id])


def its_owners(event: Event) -> Iterable[int]:
    return event.data["owners"]


BEGUN = _("“%(title)s” began for %(client)s: it gave you tasks")
CALLED_OFF = _("“%(title)s” for %(client)s was called off, and your open tasks in it")
WAITS = _("“%(title)s” waits: nobody is responsible for %(client)s")

tells("playbookrun.started", kind="playbooks", say=BEGUN, where=the_run)(its_owners)
tells("playbookrun.cancelled", kind="playbooks", say=CALLED_OFF, where=the_run)(its_owners)


@tells("playbookrun.waits", kind="playbooks", say=WAITS, where=the_run)
def the_executives(event: Event) -> Iterable[int]:
    return User.objects.active().filter(role=Role.EXECUTIVE).values_list("pk", flat=True)
