"""Numbers, money and days as the reader writes them, by Babel's data."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from babel import dates, numbers
from django.utils import timezone
from django.utils.translation import get_language

# English here is written the Indian and British way: 24 Nov 2026. Rupees are grouped by lakh in either language.
LOCALES = {"en": "en_GB", "hi": "hi_IN"}
RUPEES = {"en": "en_IN", "hi": "hi_IN"}


def locale(currency: str = "") -> str:
    table = RUPEES if currency == "INR" else LOCALES
    return table.get((get_language() or "en")[:2], "en_GB")


def number(value: Decimal | float | int, decimals: int | None = None) -> str:
    """Grouped; with `decimals`, exactly so many, rounded half up."""
    pattern = None if decimals is None else "#,##0" + ("." + "0" * decimals if decimals else "")
    return numbers.format_decimal(value, format=pattern, locale=locale())


def exact(value: Decimal) -> str:
    """All decimals that it has, and not fewer than two: an exchange rate."""
    return numbers.format_decimal(value, format="#,##0.00" + "#" * 10, locale=locale())


def money(value: Decimal, currency: str, decimals: int | None = None) -> str:
    """With the currency's own minor unit, or exactly `decimals` places."""
    if decimals is None:
        return numbers.format_currency(value, currency, locale=locale(currency))
    pattern = "¤#,##0" if locale(currency) not in RUPEES.values() else "¤#,##,##0"
    pattern += "." + "0" * decimals if decimals else ""
    return numbers.format_currency(value, currency, pattern, locale=locale(currency), currency_digits=False)


def percent(fraction: Decimal | float, decimals: int = 1) -> str:
    """Of a fraction: 0.3333 is 33.3 %."""
    return numbers.format_percent(
        fraction, format="#,##0" + ("." + "0" * decimals if decimals else "") + "%", locale=locale()
    )


def day(value: dt.date | dt.datetime) -> str:
    """24 Nov 2026, of an instant in the reader's zone."""
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value)
    return dates.format_date(value, "d MMM y", locale=locale())


def weekday(value: dt.date | dt.datetime) -> str:
    """Tue 24 Nov, of an instant in the reader's zone."""
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value)
    return dates.format_date(value, "EEE d MMM", locale=locale())


def month(value: dt.date) -> str:
    """November 2026."""
    return dates.format_date(value, "LLLL y", locale=locale())


def clock(value: dt.datetime) -> str:
    """15:30 in the reader's zone."""
    return timezone.localtime(value).strftime("%H:%M")


def moment(value: dt.datetime) -> str:
    return f"{day(value)}, {clock(value)}"
