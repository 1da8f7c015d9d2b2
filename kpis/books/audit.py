"""The check of the books: every closed month once more from what it froze, and the chain of seals from end to end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from activity.models import Event
from kpis.books import money, seal, sums
from kpis.models import Books, Closing, Month


@dataclass
class Finding:
    """One closed month: how much it froze, and each thing that is not as it should be."""

    month: str
    contents: dict = field(default_factory=dict)
    seal: str = ""
    differences: list[str] = field(default_factory=list)

    @property
    def is_fine(self) -> bool:
        return not self.differences

    def rows(self, kind: str) -> int:
        return self.contents.get(kind, {}).get("rows", 0)


def check() -> Iterator[Finding]:
    """Month by month, the oldest first; at the end what concerns the books as a whole, where something is wrong."""
    before: Closing | None = None
    for closing in Closing.objects.select_related("month").order_by("month_id"):
        differences = [*_chain(closing, before), *_contents(closing)]
        differences += [*sums.broken(closing.month), *money.broken(closing.month)]
        yield Finding(f"{closing.month_id:%Y-%m}", closing.contents, closing.seal, differences)
        before = closing
    if whole := list(_books(before)):
        yield Finding("books", differences=whole)


def _chain(closing: Closing, before: Closing | None) -> Iterator[str]:
    if closing.before_id != (before.month_id if before else None):
        yield "it does not follow the month closed before it"
    if before and closing.month_id != before.month.following:
        yield f"the months between {before.month} and it are missing"
    if closing.seal != seal.seal(closing, before.seal if before else None):
        yield "its seal is not that of its closing"
    if closing.month.state != Month.State.CLOSED:
        yield f"the month is {closing.month.state}"
    if (closing.month.rules, closing.month.basis) != (closing.rules, closing.basis):
        yield "the month's rules or settings are not those it was closed with"
    events = Event.objects.filter(verb="month.closed", data__month=f"{closing.month_id:%Y-%m}")
    if [event.data["seal"] for event in events] != [closing.seal]:
        yield "the event log tells another seal"


def _contents(closing: Closing) -> Iterator[str]:
    found = seal.contents(closing.month_id)
    for kind, digest in closing.contents.items():
        now = found.get(kind)
        if now != digest:
            rows = now["rows"] if now else 0
            yield (
                f"{kind}: {rows} rows, not the {digest['rows']} that were frozen"
                if rows != digest["rows"]
                else f"{kind}: what stands there is not what was frozen"
            )


def _books(last: Closing | None) -> Iterator[str]:
    books = Books.objects.first()
    told = (books.closed_through, books.seal) if books else (None, "")
    if told != ((last.month_id, last.seal) if last else (None, "")):
        yield "the books tell another last closing"
    for month in Month.objects.filter(state=Month.State.CLOSED, frozen=None).order_by("first"):
        yield f"{month} is closed without a closing"
    sealed = set(Closing.objects.values_list("seal", flat=True))
    for event in Event.objects.filter(verb="month.closed").order_by("pk"):
        if event.data["seal"] not in sealed:
            yield f"{event.data['month']} was closed with the seal {event.data['seal'][:12]}, which is gone"
