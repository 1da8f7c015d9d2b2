"""Cases, promises and requests to departments among what happened with a client, and beside a talk what was answered
in it by script."""

from django.utils.translation import gettext_lazy as _

from clients.timeline import KINDS, SOURCES, TALKS_WITH, Source
from work.models import Case, DepartmentRequest, Promise

KINDS["work"] = _("Work")
TALKS_WITH.append("answers")
SOURCES.append(
    Source(
        "work",
        "work/case_entry.html",
        "received_at",
        lambda client: Case.objects.filter(client=client).live(),
        by_day=False,
        who="manager",
    )
)
SOURCES.append(
    Source(
        "work",
        "work/promise_entry.html",
        "made_on",
        lambda client: Promise.objects.filter(client=client).live().shown(),
        who="manager",
    )
)
SOURCES.append(
    Source(
        "work",
        "work/request_entry.html",
        "sent_at",
        lambda client: DepartmentRequest.objects.filter(client=client).shown(),
        by_day=False,
        who="sent_by",
    )
)
