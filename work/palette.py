"""Open tasks in the command palette, and giving new ones."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pages.formats.numbers import day
from pages.navigation import MANAGERS, READERS
from pages.palette import LONGEST, SOURCES, STARTS, Hit, Source, Start
from work.models import Task


def tasks(user, typed: str) -> Iterator[Hit]:
    holds = Q()
    for word in typed.replace("\x00", " ").split()[:8]:
        holds &= Q(title__unaccent__icontains=word)
    found = Task.objects.visible_to(user).open().filter(holds).on_clock().select_related("owner", "client")
    for task in found[:LONGEST]:
        about = [str(task.owner), str(task.client or ""), day(task.due_on) if task.due_on else ""]
        yield Hit(task.get_absolute_url(), task.title, "clipboard-list", " · ".join(filter(None, about)))


SOURCES.append(Source(_("Tasks"), READERS, tasks))
STARTS += [
    Start("/tasks/new/", _("New task"), "clipboard-list", MANAGERS),
    Start("/cases/new/", _("New case"), "lifebuoy", MANAGERS),
]
