"""Cases, promises and requests to departments among what happened with a client, and beside a talk what was answered
in it by script."""

from clients.timeline import SOURCES, TALKS_WITH, Source
from work.models import Case, DepartmentRequest, Promise

TALKS_WITH.append("answers")
SOURCES.append(
    Source(
        "talks",
        "work/case_entry.html",
        "received_at",
        lambda client: Case.objects.filter(client=client).live(),
        by_day=False,
    )
)
SOURCES.append(
    Source(
        "talks",
        "work/promise_entry.html",
        "made_on",
        lambda client: Promise.objects.filter(client=client).live().shown(),
    )
)
SOURCES.append(
    Source(
        "business",
        "work/request_entry.html",
        "sent_at",
        lambda client: DepartmentRequest.objects.filter(client=client).shown(),
        by_day=False,
    )
)
