"""What stands in the top navigation, for whom. Pages that a role may not open are not offered to it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.urls import Resolver404, resolve
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MANAGERS = ("key_manager", "account_manager")
READERS = (*MANAGERS, "executive")
ADMINISTRATORS = ("administrator",)
EVERYONE = (*READERS, *ADMINISTRATORS, "department_member")


@dataclass(frozen=True)
class Item:
    path: str
    label: str | Promise
    icon: str
    here: bool = False


@dataclass(frozen=True)
class Navigation:
    """What stands in a bar, and what is under its “More”."""

    bar: list[Item]
    more: list[Item]

    @property
    def items(self) -> list[Item]:
        return [*self.bar, *self.more]

    @property
    def is_in_more(self) -> bool:
        return any(item.here for item in self.more)

    @property
    def on_the_phone(self) -> Navigation:
        return Navigation(self.items[:3], self.items[3:])


@dataclass(frozen=True)
class Entry:
    path: str
    label: str | Promise
    icon: str
    roles: tuple[str, ...]
    seniors_only: bool = False  # among managers

    def is_for(self, user) -> bool:
        if user.role not in self.roles:
            return False
        return user.is_senior or not self.seniors_only or not user.is_manager


# By path: paths are the public contract, the rooms' names of their routes are not this room's to know.
ENTRIES = (
    Entry("/", _("Today"), "home", (*MANAGERS, "department_member", "administrator")),
    Entry("/clients/", _("Clients"), "building", READERS),
    Entry("/interactions/", _("Talks"), "message", READERS),
    Entry("/tasks/", _("Tasks"), "clipboard-list", READERS),
    Entry("/cases/", _("Cases"), "lifebuoy", READERS),
    Entry("/requests/", _("Requests"), "send", (*READERS, "department_member")),
    Entry("/promises/", _("Promises"), "calendar-due", READERS),
    Entry("/opportunities/", _("Deals"), "briefcase", READERS),
    Entry("/contracts/", _("Contracts"), "file-certificate", READERS),
    Entry("/sales/", _("Sales"), "receipt", READERS),
    Entry("/playbooks/", _("Playbooks"), "list-details", READERS),
    Entry("/team/", _("Team"), "users-group", ("key_manager", "executive"), seniors_only=True),
    Entry("/kpis/", _("KPIs"), "chart-line", READERS),
    Entry("/pay/", _("Pay"), "cash", READERS),
    Entry("/imports/", _("Imports"), "file-import", ADMINISTRATORS),
    Entry("/people/", _("People"), "users", ADMINISTRATORS),
    Entry("/kpis/books/", _("Closed months"), "lock", ADMINISTRATORS),
    Entry("/audit/", _("Audit log"), "history", (*ADMINISTRATORS, "executive")),
    Entry("/settings/", _("Settings"), "settings", ADMINISTRATORS),
)
# What each has at hand all day, in this order; whoever is not named has everything in the bar.
AT_HAND = {
    "senior": ("/", "/team/", "/clients/", "/tasks/", "/cases/", "/opportunities/", "/kpis/"),
    "key_manager": ("/", "/clients/", "/interactions/", "/tasks/", "/cases/", "/opportunities/", "/kpis/"),
    "account_manager": ("/", "/clients/", "/interactions/", "/tasks/", "/cases/", "/playbooks/", "/kpis/"),
    "executive": ("/kpis/", "/team/", "/clients/", "/opportunities/", "/contracts/", "/pay/"),
}


@lru_cache(maxsize=64)
def exists(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def navigation(user, path: str) -> Navigation:
    entries = [entry for entry in ENTRIES if entry.is_for(user) and exists(entry.path)]
    items = {entry.path: Item(entry.path, entry.label, entry.icon, is_at(path, entry.path)) for entry in entries}
    at_hand = AT_HAND.get("senior" if user.is_senior else user.role, tuple(items))
    bar = [items[place] for place in at_hand if place in items]
    return Navigation(bar, [item for item in items.values() if item.path not in at_hand])


def is_at(path: str, place: str) -> bool:
    return path == place if place == "/" else path.startswith(place)
