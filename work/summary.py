"""What a manager shares of a client with a department: exactly what was ticked, as it was on that day.

It is kept as plain words beside the request, so that nothing else of the client can be reached from there, and what
changes at the client later does not change what was said.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clients.models import Client, Contact, Contract

FACTS: dict[str, str | Promise] = {"name": _("Name"), "sector": _("Sector"), "place": _("Place"), "reach": _("Reach")}


@dataclass(frozen=True)
class Summary:
    """A shared summary to be shown: facts with their labels, contacts, and contracts with their days."""

    facts: list[tuple[str | Promise, str | Promise]]
    contacts: list[dict[str, str]]
    contracts: list[dict]
    note: str


def offered(client: Client) -> dict[str, str]:
    """The facts of `client` that can be shared: those that have a value."""
    place = ", ".join(filter(None, (client.city, client.country)))
    values = {"name": client.name, "sector": client.sector, "place": place, "reach": client.reach}
    return {key: value for key, value in values.items() if value}


def freeze(
    client: Client, facts: Iterable[str], contacts: Iterable[Contact], contracts: Iterable[Contract], note: str
) -> dict:
    """The summary as it is stored."""
    values, chosen = offered(client), set(facts)
    return {
        "facts": {key: value for key, value in values.items() if key in chosen},
        "contacts": [{part: getattr(who, part) for part in ("name", "title", "phone", "email")} for who in contacts],
        "contracts": [
            {"number": one.number, "starts_on": _iso(one.starts_on), "ends_on": _iso(one.last_on)} for one in contracts
        ],
        "note": note,
    }


def read(stored: dict) -> Summary:
    return Summary(
        facts=[(FACTS[key], words(key, stored["facts"][key])) for key in FACTS if key in stored["facts"]],
        contacts=stored["contacts"],
        contracts=[one | {end: _day(one[end]) for end in ("starts_on", "ends_on")} for one in stored["contracts"]],
        note=stored["note"],
    )


def words(key: str, value: str) -> str | Promise:
    """A fact's value in the reader's language."""
    return Client.Reach(value).label if key == "reach" else value


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
