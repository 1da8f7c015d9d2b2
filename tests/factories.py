"""Hand-written factories: each makes one row with as little as possible said."""

import datetime as dt
import itertools
from decimal import Decimal

from accounts.models import Company, Cover, Department, Level, Role, User
from clients.models import (
    Client,
    Contact,
    Contract,
    Departure,
    ExchangeRate,
    Interaction,
    Responsibility,
    Sale,
    Service,
    Spending,
    Survey,
    TeamMember,
)
from plans.models import Need, Opportunity, Solution, Stage
from work.models import Case, DepartmentRequest, Playbook, PlaybookQuestion, PlaybookStep, Promise, Task

_number = itertools.count(1)
PASSWORD = "correct horse battery"


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def instant(text: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def user(name: str, role=Role.KEY_MANAGER, level=None, supervisor=None, **fields) -> User:
    if level is None:
        level = Level.JUNIOR if role == Role.KEY_MANAGER else ""
    fields.setdefault("email", f"{name.lower().replace(' ', '.')}@example.com")
    return User.objects.create(name=name, role=role, level=level, supervisor=supervisor, **fields)


def cover(absent: User, colleague: User, since: str, until: str, **fields) -> Cover:
    """`until` is the day on which it is over."""
    return Cover.objects.create(
        absent=absent, colleague=colleague, since=day(since), until=day(until), **{"set_by": absent, **fields}
    )


def client(name: str, manager: User | None = None, since: str = "2020-01-01", **fields) -> Client:
    fields.setdefault("code", name.upper().replace(" ", "-"))
    made = Client.objects.create(name=name, **fields)
    if manager:
        responsible(made, manager, since)
    return made


def responsible(client: Client, manager: User, since: str, until: str | None = None) -> Responsibility:
    return Responsibility.objects.create(
        client=client, manager=manager, since=day(since), until=day(until) if until else None
    )


def team_member(client: Client, user: User, since: str = "2020-01-01") -> TeamMember:
    return TeamMember.objects.create(client=client, user=user, since=day(since))


def service(code: str, price: str | None = None, currency: str = "USD", **fields) -> Service:
    """With a price it has been in force since always."""
    made = Service.objects.get_or_create(code=code, defaults={"name": code.title(), **fields})[0]
    return priced(made, "1900-01-01", price, currency) if price else made


def priced(service: Service, since: str, price: str | None, currency: str = "USD") -> Service:
    """The price from that day on; None is on request."""
    amount = None if price is None else Decimal(price)
    service.prices.create(since=day(since), price=amount, currency=currency if amount is not None else "")
    return service


def sale(client: Client, code: str, date: str, amount="100", cost="0", **fields) -> Sale:
    fields.setdefault("order", f"O-{next(_number)}")
    fields.setdefault("currency", "USD")
    return Sale.objects.create(
        client=client, service=service(code), date=day(date), amount=Decimal(amount), cost=Decimal(cost), **fields
    )


def sale_return(of: Sale, date: str, amount: str | None = None, **fields) -> Sale:
    amount = amount or str(-of.amount)
    return sale(of.client, of.service.code, date, amount, "0", returns=of, **{"currency": of.currency, **fields})


def rate(currency: str, since: str, rate: str, base: str = "USD") -> ExchangeRate:
    return ExchangeRate.objects.create(currency=currency, base=base, since=day(since), rate=Decimal(rate))


def contract(client: Client, starts: str, ends: str | None = None, **fields) -> Contract:
    fields.setdefault("number", f"C-{next(_number)}")
    fields.setdefault("signed_on", day(starts))
    return Contract.objects.create(client=client, starts_on=day(starts), ends_on=day(ends) if ends else None, **fields)


def departure(client: Client, left_on: str, reason="competitor", **fields) -> Departure:
    return Departure.objects.create(client=client, left_on=day(left_on), reason=reason, **fields)


def interaction(
    client: Client, manager: User, started_at: str, kind="meeting", status="held", joint=(), **fields
) -> Interaction:
    made = Interaction.objects.create(
        client=client, manager=manager, kind=kind, status=status, started_at=instant(started_at), **fields
    )
    made.joint_managers.set(joint)
    return made


def contact(client: Client, name: str, **fields) -> Contact:
    return Contact.objects.create(client=client, name=name, **fields)


def survey(contact: Contact, answered_on: str, score: int, **fields) -> Survey:
    return Survey.objects.create(
        client=contact.client, contact=contact, answered_on=day(answered_on), score=score, **fields
    )


def spending(client: Client, as_of: str, amount: str, **fields) -> Spending:
    fields.setdefault("currency", "USD")
    return Spending.objects.create(client=client, as_of=day(as_of), amount=Decimal(amount), **fields)


def case(client: Client, received_at: str, kind="question", answered: str | None = None, **fields) -> Case:
    fields.setdefault("reference", f"K-{next(_number)}")
    return Case.objects.create(
        client=client,
        kind=kind,
        received_at=instant(received_at),
        first_answer_at=instant(answered) if answered else None,
        **fields,
    )


def department(code: str) -> Department:
    """One of the migration's."""
    return Department.objects.get(code=code)


def member(name: str, code: str = "logistics", **fields) -> User:
    return user(name, Role.DEPARTMENT_MEMBER, department=department(code), **fields)


def request(client: Client, sent_by: User, due: str, code: str = "logistics", **fields) -> DepartmentRequest:
    """A request that shares the client's name; with `taken_by` it is taken."""
    about = {"subject": "Freight rates", "asked": "What does it cost?", "sent_at": instant("2026-11-20T09:00")}
    about |= {"shared": {"facts": {"name": client.name}, "contacts": [], "contracts": [], "note": ""}}
    if "taken_by" in fields:
        about |= {"state": "taken", "taken_at": instant("2026-11-20T10:00")}
    return DepartmentRequest.objects.create(
        client=client,
        department=department(code),
        sent_by=sent_by,
        due_on=day(due),
        due_at=Company.current().rules().deadline(day(due)),
        **about | fields,
    )


def task(owner: User, title: str = "Send the offer", by: User | None = None, state="accepted", **fields) -> Task:
    fields.setdefault("created_at", instant("2026-11-01T09:00"))
    made = Task(owner=owner, given_by=by or owner, title=title, state=state, **fields)
    made.settle_due(Company.current().rules())
    if state in ("approved", "cancelled"):
        made.ended_at = made.ended_at or made.created_at
    made.save()
    return made


def promise(client: Client, manager: User, due_on: str, kept: str | None = None, **fields) -> Promise:
    fields.setdefault("text", "Send the report")
    fields.setdefault("made_on", day("2020-01-01"))
    return Promise.objects.create(
        client=client, manager=manager, due_on=day(due_on), kept_on=day(kept) if kept else None, **fields
    )


def stage(name: str = "Proposal", probability: int = 50, place: int = 3) -> Stage:
    """One of the migration's, or another."""
    return Stage.objects.get_or_create(name=name, defaults={"probability": probability, "place": place})[0]


def opportunity(client: Client, by: User, expected: str, value="1000", at="2026-11-01T09:00", **fields) -> Opportunity:
    fields.setdefault("stage", stage())
    about = {"title": "More of it", "currency": "USD", "expected_on": day(expected), "value": Decimal(value)}
    return Opportunity.begin(client, by=by, at=instant(at), **about | fields)


def need(client: Client, by: User, at="2026-11-01T09:00", **fields) -> Need:
    return Need.note(client, by=by, at=instant(at), **{"title": "A quieter lift"} | fields)


def solution(need: Need, by: User, lines=(("lift", "1", "100", "60"),), at="2026-11-01T09:00", **fields) -> Solution:
    """`lines` are service, quantity, price and cost each."""
    about = {"title": "A new lift", "valid_until": day("2026-12-31"), "currency": "USD"}
    made = Solution.draft(need, by=by, at=instant(at), **about | fields)
    for code, quantity, price, cost in lines:
        sums = {"quantity": Decimal(quantity), "price": Decimal(price), "cost": Decimal(cost)}
        made.put_line(None, service=service(code), by=by, at=instant(at), **sums)
    return made


def playbook(by: User, *steps: tuple, questions: list[dict] | None = None, adopted: bool = True, **fields) -> Playbook:
    """`steps` are (days, title, role) or (days, title)."""
    at = instant("2026-11-01T09:00")
    fields = {"name": "Renewal", "purpose": "script" if questions else "renewal"} | fields
    made = Playbook.draft(by=by, at=at, **fields)
    rows = [PlaybookStep(offset_days=days, title=title, role=(*role, "responsible")[0]) for days, title, *role in steps]
    made = made.write(steps=rows, questions=[PlaybookQuestion(**row) for row in questions or []], by=by, at=at)
    return made.adopt(by=by, at=at) if adopted else made
