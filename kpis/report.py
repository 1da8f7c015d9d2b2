"""A month's figures as the public contract gives them: `kpis --format json`, the API, CSV."""

from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Decimal

from babel.numbers import get_currency_precision

from accounts.models import Company
from kpis import catalogue
from kpis.models import Figure, Month

COUNTS = (
    "opening", "retained", "pending", "lost", "lost_by_reason", "new", "returned", "early_loss", "transferred_in",
    "transferred_out", "closing",
)  # fmt: skip
FIELDS = (
    "manager", "name", *COUNTS, "retention_rate", "outflow_rate", "upsells", "upsell_revenue", "meetings", "calls",
    "revenue", "profit", "profit_before", "profit_growth", "reasons",
)  # fmt: skip
LOST_REASONS = ("competitor", "stopped_buying", "contract_ended", "closed_down", "other")


def month_report(month: Month, figures: Iterable[Figure] | None = None) -> dict:
    """The contract's object. Counts are numbers, money and rates strings, what has no value null with its reason."""
    rules = Company.current().rules()
    if figures is None:
        figures = month.figures.in_force().select_related("manager")
    rows: dict[tuple, dict[str, Figure]] = {}
    for figure in figures:
        rows.setdefault((figure.scope, figure.manager), {})[figure.measure] = figure
    answer = {
        "month": catalogue.month_key(month.first),
        "state": month.state,
        "time_zone": month.basis.get("time_zone", rules.time_zone),
        "rules": month.rules,
        "company": None,
        "unassigned": None,
        "managers": [],
    }
    for (scope, manager), row in sorted(rows.items(), key=lambda item: getattr(item[0][1], "email", "")):
        made = _row(manager, scope, row)
        if scope == Figure.Scope.MANAGER:
            answer["managers"].append(made)
        else:
            answer[scope] = made
    return answer


def _row(manager, scope: str, figures: dict[str, Figure]) -> dict:
    row: dict[str, object] = {
        "manager": manager.email if manager else None,
        "name": manager.name if manager else {"company": "Company", "unassigned": "Unassigned"}[scope],
    }
    for field in FIELDS[2:-1]:
        if field == "lost_by_reason":
            row[field] = {reason: plain(figures[f"lost_{reason}"]) for reason in LOST_REASONS}
        else:
            row[field] = plain(figures[field])
    row["reasons"] = {
        key: str(catalogue.NO_VALUE[figure.reason]) for key, figure in figures.items() if figure.reason and key in row
    }
    return row


def plain(figure: Figure) -> int | str | None:
    """The value as the contract writes it."""
    if figure.value is None:
        return None
    unit = catalogue.kind_of(figure)
    if unit == catalogue.COUNT:
        whole = int(figure.value)
        return whole if whole == figure.value else f"{figure.value.normalize():f}"  # a goal may be 4.5
    if unit == catalogue.RATE:
        return f"{percent(figure):.4f}"
    if unit == catalogue.NUMBER:
        return f"{figure.value:.4f}"
    return money(figure.value, figure.unit)


def percent(figure: Figure) -> Decimal:
    """The rate in percent with four decimals, half-even, from numerator and denominator (never twice rounded)."""
    top, base = figure.numerator, figure.denominator
    if top is None or base is None:
        raise ValueError(f"{figure} has no numerator or no denominator")
    if figure.measure == "profit_growth":
        top, base = top - base, abs(base)
    return (top * 100 / base).quantize(Decimal("0.0001"), ROUND_HALF_EVEN) + 0  # a fall too small to show is no −0


def money(amount: Decimal, currency: str) -> str:
    """Exact, with at least the currency's decimals and never a rounded one."""
    least = get_currency_precision(currency or "USD")
    whole, _, decimals = f"{amount:f}".partition(".")
    decimals = decimals.rstrip("0")
    return f"{whole}.{decimals.ljust(least, '0')}" if decimals or least else whole
