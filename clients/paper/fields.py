"""What a template may ask for: the fields, what each means, and their values for one contract."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import Company, User
from clients.models.contact import Contact
from clients.models.contract import Contract
from clients.paper import docx
from pages.formats import numbers
from pages.paper import clipped

FIELDS = {
    "company.name": _("our company's name"),
    "client.name": _("the client's name"),
    "client.code": _("the client's code"),
    "client.city": _("the client's city"),
    "client.country": _("the client's country"),
    "client.website": _("the client's website"),
    "contact.name": _("the name of the person who signs for the client"),
    "contact.title": _("their title"),
    "contact.email": _("their e-mail"),
    "contract.number": _("the contract's number"),
    "contract.title": _("its title"),
    "contract.starts_on": _("the first day in force"),
    "contract.ends_on": _("the last day in force"),
    "contract.value": _("its value, with the currency"),
    "contract.notice_days": _("the days of notice"),
    "contract.notice_by": _("the last day to give notice"),
    "manager.name": _("the name of the responsible manager"),
    "manager.email": _("their e-mail"),
    "today": _("the day on which the document is made"),
}


def refuse_unknown(document: docx.Document) -> list[str]:
    """The template's fields; ValidationError that names those which nobody knows."""
    found = docx.fields_in(document)
    unknown = [name for name in found if name not in FIELDS]
    if unknown:
        named = ", ".join(f"“{clipped(name)}”" for name in unknown[:10])
        sentence = _("Nobody knows what to put for %(names)s: mend the template and upload it again.")
        raise ValidationError(sentence, code="fields", params={"names": named})
    if not found:
        raise ValidationError(_("There is no field such as {{ client.name }} in the template."), code="fields")
    return found


def values_of(contract: Contract, contact: Contact | None, manager: User | None, today: dt.date) -> dict[str, str]:
    """Each field's text, in the language and formats of who makes the document."""
    client, company = contract.client, Company.current()
    value = numbers.money(contract.value, contract.currency) if contract.value is not None else ""
    values = {
        "company.name": str(company),
        "client.name": client.name,
        "client.code": client.code,
        "client.city": client.city,
        "client.country": client.country,
        "client.website": client.website,
        "contact.name": contact.name if contact else "",
        "contact.title": contact.title if contact else "",
        "contact.email": contact.email if contact else "",
        "contract.number": contract.number,
        "contract.title": contract.title,
        "contract.starts_on": _day(contract.starts_on),
        "contract.ends_on": _day(contract.ends_on) or _t("open-ended"),
        "contract.value": value,
        "contract.notice_days": str(contract.notice_days or 0),
        "contract.notice_by": _day(contract.notice_by),
        "manager.name": str(manager or ""),
        "manager.email": manager.email if manager else "",
        "today": _day(today),
    }
    return {name: _printable(text) for name, text in values.items()}


def _day(day: dt.date | None) -> str:
    return numbers.day(day) if day else ""


def _printable(text: str) -> str:
    """XML takes no control characters; a line that somebody typed stays one line."""
    return clipped("".join(letter if letter.isprintable() else " " for letter in text))
