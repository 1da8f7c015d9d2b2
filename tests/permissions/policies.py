"""Who may do what: one table, checked against every route by test_walk.py, from which docs/permissions.md is made.

A new route needs a line here. `get` and `post` say who is let in, and with which relation to the record that the URL
names; for all others the page is not there (404). Without `post` the route takes no POST (405).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

JUNIOR, SENIOR, ACCOUNT_MANAGER = "junior", "senior", "account manager"
MEMBER, EXECUTIVE, ADMINISTRATOR = "department member", "executive", "administrator"
KINDS = (JUNIOR, SENIOR, ACCOUNT_MANAGER, MEMBER, EXECUTIVE, ADMINISTRATOR)

# How a person stands to the client (or the record of a client, or the person) that the URL names.
OWN, TEAM, JUNIORS, JUNIORS_TEAM, STRANGERS = "own", "team", "junior's", "junior's team", "stranger's"
ANY = (OWN, TEAM, JUNIORS, JUNIORS_TEAM, STRANGERS)

Audience = dict[str, tuple[str, ...]]


def only(*kinds: str) -> Audience:
    return dict.fromkeys(kinds, ANY)


NOBODY: Audience = {}
EVERYONE = only(*KINDS)
MANAGERS = only(JUNIOR, SENIOR, ACCOUNT_MANAGER)
READERS = only(JUNIOR, SENIOR, ACCOUNT_MANAGER, EXECUTIVE)
SENIORS_AND_EXECUTIVES = only(SENIOR, EXECUTIVE)
ADMINISTRATORS = only(ADMINISTRATOR)
OVERSEERS = only(ADMINISTRATOR, EXECUTIVE)

# Those who work on a client: who is responsible, its team, and the seniors above them.
WORKERS: Audience = {
    JUNIOR: (OWN, TEAM),
    SENIOR: (OWN, TEAM, JUNIORS, JUNIORS_TEAM),
    ACCOUNT_MANAGER: (OWN,),
}
VIEWERS: Audience = {**WORKERS, EXECUTIVE: ANY}


@dataclass(frozen=True)
class Policy:
    get: Audience | None
    post: Audience | None = None
    of: str = ""  # the kind of record that the URL names: a key of world.World.records
    anonymous: str = "sign in"  # or "open": everybody, signed in or not
    data: Callable[..., dict] | None = field(default=None, compare=False)  # (world, record) -> a valid POST
    note: str = ""


def page(audience: Audience, **more) -> Policy:
    """A page to look at."""
    return Policy(get=audience, **more)


def form(audience: Audience, **more) -> Policy:
    """A form: who may open it may send it."""
    return Policy(get=audience, post=audience, **more)


def deed(audience: Audience, **more) -> Policy:
    """A button: POST only."""
    return Policy(get=None, post=audience, **more)


def opened(post: bool = False, **more) -> Policy:
    """Open to everybody, signed in or not."""
    return Policy(get=EVERYONE, post=EVERYONE if post else None, anonymous="open", **more)


POLICIES: dict[str, Policy] = {}
