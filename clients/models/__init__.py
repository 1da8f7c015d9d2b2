from clients.models.acquaintance import Acquaintance
from clients.models.approval import Approval
from clients.models.certainty import Certainty
from clients.models.client import Client
from clients.models.contact import Contact
from clients.models.contract import Contract
from clients.models.contract_document import ContractDocument
from clients.models.contract_note import ContractNote
from clients.models.contract_template import ContractTemplate
from clients.models.departure import Departure
from clients.models.exchange_rate import ExchangeRate
from clients.models.fact import Fact
from clients.models.indexation import Indexation
from clients.models.interaction import Interaction
from clients.models.likeness import Likeness
from clients.models.merge import Merge
from clients.models.responsibility import Responsibility
from clients.models.sale import Sale
from clients.models.service import Service
from clients.models.service_price import ServicePrice
from clients.models.signature import Signature
from clients.models.signing_link import SigningLink
from clients.models.spending import Spending
from clients.models.survey import Survey
from clients.models.team import TeamMember

__all__ = [
    "Acquaintance",
    "Approval",
    "Certainty",
    "Client",
    "Contact",
    "Contract",
    "ContractDocument",
    "ContractNote",
    "ContractTemplate",
    "Departure",
    "ExchangeRate",
    "Fact",
    "Indexation",
    "Interaction",
    "Likeness",
    "Merge",
    "Responsibility",
    "Sale",
    "Service",
    "ServicePrice",
    "Signature",
    "SigningLink",
    "Spending",
    "Survey",
    "TeamMember",
]
