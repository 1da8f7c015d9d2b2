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
    Entry("/kpis/", _("KPIs"), "chart-line", ("executive",)),
    Entry("/clients/", _("Clients"), "building", READERS),
    Entry("/interactions/", _("Talks"), "message", READERS),
    Entry("/tasks/", _("Tasks"), "clipboard-list", READERS),
    Entry("/cases/", _("Cases"), "lifebuoy", READERS),
    Entry("/requests/", _("Requests"), "send", (*READERS, "department_member")),
    Entry("/promises/", _("Promises"), "calendar-due", READERS),
    Entry("/opportunities/", _("Deals"), "briefcase", READERS),
    Entry("/contracts/", _("Contracts"), "file-certificate", READERS),
    Entry("/sales/", _("Sales"), "receipt", READERS),
    Entry("/team/", _("Team"), "users-group", ("key_manager", "executive"), seniors_only=True),
    Entry("/kpis/", _("KPIs"), "chart-line", MANAGERS),
    Entry("/pay/", _("Pay"), "cash", READERS),
    Entry("/imports/", _("Imports"), "file-import", ADMINISTRATORS),
    Entry("/people/", _("People"), "users", ADMINISTRATORS),
    Entry("/kpis/books/", _("Closed months"), "lock", ADMINISTRATORS),
    Entry("/audit/", _("Audit log"), "history", (*ADMINISTRATORS, "executive")),
    Entry("/settings/", _("Settings"), "settings", ADMINISTRATORS),
)


@lru_cache(maxsize=64)
def exists(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def items_for(user, path: str) -> list[Item]:
    entries = [entry for entry in ENTRIES if entry.is_for(user) and exists(entry.path)]
    return [Item(entry.path, entry.label, entry.icon, is_at(path, entry.path)) for entry in entries]


def is_at(path: str, place: str) -> bool:
    return path == place if place == "/" else path.startswith(place)
