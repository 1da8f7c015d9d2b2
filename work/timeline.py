"""Cases among what happened with a client, and beside a talk what was answered in it by script."""

from clients.timeline import SOURCES, TALKS_WITH, Source
from work.models import Case

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
