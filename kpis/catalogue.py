"""What is measured, in words: the one list of measures that pages, commands and documents read.

The five KPIs stand here, the others in kpis/further.py. How each is counted is in kpis/measures/; the rules themselves
are explained in docs/kpi-formulas.md.
"""

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from clients.models import Departure
from kpis import further
from kpis.measure import (
    CASE,
    CLIENT,
    CONTACT,
    CONTRACT,
    COUNT,
    GOAL,
    INTERACTION,
    MANAGER,
    MONEY,
    NUMBER,
    PROMISE,
    RATE,
    SALE,
    SURVEY,
    Measure,
    Words,
)

__all__ = [
    "CASE",
    "CLIENT",
    "CONTACT",
    "CONTRACT",
    "COUNT",
    "GOAL",
    "INTERACTION",
    "MANAGER",
    "MONEY",
    "NUMBER",
    "PROMISE",
    "RATE",
    "SALE",
    "SURVEY",
    "Measure",
    "Words",
    "basis_words",
    "month_key",
]

RULES_VERSION = "1"

_ALL = (
    Measure(
        "opening",
        _("Opening base"),
        COUNT,
        CLIENT,
        _("Clients active at the end of the last day before the month whose accountable manager this is."),
    ),
    Measure(
        "retained",
        _("Retained"),
        COUNT,
        CLIENT,
        _("Clients of the opening base that are active at the end of the month's last day."),
        1,
    ),
    Measure(
        "pending",
        _("Still open"),
        COUNT,
        CLIENT,
        _(
            "Only while the month runs: clients of the opening base that have not left, but have not bought or renewed"
            " yet. They count as kept in the running month's rates."
        ),
    ),
    Measure(
        "lost",
        _("Lost"),
        COUNT,
        CLIENT,
        _("Clients of the opening base that are neither active at the end of the month nor still open."),
        -1,
    ),
    Measure(
        "lost_competitor", _("Lost to a competitor"), COUNT, CLIENT, _("Lost with a departure to a competitor."), -1
    ),
    Measure(
        "lost_stopped_buying",
        _("Lost: stopped buying"),
        COUNT,
        CLIENT,
        _("Lost with such a departure, or silent for longer than the client's purchase rhythm."),
        -1,
    ),
    Measure(
        "lost_contract_ended",
        _("Lost: contract ended"),
        COUNT,
        CLIENT,
        _("Lost because the contract that was in force at opening ended without a successor or purchases."),
        -1,
    ),
    Measure("lost_closed_down", _("Lost: closed down"), COUNT, CLIENT, _("Lost because the client closed down."), -1),
    Measure("lost_other", _("Lost: other reason"), COUNT, CLIENT, _("Lost with a departure for another reason."), -1),
    Measure(
        "new",
        _("New"),
        COUNT,
        CLIENT,
        _(
            "Clients active at the end of the month that never were before it. Credit: who is responsible"
            " on the last day."
        ),
        1,
    ),
    Measure(
        "returned",
        _("Returned"),
        COUNT,
        CLIENT,
        _(
            "Clients active at the end of the month, not at its opening, but some time before."
            " Credit: who is responsible on the last day."
        ),
        1,
    ),
    Measure(
        "early_loss",
        _("Early losses"),
        COUNT,
        CLIENT,
        _("Clients first active and lost inside the same month. In neither rate."),
        -1,
    ),
    Measure(
        "transferred_in",
        _("Taken over"),
        COUNT,
        CLIENT,
        _("Kept clients of somebody else's opening base for which this manager is responsible on the last day."),
        inside=True,
    ),
    Measure(
        "transferred_out",
        _("Handed over"),
        COUNT,
        CLIENT,
        _("Kept clients of this manager's opening base for which somebody else is responsible on the last day."),
        inside=True,
    ),
    Measure(
        "closing",
        _("Closing base"),
        COUNT,
        CLIENT,
        _(
            "Clients active at the end of the month's last day, in a running month also those still open, by who is"
            " responsible on that day. Opening − lost + new + returned + taken over − handed over."
        ),
        1,
    ),
    Measure(
        "kept",
        _("Kept"),
        COUNT,
        CLIENT,
        _("Clients of the opening base that are not lost: retained, or still open."),
        1,
    ),
    Measure(
        "retention_rate",
        _("Retention"),
        RATE,
        CLIENT,
        _("(Retained + still open) ÷ opening base."),
        1,
        of=("kept", "opening"),
        no_base="no_clients_at_opening",
    ),
    Measure(
        "outflow_rate",
        _("Outflow"),
        RATE,
        CLIENT,
        _("Lost ÷ opening base. With retention it makes 100 %."),
        -1,
        of=("lost", "opening"),
        no_base="no_clients_at_opening",
    ),
    Measure(
        "upsells",
        _("Additional services"),
        COUNT,
        SALE,
        _(
            "Services that a client buys for the first time, later than its first purchase ever; once for each client"
            " and service. A line wholly returned in the same month does not count; one wholly returned later counts −1"
            " then. Credit: who sold the line, else who was responsible on the day of the sale."
        ),
        1,
    ),
    Measure(
        "upsell_revenue",
        _("Revenue of additional services"),
        MONEY,
        SALE,
        _("The amounts of the lines counted as additional services, less those reversed."),
        1,
    ),
    Measure(
        "meetings",
        _("Meetings"),
        COUNT,
        INTERACTION,
        _(
            "Meetings held that began in the month. A joint meeting counts once for each manager, and once"
            " for the company."
        ),
        1,
        credited="meetings_led",
    ),
    Measure(
        "calls",
        _("Calls"),
        COUNT,
        INTERACTION,
        _("Calls held that began in the month. A joint call counts once for each manager, and once for the company."),
        1,
        credited="calls_led",
    ),
    Measure(
        "meetings_and_calls",
        _("Meetings and calls"),
        COUNT,
        INTERACTION,
        _("Meetings plus calls."),
        1,
        credited="talks_led",
    ),
    Measure(
        "revenue",
        _("Revenue"),
        MONEY,
        SALE,
        _(
            "Amounts of the month's sales less returns, of the clients for which the manager is"
            " responsible on the last day; other currencies at the exchange rate of their day."
        ),
        1,
    ),
    Measure(
        "profit",
        _("Profit"),
        MONEY,
        SALE,
        _(
            "Amount − cost of the month's sales and returns, of the clients for which the manager is"
            " responsible on the last day; other currencies at the exchange rate of their day."
        ),
        1,
    ),
    Measure(
        "profit_before",
        _("Profit compared with"),
        MONEY,
        SALE,
        _("Profit of those same clients in the comparison month, whoever was responsible then."),
    ),
    Measure(
        "profit_growth",
        _("Profit growth"),
        RATE,
        SALE,
        _("(Profit − profit of the same clients in the comparison month) ÷ the latter's absolute value."),
        1,
        of=("profit", "profit_before"),
        growth=True,
        no_base="no_sales_before",
        zero_base="no_profit_before",
    ),
)
MEASURES = {measure.key: measure for measure in (*_ALL, *further.MEASURES)}

_LED = _("As entered by who led it: each counts once.")
INTERNAL = {
    key: Measure(key, label, COUNT, INTERACTION, _LED)
    for key, label in (
        ("meetings_led", _("Meetings led")),
        ("calls_led", _("Calls led")),
        ("talks_led", _("Meetings and calls led")),
    )
} | {measure.key: measure for measure in further.INTERNAL}
"""Kept beside the others so that these add up. No page or file shows them."""

NO_VALUE = {
    "no_clients_at_opening": _("no clients at opening"),
    "no_sales_before": _("no sales of these clients in the comparison month"),
    "no_profit_before": _("their profit in the comparison month was 0"),
    "mixed_currencies": _("amounts in several currencies, not all with an exchange rate"),
    "other_currency": _("in another currency than the target"),
    "no_value_entered": _("no value entered"),
    "no_sum_of_rates": _("percentages of several people do not add up"),
    **further.NO_VALUE,
}

LEFT_OUT = {
    # clients
    "not_active_at_opening": _("Not active at opening"),
    "accountable_other": _("In another manager's opening base"),
    "not_active_at_closing": _("Not active at the end of the month"),
    "still_open": _("Has not left, but has not bought or renewed yet"),
    "lost": _("Lost in the month"),
    "kept": _("Kept"),
    "active_before": _("Was active before"),
    # sales
    "first_purchase_day": _("Bought on the client's first purchase day: no additional service"),
    "returned_same_month": _("Wholly returned in the same month"),
    "bought_before": _("The client has bought this service before"),
    # interactions
    "planned": _("Only planned"),
    "cancelled": _("Cancelled"),
    "not_held": _("Did not take place"),
    "email": _("E-mails do not count"),
    "note": _("Notes do not count"),
    "duplicate": _("The same meeting again (same calendar entry and start)"),
    "trashed": _("In the trash"),
    # goals
    "replaced": _("Replaced by a later value"),
    **further.LEFT_OUT,
}


def kind_of(figure) -> str:
    """Count, money or rate. A goal's figure says so by itself: money has a currency, a rate is a value over 1."""
    if measure := MEASURES.get(figure.measure):
        return measure.unit
    if figure.unit:
        return MONEY
    return COUNT if figure.denominator is None else RATE


def month_key(first: dt.date) -> str:
    return f"{first:%Y-%m}"


def _day(text: str | None) -> str:
    return date_format(dt.date.fromisoformat(text), "DATE_FORMAT") if text else ""


def basis_words(basis: dict) -> str:
    """Why a client was active or not, in one sentence, from a Standing's basis."""
    words = _BASIS_WORDS[basis.get("kind", "none")]
    if basis.get("kind") == "contract" and not basis.get("until"):
        words = _("contract %(contract)s is open-ended")
    days = {key: _day(basis[key]) for key in ("until", "last", "silent_since", "left_on") if key in basis}
    left = {"reason": Departure.Reason(basis["reason"]).label} if "reason" in basis else {}
    return str(words) % {**basis, **days, **left}


_BASIS_WORDS = {
    "contract": _("contract %(contract)s runs to %(until)s"),
    "purchase": _("last purchase %(last)s, rhythm %(months)s months"),
    "silent": _("last purchase %(last)s, rhythm %(months)s months, silent since %(silent_since)s"),
    "departure": _("left on %(left_on)s: %(reason)s"),
    "ended": _("contract %(contract)s ended on %(until)s"),
    "none": _("no contract in force and no purchase so far"),
}
