"""Cases, promises and requests to departments among what happened with a client."""

from clients.timeline import SOURCES, Source
from work.models import Case, DepartmentRequest, Promise

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
