"""Who must know of what happened, and in which words.

A room says it once for each verb; `record` asks here in the transaction that makes the change. So notifications are
derived from the log: nothing is told that did not happen, and nothing is told twice.

    kind("tasks", _("Tasks given to me"))

    @tells("task.assigned", kind="tasks", say=_("%(actor)s gave you “%(title)s”"), where=its_page)
    def to_its_owner(event):
        return [event.data["owner"]]

The sentence is filled with the event's `data` and the `actor` when it is read, in the reader's language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise

if TYPE_CHECKING:
    from activity.models import Event

Words = str | Promise


@dataclass(frozen=True)
class Telling:
    """`whom` gives the ids of the people, `say` the sentence, `where` the address that the notification opens."""

    kind: str
    whom: Callable[[Event], Iterable[int | None]]
    say: Words
    where: Callable[[Event], str]


kinds: dict[str, Words] = {}
_tellings: dict[str, Telling] = {}


def kind(name: str, label: Words) -> None:
    """Name a kind of notification; each person chooses by kind how to be told."""
    kinds[name] = label


def tells(verb: str, *, kind: str, say: Words, where: Callable[[Event], str]) -> Callable:
    """Register the function that says whom an event of `verb` concerns."""

    def register(whom: Callable[[Event], Iterable[int | None]]) -> Callable:
        _tellings[verb] = Telling(kind, whom, say, where)
        return whom

    return register


def of(verb: str) -> Telling | None:
    return _tellings.get(verb)
