"""What a cell may say, kind by kind. A reader takes the cell's text and what the database knows, and returns the
value or raises `Bad` with the reason."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from babel.core import get_global
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _

from accounts.models.user import MANAGER_ROLES
from clients.imports.known import Known
from clients.models.client import fits_an_address
from clients.models.fact import EARLIEST, LATEST

Reader = Callable[[str, Known], Any]

DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?) ?(Z|[+-]\d\d:?\d\d)?", re.ASCII)
AMOUNT = re.compile(r"[+-]?\d{1,13}(\.\d{1,6})?", re.ASCII)
FALSE, TRUE = ("false", "0", "no"), ("true", "1", "yes")
NOT_MONEY = {"XXX", "XTS"}


class Bad(ValueError):
    """Why a cell is refused."""


def text(length: int | None = None) -> Reader:
    def read(cell: str, known: Known) -> str:
        if length is not None and len(cell) > length:
            raise Bad(_("This is longer than %d characters.") % length)
        return cell

    return read


def code(length: int) -> Reader:
    """A code that stands in addresses: any sign but a slash."""

    def read(cell: str, known: Known) -> str:
        if len(cell) > length:
            raise Bad(_("This is longer than %d characters.") % length)
        try:
            fits_an_address(cell)
        except ValidationError as error:
            raise Bad(error.message) from None
        return cell

    return read


def choice(choices: Any) -> Reader:
    allowed = set(choices.values)

    def read(cell: str, known: Known) -> str:
        if cell not in allowed:
            raise Bad(_("This is not one of %s.") % ", ".join(choices.values))
        return cell

    return read


def whole(least: int, most: int) -> Reader:
    def read(cell: str, known: Known) -> int:
        if not cell.isascii() or not cell.isdigit() or len(cell) > 12 or not least <= int(cell) <= most:
            raise Bad(_("This is not a whole number from %(least)d to %(most)d.") % {"least": least, "most": most})
        return int(cell)

    return read


def boolean(cell: str, known: Known) -> bool:
    if (word := cell.lower()) not in TRUE + FALSE:
        raise Bad(_("This is neither true nor false."))
    return word in TRUE


def amount(cell: str, known: Known) -> Decimal:
    """An exact decimal with a point: up to 13 digits before it and 6 after it."""
    if not AMOUNT.fullmatch(cell):
        raise Bad(_("This is not an amount like 1234.50: digits, a point, at most 6 decimals, no separators."))
    return Decimal(cell)


def exact(decimals: int) -> Reader:
    """A decimal with a point: up to 12 digits before it and `decimals` after it."""
    pattern = re.compile(rf"\+?\d{{1,12}}(\.\d{{1,{decimals}}})?", re.ASCII)

    def read(cell: str, known: Known) -> Decimal:
        if not pattern.fullmatch(cell):
            raise Bad(_("This is not a number like 83.25: digits, a point, at most %d decimals.") % decimals)
        return Decimal(cell)

    return read


def positive(most_decimals: int = 6) -> Reader:
    def read(cell: str, known: Known) -> Decimal:
        value = amount(cell, known)
        if value < 0:
            raise Bad(_("This is below zero."))
        if len(cell.partition(".")[2]) > most_decimals:
            raise Bad(_("This has more than %d decimals.") % most_decimals)
        return value

    return read


def currency(cell: str, known: Known) -> str:
    if cell not in _currencies():
        raise Bad(_("This is no ISO 4217 currency code such as INR."))
    return cell


@cache
def _currencies() -> frozenset[str]:
    return frozenset(get_global("all_currencies")) - NOT_MONEY


def day(cell: str, known: Known) -> dt.date:
    value = _day(cell)
    if isinstance(value, str):
        raise Bad(value)
    return value


@lru_cache(maxsize=20_000)
def _day(cell: str) -> dt.date | str:
    if not DAY.fullmatch(cell):
        return _("This is not a date like 2026-10-31.")
    try:
        value = dt.date.fromisoformat(cell)
    except ValueError:
        return _("There is no such day.")
    return value if EARLIEST <= value <= LATEST else _("The year must lie between 1900 and 2199.")


def instant(cell: str, known: Known) -> dt.datetime:
    """A point in time; without an offset it is the company's local time, and of two such times the first."""
    parts = INSTANT.fullmatch(cell)
    if not parts:
        raise Bad(_("This is not a time like 2026-10-31 15:00 or 2026-10-31T15:00:00+05:30."))
    day(parts[1], known)
    try:
        value = dt.datetime.fromisoformat(f"{parts[1]}T{parts[2]}{parts[3] or ''}")
        return (value if parts[3] else value.replace(tzinfo=known.rules.zone)).astimezone(dt.UTC)
    except ValueError:
        raise Bad(_("There is no such time.")) from None


def email(cell: str, known: Known) -> str:
    try:
        EmailValidator()(cell)
    except ValidationError:
        raise Bad(_("This is no e-mail address.")) from None
    return text(254)(cell, known)


def lower_email(cell: str, known: Known) -> str:
    return email(cell.lower(), known)


def client(cell: str, known: Known) -> int:
    if (found := known.clients.get(cell)) is None:
        raise Bad(_("There is no client with this code."))
    return found


def service(cell: str, known: Known) -> int:
    if (found := known.services.get(cell)) is None:
        raise Bad(_("There is no service with this code."))
    return found


def department(cell: str, known: Known) -> int:
    if (found := known.departments.get(cell.casefold())) is None:
        raise Bad(_("There is no department with this code or name."))
    return found


def user(cell: str, known: Known) -> int:
    if (found := known.users.get(cell.lower())) is None:
        raise Bad(_("There is no user with this e-mail."))
    return found[0]


def manager(cell: str, known: Known) -> int:
    """Somebody who can be responsible for clients, today or formerly."""
    found = user(cell, known)
    if known.users[cell.lower()][1] not in MANAGER_ROLES:
        raise Bad(_("This user is neither a key account manager nor an account manager."))
    return found


def managers(cell: str, known: Known) -> list[int]:
    return sorted({manager(part.strip(), known) for part in cell.split(";") if part.strip()})
