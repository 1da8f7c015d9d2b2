"""The money: contracts with renewals and ends, orders with season and growth, credit notes, departures."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from accounts.models import User
from clients.models import Client, Contract, Departure, Sale, Service
from kam_crm.demo import catalogue
from kam_crm.demo.books import Book
from kam_crm.demo.lives import DEPARTURES, RIVALS, Extra, Life, Spell
from kam_crm.demo.months import FIRST, Calendar, working_day

NOTES = {
    "competitor": "Their offer was lower by about a tenth, with a start within two weeks.",
    "stopped_buying": "The budget of this year is spent; asked us to call again in spring.",
    "closed_down": "The business was closed.",
    "other": "The site moved; the new landlord has its own provider.",
}
TITLES = ("Framework agreement", "Service agreement", "Managed services", "Annual maintenance", "Site services")
ORIGIN = 13  # months of an old contract that may lie before the two years


@dataclass
class Trade:
    """Everything with money in it, of all clients, unsaved."""

    calendar: Calendar
    services: dict[str, Service]
    clerk: User
    contracts: list[Contract] = field(default_factory=list)
    sales: list[Sale] = field(default_factory=list)
    returns: list[Sale] = field(default_factory=list)
    departures: list[Departure] = field(default_factory=list)

    def tell(self, life: Life, client: Client, book: Book) -> None:
        for spell in life.spells:
            left_on = self.leave(life, spell, client, book)
            if life.contract:
                self.sign(life, spell, client, book, left_on)
        for month in range(FIRST, 1):
            self.buy(life, month, client, book)

    def leave(self, life: Life, spell: Spell, client: Client, book: Book) -> dt.date | None:
        """The departure that ends this spell, if anybody told us of one."""
        if spell.last is None or spell.ending not in DEPARTURES:
            return None
        left_on = self.calendar.day(spell.last, spell.day)
        self.departures.append(
            Departure(
                client=client,
                left_on=left_on,
                reason=spell.ending,
                competitor=life.rng.choice(RIVALS) if spell.ending == "competitor" else "",
                note=spell.note or NOTES[spell.ending],
                recorded_at=self.calendar.entered(left_on, life.rng),
                recorded_by=book.holder(left_on) or self.clerk,
            )
        )
        return left_on

    def sign(self, life: Life, spell: Spell, client: Client, book: Book, left_on: dt.date | None) -> None:
        """A chain of one-year contracts, up to the end of the spell, or to the one that is in force today."""
        older = life.rng.randrange(1, ORIGIN) if spell.first == FIRST else 0
        starts = self.calendar.first(spell.first - older)
        last_day = self.last_day(life, spell, left_on)
        while starts <= min(last_day or self.calendar.today, self.calendar.today):
            ends = year_of(starts)
            made = self.contract(life, client, book, starts, ends)
            if last_day and ends >= last_day:
                made.terminated_on, made.ends_on = (left_on, ends) if left_on else (None, last_day)
                if life.ends is not None:
                    renewal = after(last_day)
                    self.contract(life, client, book, renewal, year_of(renewal), draft=True)
            starts = after(ends)
        if not last_day and (starts - self.calendar.today).days < 60:
            self.contract(life, client, book, starts, year_of(starts), draft=life.rng.random() < 0.5)

    def last_day(self, life: Life, spell: Spell, left_on: dt.date | None) -> dt.date | None:
        """The last day under contract, where there is one."""
        if life.ends is not None:
            return self.calendar.first(life.ends) + dt.timedelta(days=26)
        if spell.last is None or left_on:
            return left_on
        return self.calendar.day(spell.last, spell.day)

    def contract(
        self, life: Life, client: Client, book: Book, starts: dt.date, ends: dt.date, draft: bool = False
    ) -> Contract:
        signed = min(starts - dt.timedelta(days=life.rng.randrange(4, 30)), self.calendar.today)
        yearly = sum(catalogue.PRICE[code] for code in life.base) * life.scale * 12
        made = Contract(
            client=client,
            title=f"{life.rng.choice(TITLES)} {starts.year}",
            signed_on=None if draft else signed,
            starts_on=starts,
            ends_on=ends,
            value=Decimal(round(yearly, -4)),
            currency="INR",
            auto_renews=life.rng.random() < 0.2,
            notice_days=life.rng.choice((30, 60, 90)),
            recorded_at=self.calendar.entered(min(signed, self.calendar.today), life.rng),
            recorded_by=book.holder(starts) or self.clerk,
        )
        self.contracts.append(made)
        return made

    def buy(self, life: Life, month: int, client: Client, book: Book) -> None:
        """The order of one month, if there is one: the usual services, and what was added."""
        spell = life.buying_in(month)
        if spell is None:
            return
        first_ever = month == life.spells[0].first
        added = [extra for extra in life.extras if extra.month == month and not first_ever]
        forced = month == spell.first or (month == spell.last_purchase and month < 0)
        due = life.due_in(month)
        day = self.order_day(life, spell, month, forced)
        if day is None or not (forced or due or added):
            return
        for code in life.usual(month) if forced or due else []:
            self.line(life, month, day, code, client, book)
        for extra in added:
            self.add(life, month, day, extra, client, book)

    def order_day(self, life: Life, spell: Spell, month: int, forced: bool) -> dt.date | None:
        """The day of the month's order: this client's usual one, and before it left. None: not yet, or too late."""
        wanted = 3 + sum(map(ord, life.entry.code)) % 20 + life.rng.randrange(-2, 3)
        day = working_day(self.calendar.first(month) + dt.timedelta(days=wanted - 1))
        if spell.last == month and spell.ending in DEPARTURES:
            left_on = self.calendar.day(month, spell.day)
            day = min(day, left_on - dt.timedelta(days=3))
        if day > self.calendar.today and forced:
            day = self.calendar.today
        return day if day >= self.calendar.first(month) and day <= self.calendar.today else None

    def add(self, life: Life, month: int, day: dt.date, extra: Extra, client: Client, book: Book) -> None:
        line = self.line(life, month, day, extra.code, client, book)
        if extra.fate == "same":
            self.take_back(life, line, self.calendar.day(month, min(day.day + 6, 28)), line.amount)
        elif extra.fate and month + int(extra.fate) <= 0:
            self.take_back(life, line, self.calendar.day(month + int(extra.fate), 12), line.amount)

    def line(self, life: Life, month: int, day: dt.date, code: str, client: Client, book: Book) -> Sale:
        rng, once = life.rng, code not in catalogue.RECURRING
        size = 1 + life.scale / 6 if once else life.scale
        growth = 1 + 0.009 * (month - FIRST)
        amount = catalogue.PRICE[code] * size * growth * catalogue.SEASON[code][day.month - 1] * rng.uniform(0.9, 1.1)
        share = catalogue.COST[code] * rng.uniform(0.94, 1.06)
        holder = book.holder(day)
        seller = rng.choices((holder, None, book.team[0][0] if book.team else holder), (60, 34, 6))[0]
        made = Sale(
            client=client,
            service=self.services[code],
            date=day,
            quantity=Decimal(max(1, round(size))),
            amount=Decimal(round(amount / 50) * 50),
            cost=Decimal(round(amount * share / 50) * 50),
            currency="INR",
            sold_by=seller,
            recorded_at=self.calendar.entered(day, rng),
            recorded_by=self.clerk,
        )
        self.sales.append(made)
        self.perhaps_take_back(life, made)
        return made

    def perhaps_take_back(self, life: Life, line: Sale) -> None:
        """About one line in sixty is credited in part, some of them weeks later."""
        chance, share = life.rng.random(), life.rng.choice(("0.1", "0.2", "0.25", "0.5"))
        on = line.date + dt.timedelta(days=life.rng.randrange(3, 45))
        if chance < 0.016 and on <= self.calendar.today:
            self.take_back(life, line, working_day(on), (line.amount * Decimal(share)).quantize(Decimal(1)))

    def take_back(self, life: Life, line: Sale, on: dt.date, amount: Decimal) -> None:
        on = min(max(on, line.date), self.calendar.today)
        already = sum((-back.amount for back in self.returns if back.returns is line), Decimal(0))
        self.returns.append(
            Sale(
                client=line.client,
                service=line.service,
                date=on,
                quantity=-line.quantity if amount == line.amount else Decimal(0),  # a part is credited in money alone
                amount=-min(amount, line.amount - already),
                currency="INR",
                sold_by=line.sold_by,
                returns=line,
                recorded_at=self.calendar.entered(on, life.rng),
                recorded_by=self.clerk,
            )
        )

    def number(self) -> None:
        """Give orders, credit notes and contracts their numbers, in the order of their dates."""
        self.sales.sort(key=lambda sale: (sale.date, sale.client.code))
        self.returns.sort(key=lambda back: (back.date, back.client.code))
        self.contracts.sort(key=lambda contract: (contract.starts_on, contract.client.code))
        order, line, before = 0, 0, None
        for sale in self.sales:
            line = line + 1 if (sale.date, sale.client.code) == before else 1
            order += line == 1
            sale.order, sale.line, before = f"SO-{sale.date:%y}-{order:05d}", str(line), (sale.date, sale.client.code)
        for number, back in enumerate(self.returns, 1):
            back.order = f"CN-{back.date:%y}-{number:04d}"
        for number, contract in enumerate(self.contracts, 1):
            contract.number = f"VC-{contract.starts_on:%Y}-{number:03d}"


def after(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=1)


def year_of(starts: dt.date) -> dt.date:
    """The last day of the year that starts then."""
    return starts.replace(year=starts.year + 1, day=min(starts.day, 28)) - dt.timedelta(days=1)
