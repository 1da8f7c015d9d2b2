"""Random small companies for Hypothesis, and how they get into the real database.

Days and instants crowd around the borders that the rules know: month ends, purchase rhythms, the grace, the compared
month, and nights on which clocks change.
"""

import calendar
import datetime as dt
from dataclasses import dataclass, fields, replace
from decimal import Decimal

from django.utils import timezone
from hypothesis import strategies as st

from accounts import models as accounts
from clients import models as clients
from tests.kpis import oracle, oracle_further
from tests.kpis.oracle import (
    Case,
    Client,
    Contact,
    Contract,
    Departure,
    Facts,
    Interaction,
    Manager,
    Promise,
    Rate,
    Sale,
    Settings,
    Span,
    Spending,
    Survey,
)
from work import models as work

# Midnight is skipped in Asunción on the first day of October 2023, comes twice in Havana on that of November 2026,
# and passes again a minute later in St. John's on that of November 2009.
BORDERS = [
    ("Asia/Kolkata", dt.date(2026, 10, 1)),
    ("UTC", dt.date(2026, 1, 1)),
    ("Europe/Berlin", dt.date(2026, 3, 1)),
    ("America/Sao_Paulo", dt.date(2018, 11, 1)),
    ("America/Havana", dt.date(2026, 10, 1)),
    ("America/Havana", dt.date(2026, 11, 1)),
    ("America/Asuncion", dt.date(2023, 9, 1)),
    ("America/Asuncion", dt.date(2023, 10, 1)),
    ("America/St_Johns", dt.date(2009, 11, 1)),
    ("Pacific/Apia", dt.date(2024, 2, 1)),
]
PEOPLE = ("asha", "vikram", "meera", "ravi")
DECIDER = "esha"  # an executive: no manager, but may have sold something
LONG_AGO = dt.date(1990, 1, 1)
CURRENCIES = st.sampled_from(["INR"] * 9 + ["EUR", "EUR", "USD"])
PAST, RARELY = 10_000_000, st.integers(0, 9).map(lambda n: n == 9)


@dataclass(frozen=True)
class Company:
    facts: Facts
    settings: Settings
    month: dt.date
    now: dt.datetime

    @property
    def expected(self) -> dict:
        rows = oracle_further.rows(self.facts, self.month, self.now, self.settings)
        also = frozenset(email for email, row in rows.items() if email and row.says_something())
        return oracle.figures(self.facts, self.month, self.now, self.settings, also)

    @property
    def expected_further(self) -> dict:
        """Of the catalogue's other measures: {row: {measure: number, or why there is none}}."""
        rows = oracle_further.rows(self.facts, self.month, self.now, self.settings)
        return {email or "unassigned": row.shown() for email, row in rows.items()}


# ------------------------------------------------------------------------------------------------- strategies


def month_at(month: dt.date, offset: int) -> dt.date:
    number = month.year * 12 + month.month - 1 + offset
    return dt.date(number // 12, number % 12 + 1, 1)


def days(month: dt.date):
    def day(offset: int, place: int) -> dt.date:
        first = month_at(month, offset)
        length = calendar.monthrange(first.year, first.month)[1]
        return first.replace(day=place if place > 0 else length + 1 + place)

    offsets = st.sampled_from([0, -1, -2, -3, -4, 1, -12, -13, 0, -1, -11, -23, -24])
    return st.builds(day, offsets, st.sampled_from([1, 15, -1, 2, -2]))


def instants(month: dt.date, zone: str):
    borders = [oracle.first_instant(month_at(month, offset), zone) for offset in (0, 1)] * 2
    borders.append(oracle.first_instant(month_at(month, 1) - dt.timedelta(days=90), zone))
    seconds = [0, 1, -1, 1800, -1800, 3600, -3600, 5400, 86400 * 3, -86400 * 3]
    return st.builds(
        lambda border, s: border + dt.timedelta(seconds=s), st.sampled_from(borders), st.sampled_from(seconds)
    )


def nows(month: dt.date, zone: str):
    """Most often when the month is over, else while it runs, down to the second of its end."""
    end = oracle.first_instant(month_at(month, 1), zone)
    running = [end - dt.timedelta(seconds=1), end - dt.timedelta(days=10), oracle.first_instant(month, zone)]
    return st.sampled_from([end, end + dt.timedelta(days=40), *running])


@st.composite
def spans(draw, client: str, month: dt.date):
    """Nobody, one after another, or with gaps; transfers on borders."""
    cuts = sorted(draw(st.sets(days(month), max_size=3)))
    holders = [draw(st.sampled_from([*PEOPLE[:3], None])) for _ in cuts]
    ends = [*cuts[1:], draw(st.none() | st.just(month_at(month, 1)))] if cuts else []
    return [Span(client, m, a, b) for m, a, b in zip(holders, cuts, ends, strict=True) if m and (b is None or b > a)]


@st.composite
def contracts(draw, client: str, month: dt.date):
    starts, ends = sorted([draw(days(month)), draw(days(month))])
    return Contract(
        client,
        starts,
        draw(st.sampled_from([ends, ends, None])),
        draw(st.sampled_from([None, None, ends])),
        signed=not draw(RARELY),
        trashed=draw(RARELY),
    )


@st.composite
def sales(draw, client: str, month: dt.date):
    """A sale and its returns, without numbers."""
    amount = Decimal(draw(st.sampled_from([100, 90, 50, "0.01", 0, "33.333333"])))
    sale = Sale(
        0,
        client,
        draw(st.sampled_from("abc")),
        draw(days(month)),
        amount,
        Decimal(draw(st.sampled_from([60, 0, 100]))),
        currency=draw(CURRENCIES),
        sold_by=draw(st.sampled_from([None, None, None, "ravi", "meera", DECIDER])),
        trashed=draw(RARELY),
    )
    half = round(amount / 2, 6)
    parts = draw(st.sampled_from([[], [], [], [amount], [half], [half, amount - half]])) if amount else []
    dates = [max(draw(days(month)), sale.date) for _ in parts]
    return [sale] + [
        replace(sale, date=d, amount=-part, cost=-sale.cost, trashed=draw(RARELY), returns=0)
        for d, part in zip(dates, parts, strict=True)
    ]


@st.composite
def departures(draw, client: str, month: dt.date):
    chosen = sorted(draw(st.sets(days(month), max_size=2)))
    reasons = st.sampled_from(["competitor", "stopped_buying", "closed_down", "other"])
    return [Departure(client, day, draw(reasons), trashed=draw(RARELY)) for day in chosen]


ROLES = st.sampled_from(["", "decides", "uses", "buys"])
DAYS = st.integers(1, 28)
PERSONS = 2  # whom we know at each client


def contacts(code: str):
    influence = st.sampled_from(["", "high", "low"])
    people = [st.builds(Contact, st.just(code), st.just(f"{code}-{n}"), ROLES, influence) for n in range(PERSONS)]
    return st.tuples(*people).map(list)


def people_of(code: str):
    return st.sampled_from([f"{code}-{n}" for n in range(PERSONS)])


@st.composite
def cases(draw, codes: list[str], month: dt.date, zone: str):
    received = draw(instants(month, zone))
    took = draw(st.sampled_from([None, None, 0, 3601, 86_400, 86_401, 200_000]))
    return Case(
        draw(st.sampled_from(codes)),
        received,
        None if took is None else received + dt.timedelta(seconds=took),
        draw(st.sampled_from([None, None, *PEOPLE])),
        trashed=draw(RARELY),
    )


@st.composite
def promises(draw, codes: list[str], month: dt.date):
    """Open, kept around its day, or given up; by whomever, whoever has the client."""
    due = draw(days(month))
    kept = draw(st.sampled_from([None, None, 0, 0, -1, 1, 40]))
    return Promise(
        draw(st.sampled_from(codes)),
        draw(st.sampled_from(PEOPLE)),
        due,
        None if kept is None else due + dt.timedelta(days=kept),
        broken=kept is None and draw(RARELY),
        trashed=draw(RARELY),
    )


@st.composite
def surveys(draw, codes: list[str], month: dt.date):
    code = draw(st.sampled_from(codes))
    scores = st.sampled_from([0, 6, 7, 8, 9, 10])
    return Survey(code, draw(people_of(code)), draw(days(month)), draw(scores), trashed=draw(RARELY))


def many_surveys(codes: list[str], month: dt.date):
    """One answer of a person a day; often few, sometimes enough for a score."""
    once = {"unique_by": lambda answer: (answer.contact, answer.answered_on)}
    few = st.lists(surveys(codes, month), max_size=3, **once)
    within = st.builds(lambda answer, n: replace(answer, answered_on=month.replace(day=n)), surveys(codes, month), DAYS)
    return st.one_of(few, few, st.lists(within, min_size=9, max_size=12, **once)) if len(codes) > 2 else few


def spendings(code: str, month: dt.date):
    amounts = st.sampled_from([Decimal(1000), Decimal("0.5"), Decimal(0)])
    currencies = st.sampled_from(["INR", "INR", "INR", "EUR"])
    one = st.builds(Spending, st.just(code), days(month), amounts, currencies, RARELY)
    return st.lists(one, max_size=2, unique_by=lambda estimate: estimate.as_of)


def rates(month: dt.date):
    """From before everything, or from some day around the month on; to either currency that may be ours."""
    worth = st.sampled_from([Decimal("83.25"), Decimal("90"), Decimal("0.000391234567"), Decimal("1")])
    since = st.one_of(st.just(LONG_AGO), days(month), days(month))
    pairs = st.sampled_from([("EUR", "INR"), ("EUR", "INR"), ("USD", "INR"), ("INR", "EUR"), ("USD", "EUR")])
    return st.builds(lambda pair, day, rate: Rate(pair[0], day, rate, pair[1]), pairs, since, worth)


def unlike(rate: Rate) -> tuple:
    return rate.currency, rate.base, rate.since


@st.composite
def interactions(draw, codes: list[str], month: dt.date, zone: str):
    uid = draw(st.sampled_from(["", "", "standup", "phone"]))
    kinds = {"standup": ["meeting"], "phone": ["call"]}.get(uid, ["meeting", "call", "call", "email", "note"])
    code = draw(st.sampled_from(codes))
    return Interaction(
        code,
        draw(st.sampled_from(PEOPLE)),
        draw(instants(month, zone)),
        draw(st.sampled_from(kinds)),
        draw(st.sampled_from(["held", "held", "held", "held", "planned", "cancelled", "not_held"])),
        frozenset(draw(st.sets(st.sampled_from(PEOPLE), max_size=2))) if draw(st.booleans()) else frozenset(),
        uid,
        trashed=draw(RARELY),
        met=frozenset(draw(st.sets(people_of(code), max_size=2))),
    )


def numbered(lines: list[list[Sale]], begin: int = 1) -> list[Sale]:
    """Number the lines in order of entry; each group is a sale followed by its returns."""
    done: list[Sale] = []
    for sale, *returns in lines:
        number = begin + len(done)
        done.append(replace(sale, number=number))
        done += [replace(back, number=number + n, returns=number) for n, back in enumerate(returns, 1)]
    return done


@st.composite
def facts(draw, month: dt.date, zone: str):
    codes = [f"C{n}" for n in range(draw(st.integers(1, 4)))]
    people = [Manager(p, not draw(RARELY)) for p in PEOPLE] + [Manager(DECIDER, False)]
    rhythm = st.sampled_from([None, None, 1, 2, 4])
    every: dict[str, list] = {name: [] for name in ("spans", "contracts", "sales", "departures", "contacts")}
    every["spendings"] = []
    for code in codes:
        every["spans"] += draw(spans(code, month))
        every["contracts"] += draw(st.lists(contracts(code, month), max_size=2))
        every["sales"] += draw(st.lists(sales(code, month), max_size=4))
        every["departures"] += draw(departures(code, month)) if draw(st.booleans()) else []
        every["contacts"] += draw(contacts(code))
        every["spendings"] += draw(spendings(code, month))
    every["sales"] = numbered(every["sales"])
    return Facts(
        managers=tuple(people),
        clients=tuple(Client(code, draw(rhythm)) for code in codes),
        interactions=tuple(draw(st.lists(interactions(codes, month, zone), max_size=5))),
        cases=tuple(draw(st.lists(cases(codes, month, zone), max_size=4))),
        promises=tuple(draw(st.lists(promises(codes, month), max_size=4))),
        surveys=tuple(draw(many_surveys(codes, month))),
        rates=tuple(draw(st.lists(rates(month), max_size=4, unique_by=unlike))),
        **{kind: tuple(rows) for kind, rows in every.items()},
    )


settings_of = st.builds(
    Settings,
    purchase_months=st.integers(1, 4),
    grace_days=st.sampled_from([0, 0, 1, 10, 31, 40]),
    comparison=st.sampled_from(["previous_month", "previous_year"]),
    currency=st.sampled_from(["INR", "INR", "INR", "EUR"]),
)


@st.composite
def companies(draw, over: bool | None = None):
    zone, month = draw(st.sampled_from(BORDERS))
    now = draw(nows(month, zone))
    if over is not None and over != (now >= oracle.first_instant(month_at(month, 1), zone)):
        now = oracle.first_instant(month_at(month, 1), zone) - (dt.timedelta(0) if over else dt.timedelta(days=1))
    return Company(draw(facts(month, zone)), replace(draw(settings_of), zone=zone), month, now)


# ------------------------------------------------------------------------------------------------- a second change


@dataclass(frozen=True)
class Change:
    """At `index` of `kind` put `fact`: index None adds it, fact None deletes what is there."""

    kind: str
    index: int | None
    fact: object | None

    def apply(self, facts: Facts) -> Facts:
        rows = list(getattr(facts, self.kind))
        if self.index is None:
            rows.append(self.fact)
        elif self.fact is None:
            del rows[self.index]
        else:
            rows[self.index] = self.fact
        return replace(facts, **{self.kind: tuple(rows)})


KINDS = ["sales", "contracts", "departures", "interactions", "spans", "clients", "managers"]
KINDS += ["contacts", "cases", "promises", "surveys", "spendings", "rates", "rates"]


@st.composite
def changed_further(draw, kind: str, rows, index: int | None, codes: list[str], company: Company):
    month, others = company.month, [row for n, row in enumerate(rows) if n != index]
    if kind == "contacts":
        return replace(rows[index], role=draw(ROLES))
    if kind == "cases":
        return draw(cases(codes, month, company.settings.zone))
    if kind == "promises":
        return draw(promises(codes, month))
    if kind == "rates":
        given = {unlike(rate) for rate in others}
        return draw(rates(month).filter(lambda rate: unlike(rate) not in given))
    if kind == "surveys":
        given = {(a.contact, a.answered_on) for a in others}
        return draw(surveys(codes, month).filter(lambda answer: (answer.contact, answer.answered_on) not in given))
    old = rows[index] if index is not None else Spending(draw(st.sampled_from(codes)), month, Decimal(700))
    taken = {s.as_of for s in others if s.client == old.client}
    return replace(old, as_of=draw(days(month).filter(lambda day: day not in taken)))


@st.composite
def changes(draw, company: Company):
    """One fact added, altered, trashed, taken out of the trash or deleted; or a client's history of managers redone."""
    facts, month, zone = company.facts, company.month, company.settings.zone
    codes = [c.code for c in facts.clients]
    kind = draw(st.sampled_from(KINDS))
    if kind == "spans":
        code = draw(st.sampled_from(codes))
        gone = [n for n, span in enumerate(facts.spans) if span.client == code]
        return [Change(kind, n, None) for n in reversed(gone)] + [
            Change(kind, None, s) for s in draw(spans(code, month))
        ]
    rows = getattr(facts, kind)
    taken = {s.returns for s in facts.sales}
    free = [n for n, row in enumerate(rows) if kind != "sales" or (row.returns is None and row.number not in taken)]
    deeds = ["alter"] if kind in ("clients", "managers", "contacts") else ["add", "trash", "alter", "delete"]
    deeds = ["add", "alter", "delete"] if kind == "rates" else deeds
    deeds += ["trash"] if kind == "contacts" else []
    deed = draw(st.sampled_from(deeds if free else ["add"]))
    index = draw(st.sampled_from(free)) if deed != "add" else None
    if deed == "delete":
        return [Change(kind, index, None)]
    if deed == "trash":
        return [Change(kind, index, replace(rows[index], trashed=not rows[index].trashed))]
    match kind:
        case "clients":
            fact = replace(rows[index], purchase_months=draw(st.sampled_from([None, 1, 2, 4])))
        case "managers":
            fact = replace(rows[index], active=not rows[index].active and rows[index].email != DECIDER)
        case "contracts":
            fact = draw(contracts(draw(st.sampled_from(codes)), month))
        case "interactions":
            fact = draw(interactions(codes, month, zone))
        case "departures":
            old = rows[index] if index is not None else Departure(draw(st.sampled_from(codes)), month)
            others = {d.left_on for n, d in enumerate(rows) if d.client == old.client and n != index}
            fact = replace(old, left_on=draw(days(month).filter(lambda day: day not in others)))
        case "sales":
            number = rows[index].number if index is not None else max((s.number for s in rows), default=0) + 1
            fact = replace(draw(sales(draw(st.sampled_from(codes)), month))[0], number=number)
        case _:
            fact = draw(changed_further(kind, rows, index, codes, company))
    return [Change(kind, index, fact)]


# ------------------------------------------------------------------------------------------------- the real database


class Store:
    """The facts as rows. `keys` holds, for each kind, the primary keys in the order of the facts."""

    models = {
        "managers": accounts.User,
        "clients": clients.Client,
        "spans": clients.Responsibility,
        "contracts": clients.Contract,
        "sales": clients.Sale,
        "departures": clients.Departure,
        "contacts": clients.Contact,
        "interactions": clients.Interaction,
        "cases": work.Case,
        "promises": work.Promise,
        "surveys": clients.Survey,
        "spendings": clients.Spending,
        "rates": clients.ExchangeRate,
    }

    def __init__(self, company: Company) -> None:
        self.keys: dict[str, list[int]] = {}
        self.ids: dict[str, int] = {}
        self.people: dict[str, int] = {}
        self.entered = 0
        self.services = {code: clients.Service.objects.create(code=code, name=code).pk for code in "abc"}
        self.configure(company.settings)
        for field in fields(Facts):
            self.add(field.name, getattr(company.facts, field.name))

    def configure(self, settings: Settings) -> None:
        values = {
            "time_zone": settings.zone,
            "currency": settings.currency,
            "regular_purchase_months": settings.purchase_months,
            "handover_grace_days": settings.grace_days,
            "profit_comparison": settings.comparison,
        }
        accounts.Company.objects.update_or_create(pk=1, defaults=values)

    def add(self, kind: str, rows) -> None:
        made = self.models[kind].objects.bulk_create([self.models[kind](**self.columns(kind, row)) for row in rows])
        self.keys.setdefault(kind, []).extend(row.pk for row in made)
        for row, record in zip(rows, made, strict=True):
            if kind in ("managers", "clients"):
                self.ids[getattr(row, "email", None) or row.code] = record.pk
            if kind == "contacts":
                self.people[row.name] = record.pk
            if kind == "interactions":
                self.join(record.pk, row)

    def apply(self, change: Change) -> None:
        if change.index is None:
            return self.add(change.kind, [change.fact])
        record = self.models[change.kind].objects.filter(pk=self.keys[change.kind][change.index])
        if change.fact is None:
            record.delete()
            del self.keys[change.kind][change.index]
            return None
        record.update(**{k: v for k, v in self.columns(change.kind, change.fact).items() if k not in ("pk", *OF_ENTRY)})
        if change.kind == "interactions":
            self.join(self.keys[change.kind][change.index], change.fact)
        return None

    def join(self, key: int, talk: Interaction) -> None:
        record = clients.Interaction(pk=key)
        record.joint_managers.set(self.ids[m] for m in talk.joint)
        record.contacts.set(self.people[name] for name in talk.met)

    def columns(self, kind: str, row) -> dict:
        self.entered += 1
        common = {"trashed_at": timezone.now()} if getattr(row, "trashed", False) else {}
        if kind not in ("managers", "clients", "spans", "rates"):
            common.setdefault("trashed_at", None)
        if hasattr(row, "client"):
            common["client_id"] = self.ids[row.client]
        return common | getattr(self, f"{kind}_columns")(row)

    def managers_columns(self, row: Manager) -> dict:
        role, level = ("executive", "") if row.email == DECIDER else ("key_manager", "junior")
        return {
            "email": f"{row.email}@example.com",
            "name": row.email,
            "role": role,
            "level": level,
            "is_active": row.active,
        }

    def clients_columns(self, row: Client) -> dict:
        return {"code": row.code, "name": row.code, "regular_purchase_months": row.purchase_months}

    def spans_columns(self, row: Span) -> dict:
        return {"manager_id": self.ids[row.manager], "since": row.since, "until": row.until}

    def contracts_columns(self, row: Contract) -> dict:
        signed_on = row.starts_on if row.signed else None
        dates = {"starts_on": row.starts_on, "ends_on": row.ends_on, "terminated_on": row.terminated_on}
        return {"number": f"K-{self.entered}", "signed_on": signed_on, **dates}

    def sales_columns(self, row: Sale) -> dict:
        return {
            "pk": PAST + row.number,
            "order": f"O-{self.entered}",
            "service_id": self.services[row.service],
            "date": row.date,
            "amount": row.amount,
            "cost": row.cost,
            "currency": row.currency,
            "sold_by_id": self.ids[row.sold_by] if row.sold_by else None,
            "returns_id": PAST + row.returns if row.returns else None,
        }

    def departures_columns(self, row: Departure) -> dict:
        return {"left_on": row.left_on, "reason": row.reason}

    def interactions_columns(self, row: Interaction) -> dict:
        return {
            "reference": f"I-{self.entered}",
            "manager_id": self.ids[row.manager],
            "started_at": row.started_at,
            "kind": row.kind,
            "status": row.status,
            "calendar_uid": row.uid,
        }

    def contacts_columns(self, row: Contact) -> dict:
        return {"name": row.name, "decision_role": row.role, "influence": row.influence}

    def cases_columns(self, row: Case) -> dict:
        times = {"received_at": row.received_at, "first_answer_at": row.answered_at}
        manager = self.ids[row.manager] if row.manager else None
        return {"reference": f"K-{self.entered}", "kind": "question", "manager_id": manager, **times}

    def promises_columns(self, row: Promise) -> dict:
        broken_on = row.due_on if row.broken else None
        days = {"made_on": LONG_AGO, "due_on": row.due_on, "kept_on": row.kept_on, "broken_on": broken_on}
        return {"manager_id": self.ids[row.manager], "text": "Report", **days}

    def surveys_columns(self, row: Survey) -> dict:
        return {"contact_id": self.people[row.contact], "answered_on": row.answered_on, "score": row.score}

    def rates_columns(self, row: Rate) -> dict:
        return {"currency": row.currency, "base": row.base, "since": row.since, "rate": row.rate}

    def spendings_columns(self, row: Spending) -> dict:
        return {"as_of": row.as_of, "amount": row.amount, "currency": row.currency}


OF_ENTRY = ("number", "order", "reference")  # given once, when a record is entered
