"""What the command palette finds and starts. Knows no business: each room adds its own when its app is ready, and says
itself who may see what."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pages import navigation

LONGEST = 6  # lines of one kind


@dataclass(frozen=True)
class Hit:
    path: str
    label: str | Promise
    icon: str
    about: str = ""
    in_dialog: bool = False


@dataclass(frozen=True)
class Source:
    """`find(user, typed)` gives the best few of what `user` may see."""

    heading: str | Promise
    roles: tuple[str, ...]
    find: Callable[..., Iterable[Hit]]


@dataclass(frozen=True)
class Start:
    """Something that one can begin from anywhere: a form that opens in the dialog."""

    path: str
    label: str | Promise
    icon: str
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    heading: str | Promise
    hits: list[Hit] = field(default_factory=list)


def saying(field: str, typed: str) -> Q:
    """Rows in whose `field` every word typed stands, accents aside."""
    holds = Q()
    for word in typed.replace("\x00", " ").split()[:8]:
        holds &= Q(**{f"{field}__unaccent__icontains": word})
    return holds


SOURCES: list[Source] = []
STARTS: list[Start] = []


def found(user, typed: str) -> list[Found]:
    """What matches, by kind; with nothing typed, what one can start and where one can go."""
    typed = typed.strip()
    sources = [source for source in SOURCES if typed and user.role in source.roles]
    groups = [Found(source.heading, list(source.find(user, typed))[:LONGEST]) for source in sources]
    starts = [Hit(start.path, start.label, start.icon, in_dialog=True) for start in STARTS if user.role in start.roles]
    pages = [Hit(item.path, item.label, item.icon) for item in navigation.navigation(user, "").items]
    pages.append(Hit("/profile/", _("Profile"), "user-circle"))
    groups += [Found(_("Start"), named(starts, typed)), Found(_("Go to"), named(pages, typed))]
    return [group for group in groups if group.hits]


def named(hits: list[Hit], typed: str) -> list[Hit]:
    return [hit for hit in hits if typed.casefold() in str(hit.label).casefold()]
