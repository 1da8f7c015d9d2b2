"""Cases, and what was asked of departments, among what happened with a client."""

from clients.timeline import SOURCES, Source
from work.models import Case, DepartmentRequest

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
        "business",
        "work/request_entry.html",
        "sent_at",
        lambda client: DepartmentRequest.objects.filter(client=client).shown(),
        by_day=False,
    )
)
