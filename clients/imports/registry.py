"""The kinds that can be imported and exported. A higher room registers its own when its app is ready."""

from clients.imports.clients import Clients
from clients.imports.contacts import Contacts
from clients.imports.contracts import Contracts
from clients.imports.departures import Departures
from clients.imports.interactions import Interactions
from clients.imports.kind import Kind
from clients.imports.rates import Rates
from clients.imports.responsibilities import Responsibilities
from clients.imports.sales import Sales
from clients.imports.services import Services
from clients.imports.spendings import Spendings
from clients.imports.surveys import Surveys
from clients.imports.users import Users

KINDS: dict[str, Kind] = {}


def register(kind: type[Kind]) -> type[Kind]:
    KINDS[kind.name] = kind()
    return kind


for _kind in (
    Users,
    Clients,
    Responsibilities,
    Contacts,
    Services,
    Sales,
    Contracts,
    Departures,
    Interactions,
    Surveys,
    Spendings,
    Rates,
):
    register(_kind)
