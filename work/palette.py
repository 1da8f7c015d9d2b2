"""What is to be done in the command palette, tasks, cases, requests and promises, and beginning new ones."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from pages.formats.numbers import day
from pages.navigation import MANAGERS, READERS
from pages.palette import LONGEST, SOURCES, STARTS, Hit, Source, Start, saying
from work.models import Case, DepartmentRequest, Promise, Task


def tasks(user, typed: str) -> Iterator[Hit]:
    found = Task.objects.visible_to(user).open().filter(saying("title", typed)).on_clock()
    for task in found.select_related("owner", "client")[:LONGEST]:
        yield Hit(task.get_absolute_url(), task.title, "clipboard-list", about(task.owner, task.client, task.due_on))


def cases(user, typed: str) -> Iterator[Hit]:
    """Also those that are solved: one looks up what was done. By subject, or by reference as far as it was typed."""
    known = Case.objects.visible_to(user).live()
    found = known.filter(saying("subject", typed) | Q(reference__istartswith=typed.replace("\x00", "")))
    for case in found.select_related("client").order_by("-received_at", "-pk")[:LONGEST]:
        yield Hit(case.get_absolute_url(), case.subject, "lifebuoy", about(case.reference, case.client))


def requests(user, typed: str) -> Iterator[Hit]:
    """Whose client it is stands in the request, for a department only where it was shared."""
    found = DepartmentRequest.objects.visible_to(user).filter(saying("subject", typed))
    for request in found.select_related("department", "client").order_by("-sent_at", "-pk")[:LONGEST]:
        whose = None if user.role == Role.DEPARTMENT_MEMBER else request.client
        shown = about(request.department, whose, request.due_on)
        yield Hit(request.get_absolute_url(), request.subject, "send", shown)


def promises(user, typed: str) -> Iterator[Hit]:
    """Those still to be kept come first."""
    found = Promise.objects.visible_to(user).live().filter(saying("text", typed))
    in_order = found.select_related("client").order_by(F("kept_on").desc(nulls_first=True), "-due_on", "-pk")
    for promise in in_order[:LONGEST]:
        yield Hit(promise.get_absolute_url(), promise.text, "calendar-due", about(promise.client, promise.due_on))


def about(*parts) -> str:
    return " · ".join(day(part) if isinstance(part, dt.date) else str(part) for part in parts if part)


SOURCES += [
    Source(_("Tasks"), READERS, tasks),
    Source(_("Cases"), READERS, cases),
    Source(_("Requests"), (*READERS, Role.DEPARTMENT_MEMBER), requests),
    Source(_("Promises"), READERS, promises),
]
STARTS += [
    Start("/tasks/new/", _("New task"), "clipboard-list", MANAGERS),
    Start("/cases/new/", _("New case"), "lifebuoy", MANAGERS),
    Start("/promises/new/", _("New promise"), "calendar-due", MANAGERS),
]
