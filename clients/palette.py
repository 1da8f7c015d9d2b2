"""Clients, their people and contracts in the command palette, and what can be started about them."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from clients.models import Client, Contact, Contract
from pages.navigation import ADMINISTRATORS, MANAGERS, READERS
from pages.palette import LONGEST, SOURCES, STARTS, Hit, Source, Start


def clients(user, typed: str) -> Iterator[Hit]:
    for client in Client.objects.visible_to(user).search(typed).best_first(typed)[:LONGEST]:
        yield Hit(client.get_absolute_url(), client.name, "building", client.code)


def people(user, typed: str) -> Iterator[Hit]:
    """A person stands on the client's page."""
    known = Contact.objects.visible_to(user).live().search(typed).best_first(typed)
    for person in known.select_related("client")[:LONGEST]:
        about = f"{person.title}, {person.client}" if person.title else str(person.client)
        yield Hit(person.client.get_absolute_url(), person.name, "user", about)


def contracts(user, typed: str) -> Iterator[Hit]:
    known = Contract.objects.visible_to(user).live().search(typed).best_first(typed, "number")
    for contract in known.select_related("client")[:LONGEST]:
        about = f"{contract.title}, {contract.client}" if contract.title else str(contract.client)
        yield Hit(contract.client.get_absolute_url(), contract.number, "file-certificate", about)


SOURCES += [
    Source(_("Clients"), READERS, clients),
    Source(_("People"), READERS, people),
    Source(_("Contracts"), READERS, contracts),
]
LOG = "/interactions/log/"
STARTS += [
    Start(f"{LOG}?kind=call", _("Log a call"), "phone", MANAGERS),
    Start(f"{LOG}?kind=meeting", _("Log a meeting"), "users", MANAGERS),
    Start(f"{LOG}?kind=meeting&status=planned", _("Plan a meeting"), "calendar-plus", MANAGERS),
    Start("/clients/new/", _("New client"), "building", READERS),
    Start("/rates/new/", _("New exchange rate"), "arrows-exchange", ("executive", *ADMINISTRATORS)),
]
