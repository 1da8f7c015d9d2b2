"""The KPI rules once more, slow and obvious: a second opinion with which the program's figures are compared.

Written from the rules alone: plain records, loops over days, exact fractions, no database. It shares no code with
the program. Where the rules leave a choice, the reading is the one recorded in docs/decisions/0006.
"""

import datetime as dt
import functools
import zoneinfo
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from fractions import Fraction

DAY = dt.timedelta(days=1)
LOSSES = ("competitor", "stopped_buying", "contract_ended", "closed_down", "other")
COUNTS = ("opening", "retained", "pending", "lost", "new", "returned", "early_loss", "transferred_in",
          "transferred_out", "closing", "upsells", "meetings", "calls")  # fmt: skip
SUMS = ("upsell_revenue", "revenue", "profit", "profit_before")


@dataclass(frozen=True)
class Settings:
    zone: str = "Asia/Kolkata"
    purchase_months: int = 3
    grace_days: int = 0
    comparison: str = "previous_month"
    currency: str = "INR"


@dataclass(frozen=True)
class Manager:
    email: str
    active: bool = True


@dataclass(frozen=True)
class Client:
    code: str
    purchase_months: int | None = None


@dataclass(frozen=True)
class Span:
    """Who was responsible, from `since` up to, not including, `until`."""

    client: str
    manager: str
    since: dt.date
    until: dt.date | None = None


@dataclass(frozen=True)
class Contract:
    client: str
    starts_on: dt.date | None
    ends_on: dt.date | None = None
    terminated_on: dt.date | None = None
    signed: bool = True
    trashed: bool = False


@dataclass(frozen=True)
class Sale:
    """`number` is the order of entry; `returns` the number of the sale that this return takes back."""

    number: int
    client: str
    service: str
    date: dt.date
    amount: Decimal
    cost: Decimal = Decimal(0)
    currency: str = "INR"
    sold_by: str | None = None
    returns: int | None = None
    trashed: bool = False
    worth: Decimal = Decimal(1)  # of one unit, and in which currency: `priced` fills these
    unit: str = ""


@dataclass(frozen=True)
class Departure:
    client: str
    left_on: dt.date
    reason: str = "competitor"
    trashed: bool = False


@dataclass(frozen=True)
class Interaction:
    client: str
    manager: str
    started_at: dt.datetime
    kind: str = "meeting"
    status: str = "held"
    joint: frozenset[str] = frozenset()
    uid: str = ""
    trashed: bool = False
    met: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Contact:
    client: str
    name: str
    role: str = ""
    influence: str = ""
    trashed: bool = False


@dataclass(frozen=True)
class Case:
    client: str
    received_at: dt.datetime
    answered_at: dt.datetime | None = None
    manager: str | None = None
    trashed: bool = False


@dataclass(frozen=True)
class Promise:
    client: str
    manager: str
    due_on: dt.date
    kept_on: dt.date | None = None
    broken: bool = False
    trashed: bool = False


@dataclass(frozen=True)
class Survey:
    client: str
    contact: str
    answered_on: dt.date
    score: int
    trashed: bool = False


@dataclass(frozen=True)
class Spending:
    client: str
    as_of: dt.date
    amount: Decimal
    currency: str = "INR"
    trashed: bool = False
    worth: Decimal = Decimal(1)
    unit: str = ""


@dataclass(frozen=True)
class Rate:
    """One unit of `currency` is `rate` of `base` from `since` until the next of the two."""

    currency: str
    since: dt.date
    rate: Decimal
    base: str = "INR"


@dataclass(frozen=True)
class Facts:
    managers: tuple[Manager, ...] = ()
    clients: tuple[Client, ...] = ()
    spans: tuple[Span, ...] = ()
    contracts: tuple[Contract, ...] = ()
    sales: tuple[Sale, ...] = ()
    departures: tuple[Departure, ...] = ()
    contacts: tuple[Contact, ...] = ()
    interactions: tuple[Interaction, ...] = ()
    cases: tuple[Case, ...] = ()
    promises: tuple[Promise, ...] = ()
    surveys: tuple[Survey, ...] = ()
    spendings: tuple[Spending, ...] = ()
    rates: tuple[Rate, ...] = ()

    def live(self) -> "Facts":
        """Without what lies in the trash."""
        return self.only(lambda fact: not getattr(fact, "trashed", False))

    def of(self, client: Client) -> "Facts":
        """Only what concerns one client."""
        return replace(self.only(lambda fact: getattr(fact, "client", None) == client.code), clients=(client,))

    def only(self, wanted) -> "Facts":
        return Facts(**{f.name: tuple(fact for fact in getattr(self, f.name) if wanted(fact)) for f in fields(self)})


# ------------------------------------------------------------------------------------------------- time


@functools.cache
def first_instant(day: dt.date, zone: str) -> dt.datetime:
    """The first minute at which the zone's calendar shows `day` or later."""
    moment = dt.datetime.combine(day - DAY, dt.time(), dt.UTC)
    while moment.astimezone(zoneinfo.ZoneInfo(zone)).date() < day:
        moment += dt.timedelta(minutes=1)
    return moment


def month_after(first: dt.date) -> dt.date:
    return (first + 31 * DAY).replace(day=1)


def month_number(day: dt.date) -> int:
    return day.year * 12 + day.month


def compared_month(first: dt.date, comparison: str) -> dt.date:
    return first.replace(year=first.year - 1) if comparison == "previous_year" else (first - DAY).replace(day=1)


# ------------------------------------------------------------------------------------------------- money


def rate_of(facts: Facts, currency: str, day: dt.date, base: str) -> Decimal | None:
    """The latest rate of the two up to `day`."""
    if currency == base:
        return Decimal(1)
    known = [r for r in facts.rates if (r.currency, r.base) == (currency, base) and r.since <= day]
    return max(known, key=lambda r: r.since).rate if known else None


def priced(facts: Facts, base: str) -> Facts:
    """Every sale and estimate with what its currency is worth in `base`, where that is known."""
    dates = {sale.number: sale.date for sale in facts.sales}

    def with_worth(fact, days):
        known = [rate for day in days if (rate := rate_of(facts, fact.currency, day, base)) is not None]
        return replace(fact, worth=known[0], unit=base) if known else replace(fact, unit=fact.currency)

    # a return by the day of its sale, if that has a rate
    sales = [with_worth(s, [dates[s.returns], s.date] if s.returns else [s.date]) for s in facts.sales]
    estimates = [with_worth(s, [s.as_of]) for s in facts.spendings]
    return replace(facts, sales=tuple(sales), spendings=tuple(estimates))


# ------------------------------------------------------------------------------------------------- one client


def purchases(facts: Facts) -> list[Sale]:
    return [s for s in facts.sales if s.returns is None]


def departure_in_force(facts: Facts, day: dt.date) -> Departure | None:
    """The latest departure up to `day` after which nothing was bought and no signed contract began."""
    left = [d for d in facts.departures if d.left_on <= day]
    if not left:
        return None
    latest = max(left, key=lambda d: d.left_on)
    comebacks = [s.date for s in purchases(facts)] + [c.starts_on for c in facts.contracts if c.signed]
    return None if any(latest.left_on < back <= day for back in comebacks) else latest


def contract_in_force(facts: Facts, day: dt.date) -> bool:
    for contract in facts.contracts:
        last_days = [end for end in (contract.ends_on, contract.terminated_on) if end is not None]
        if contract.signed and contract.starts_on <= day and all(day <= end for end in last_days):
            return True
    return False


def bought_lately(facts: Facts, day: dt.date, months: int) -> bool:
    """A purchase up to `day`, in its calendar month or one of the `months` − 1 before."""
    return any(s.date <= day and month_number(day) - month_number(s.date) < months for s in purchases(facts))


def active(facts: Facts, day: dt.date, settings: Settings) -> bool:
    """Whether the one client of `facts` is active at the end of `day`."""
    if departure_in_force(facts, day):
        return False
    months = facts.clients[0].purchase_months or settings.purchase_months
    return contract_in_force(facts, day) or bought_lately(facts, day, months)


def ever_active(facts: Facts, since: dt.date | None, until: dt.date, settings: Settings) -> bool:
    """Whether the client was active on any day of [since, until]; since None: from its first fact on."""
    begins = [s.date for s in purchases(facts)] + [c.starts_on for c in facts.contracts if c.signed]
    day = max([min(begins)] + ([since] if since else [])) if begins else until + DAY
    while day <= until:
        if active(facts, day, settings):
            return True
        day += DAY
    return False


def responsible(facts: Facts, day: dt.date) -> str | None:
    for span in facts.spans:
        if span.since <= day and (span.until is None or day < span.until):
            return span.manager
    return None


def accountable(facts: Facts, first: dt.date, grace_days: int) -> str | None:
    return responsible(facts, first - grace_days * DAY) or responsible(facts, first)


def outcome(facts: Facts, first: dt.date, over: bool, settings: Settings) -> tuple[str, str]:
    """What became of the client in the month that begins on `first`, and why where it was lost."""
    opening, closing = first - DAY, month_after(first) - DAY
    was, still = active(facts, opening, settings), active(facts, closing, settings)
    gone = departure_in_force(facts, closing)
    if was and still:
        return "retained", ""
    if was:
        if not over and not gone:
            return "pending", ""
        return "lost", gone.reason if gone else "contract_ended" if contract_in_force(
            facts, opening
        ) else "stopped_buying"
    before = ever_active(facts, None, opening, settings)
    if still:
        return "returned" if before else "new", ""
    if not before and ever_active(facts, first, closing, settings) and (over or gone):
        return "early_loss", ""
    return "inactive", ""


# ------------------------------------------------------------------------------------------------- additional services


def whole_return_on(facts: Facts, sale: Sale) -> dt.date | None:
    """The day on which the returns of `sale` reach its whole amount."""
    taken_back = Decimal(0)
    for back in sorted((r for r in facts.sales if r.returns == sale.number), key=lambda r: r.date):
        taken_back -= back.amount
        if taken_back >= sale.amount:
            return back.date
    return None


def upsells(facts: Facts) -> list[tuple[int, int, Sale]]:
    """(month number, +1 or −1, line) of every additional service that the one client of `facts` ever bought."""
    entries = []
    first_ever = min((s.date for s in purchases(facts)), default=None)
    for service in sorted({s.service for s in purchases(facts)}):
        lines = sorted((s for s in purchases(facts) if s.service == service), key=lambda s: s.number)
        day = min(s.date for s in lines)
        if day == first_ever:
            continue
        for line in (s for s in lines if s.date == day):
            back = whole_return_on(facts, line)
            if back is None or month_number(back) > month_number(day):
                entries.append((month_number(day), 1, line))
                if back:
                    taken = next(s for s in facts.sales if s.returns == line.number and s.date == back)
                    worth = {"worth": taken.worth, "unit": taken.unit}
                    entries.append((month_number(back), -1, replace(line, **worth)))
                break
    return entries


# ------------------------------------------------------------------------------------------------- talks


def talks(facts: Facts, first: dt.date, zone: str) -> list[tuple[str, frozenset[str]]]:
    """(kind, managers) of every meeting and call held in the month; copies of one calendar entry are one."""
    begin, end = first_instant(first, zone), first_instant(month_after(first), zone)
    seen: dict[object, tuple[str, frozenset[str]]] = {}
    for position, talk in enumerate(facts.interactions):
        if talk.kind in ("meeting", "call") and talk.status == "held" and begin <= talk.started_at < end:
            key = (talk.uid, talk.started_at) if talk.uid else position
            kind, others = seen.get(key, (talk.kind, frozenset()))
            seen[key] = kind, others | talk.joint | {talk.manager}
    return list(seen.values())


# ------------------------------------------------------------------------------------------------- rows


@dataclass
class Money:
    """A sum that knows its lines' currencies: amounts of several currencies cannot be added."""

    total: Decimal = Decimal(0)
    currencies: set[str] = field(default_factory=set)

    def add(self, amount: Decimal, currency: str) -> None:
        self.total += amount
        self.currencies.add(currency)

    @property
    def value(self) -> Decimal | None:
        return None if len(self.currencies) > 1 else self.total


class Row:
    def __init__(self) -> None:
        self.counts = dict.fromkeys(COUNTS, 0)
        self.losses = dict.fromkeys(LOSSES, 0)
        self.sums = {name: Money() for name in SUMS}

    def shown(self) -> dict:
        row = {**self.counts, "lost_by_reason": self.losses, "reasons": {}}
        for name, money in self.sums.items():
            row[name] = money.value
            if money.value is None:
                row["reasons"][name] = "mixed_currencies"
        self.show_rate(row, "retention_rate", row["retained"] + row["pending"])
        self.show_rate(row, "outflow_rate", row["lost"])
        self.show_growth(row)
        return row

    def show_rate(self, row: dict, name: str, part: int) -> None:
        row[name] = percent(Fraction(part, row["opening"])) if row["opening"] else None
        if not row["opening"]:
            row["reasons"][name] = "no_clients_at_opening"

    def show_growth(self, row: dict) -> None:
        now, then = self.sums["profit"], self.sums["profit_before"]
        row["profit_growth"] = None
        if len(now.currencies | then.currencies) > 1:
            row["reasons"]["profit_growth"] = "mixed_currencies"
        elif not then.currencies:
            row["reasons"]["profit_growth"] = "no_sales_before"
        elif not then.total:
            row["reasons"]["profit_growth"] = "no_profit_before"
        else:
            row["profit_growth"] = percent(Fraction(now.total - then.total) / abs(Fraction(then.total)))

    def says_something(self) -> bool:
        return any(self.counts.values()) or any(money.total for money in self.sums.values())


def percent(fraction: Fraction) -> str:
    """In percent with four decimals, half-even."""
    ten_thousandths = round(fraction * 1_000_000)
    sign = "-" if ten_thousandths < 0 else ""
    return f"{sign}{abs(ten_thousandths) // 10_000}.{abs(ten_thousandths) % 10_000:04}"


def figures(
    facts: Facts, month: dt.date, now: dt.datetime, settings: Settings, also: frozenset[str] = frozenset()
) -> dict:
    """{"company": row, "unassigned": row, "managers": {email: row}} of the month that begins on the day `month`.

    `also` have a row for what other measures count.
    """
    facts = priced(facts, settings.currency).live()
    over = now >= first_instant(month_after(month), settings.zone)
    rows: dict[str | None, Row] = {None: Row(), **{m.email: Row() for m in facts.managers}}
    company = Row()
    for client in facts.clients:
        own = facts.of(client)
        count_client(rows, company, own, month, over, settings)
        count_upsells(rows, company, own, month)
        count_money(rows, company, own, month, settings)
    for kind, managers in talks(facts, month, settings.zone):
        for row in [company, *(rows[m] for m in managers)]:
            row.counts[f"{kind}s"] += 1
    shown = {m.email for m in facts.managers if m.active or m.email in also or rows[m.email].says_something()}
    return {
        "company": company.shown(),
        "unassigned": rows[None].shown(),
        "managers": {email: rows[email].shown() for email in shown},
    }


def count_client(rows: dict, company: Row, own: Facts, month: dt.date, over: bool, settings: Settings) -> None:
    what, why = outcome(own, month, over, settings)
    if what == "inactive":
        return
    holder = responsible(own, month_after(month) - DAY)
    answers = accountable(own, month, settings.grace_days)
    in_base, kept = what in ("retained", "pending", "lost"), what in ("retained", "pending")
    for row in (company, rows[answers if in_base else holder]):
        row.counts[what] += 1
        row.counts["opening"] += in_base
        if why:
            row.losses[why] += 1
    if kept or what in ("new", "returned"):
        company.counts["closing"] += 1
        rows[holder].counts["closing"] += 1
    if kept and holder != answers:
        rows[holder].counts["transferred_in"] += 1
        rows[answers].counts["transferred_out"] += 1


def count_upsells(rows: dict, company: Row, own: Facts, month: dt.date) -> None:
    for number, sign, line in upsells(own):
        if number == month_number(month):
            for row in (company, rows[line.sold_by or responsible(own, line.date)]):
                row.counts["upsells"] += sign
                row.sums["upsell_revenue"].add(sign * line.amount * line.worth, line.unit)


def count_money(rows: dict, company: Row, own: Facts, month: dt.date, settings: Settings) -> None:
    """Revenue and profit of the client in its holder's book at closing, in the month and in the compared one."""
    then = compared_month(month, settings.comparison)
    for row in (company, rows[responsible(own, month_after(month) - DAY)]):
        for line in own.sales:
            if month_number(line.date) == month_number(month):
                row.sums["revenue"].add(line.amount * line.worth, line.unit)
                row.sums["profit"].add((line.amount - line.cost) * line.worth, line.unit)
            if month_number(line.date) == month_number(then):
                row.sums["profit_before"].add((line.amount - line.cost) * line.worth, line.unit)
