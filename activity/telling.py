"""Who must know of what happened, and in which words.

A room says it once for each verb, in its `tellings.py`; `record` asks here in the transaction that makes the change.
So notifications are derived from the log: nothing is told that did not happen, and nothing is told twice.

    kind("tasks", _("Tasks given to me"), Channel.MAIL)

    @tells("task.assigned", kind="tasks", say=_("%(actor)s gave you “%(title)s”"), where=page_of)
    def to_its_owner(event):
        return [event.data["owner"]]

The sentence is filled with the event's `data` and the `actor` when it is read, in the reader's language. A verb such as
`*.commented` stands for that deed in every room, and comes before the rooms' own: a person whom several concern is
told once, as the first one says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from activity.models import Event

Words = str | Promise


class Channel(TextChoices):
    """How a person wants to be told of a kind."""

    APP = "app", _("in the app")
    MAIL = "mail", _("in the app, and by e-mail at once")
    DAILY = "daily", _("in the app, and in the daily e-mail")
    NONE = "none", _("not at all")


@dataclass(frozen=True)
class Kind:
    """`usual` is how those are told who chose nothing."""

    label: Words
    usual: Channel


@dataclass(frozen=True)
class Telling:
    """`whom` gives the ids of the people, `say` the sentence, `where` the address that the notification opens."""

    kind: str
    whom: Callable[[Event], Iterable[int | None]]
    say: Words
    where: Callable[[Event], str]


kinds: dict[str, Kind] = {}
_tellings: dict[str, list[Telling]] = {}


def kind(name: str, label: Words, usual: Channel = Channel.DAILY) -> None:
    """Name a kind of notification; each person chooses by kind how to be told."""
    kinds[name] = Kind(label, usual)


def tells(verb: str, *, kind: str, say: Words, where: Callable[[Event], str]) -> Callable:
    """Register the function that says whom an event of `verb` concerns. One verb has one telling of a kind."""

    def register(whom: Callable[[Event], Iterable[int | None]]) -> Callable:
        _tellings.setdefault(verb, []).append(Telling(kind, whom, say, where))
        return whom

    return register


def of(verb: str) -> list[Telling]:
    """What is to be told of a verb, the first first."""
    deed = verb.rpartition(".")[2]
    return [*_tellings.get(f"*.{deed}", []), *_tellings.get(verb, [])]


def page_of(event: Event) -> str:
    """The page of the record that the event is about; Today where the record is gone or has no page."""
    found = apps.get_model(event.subject)._default_manager.filter(pk=event.subject_id).first()
    return found.get_absolute_url() if hasattr(found, "get_absolute_url") else "/"
