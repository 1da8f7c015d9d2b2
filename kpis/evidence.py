"""The records behind a figure, as lines that page and file both show.

Whoever may see a figure may see its lines, of whatever client: it is their pay. Only the link to the client's page
depends on who may open that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients import exchange
from clients.models import Client, Interaction, Sale
from kpis import catalogue
from kpis.further_evidence import Cases, Contacts, Contracts, Promises, Surveys
from kpis.goal_evidence import Goals
from kpis.lines import Column, Kind, Line, Value
from kpis.models import Month, Standing


class Clients(Kind):
    columns = (
        Column("client", gettext_lazy("Client")),
        Column("code", gettext_lazy("Code")),
        Column("outcome", gettext_lazy("What became of it")),
        Column("opening", gettext_lazy("At opening")),
        Column("closing", gettext_lazy("At the end")),
        Column("accountable", gettext_lazy("Accountable")),
        Column("responsible", gettext_lazy("Responsible at the end")),
    )

    def of_sector(self, ids: Collection[int], sector: str) -> set[int]:
        return set(Client.objects.filter(pk__in=ids, sector=sector).values_list("pk", flat=True))

    def load(self, ids: Collection[int]) -> dict[int, Line]:
        standings = Standing.objects.current() if self.edition else Standing.objects.in_force()
        standings = standings.filter(month=self.first, client__in=ids).select_related("accountable", "responsible")
        judged = {standing.client_id: standing for standing in standings}
        return {
            client.pk: Line(client.pk, client_code=client.code, values=self._values(client, judged.get(client.pk)))
            for client in Client.objects.filter(pk__in=ids)
        }

    def _values(self, client: Client, standing: Standing | None) -> dict[str, Value]:
        values: dict[str, Value] = {"client": client.name, "code": client.code}
        if standing is None:
            return values | {"outcome": _("not active")}
        return values | {
            "outcome": _outcome(standing),
            "opening": _stood(standing.at_opening, standing.opening_basis),
            "closing": _stood(standing.at_closing, standing.closing_basis),
            "accountable": standing.accountable and standing.accountable.name,
            "responsible": standing.responsible and standing.responsible.name,
        }

    def gaps(self, ids: Collection[int], sector: str, measure: str) -> list[exchange.Gap]:
        """Of revenue retention the lines of the two years, of the share of wallet the estimates that hold."""
        clients = Client.objects.filter(pk__in=ids)
        clients = clients.filter(sector=sector) if sector else clients
        last = Month(first=self.first).closing
        if "wallet" in measure:
            return exchange.gaps_of_estimates(list(clients.values_list("pk", flat=True)), last, self.currency)
        since = Month(first=self.first.replace(year=self.first.year - 2)).following
        sales = Sale.objects.live().filter(client__in=clients, date__gte=since, date__lte=last)
        return exchange.gaps(sales, self.currency)


def _outcome(standing: Standing) -> str:
    if standing.lost_reason:
        return f"{standing.get_outcome_display()}: {standing.get_lost_reason_display()}"
    return str(standing.get_outcome_display())


def _stood(active: bool, basis: dict) -> str:
    return f"{_('active') if active else _('not active')}: {catalogue.basis_words(basis)}"


class Sales(Kind):
    """A negative id −n is the return line n, which takes back an additional service counted earlier."""

    columns = (
        Column("date", gettext_lazy("Date"), "text-nowrap"),
        Column("order", gettext_lazy("Order / line")),
        Column("client", gettext_lazy("Client")),
        Column("code", gettext_lazy("Code")),
        Column("service", gettext_lazy("Service")),
        Column("amount", gettext_lazy("Amount"), "num"),
        Column("cost", gettext_lazy("Cost"), "num"),
        Column("profit", gettext_lazy("Profit"), "num"),
        Column("currency", gettext_lazy("Currency")),
        Column("rate", gettext_lazy("Exchange rate"), "num", optional=True),
        Column("counts", gettext_lazy("Counts"), "num"),
    )

    def of_sector(self, ids: Collection[int], sector: str) -> set[int]:
        found = set(_sales(ids).filter(client__sector=sector).values_list("pk", flat=True))
        return {id for id in ids if abs(id) in found}

    def load(self, ids: Collection[int]) -> dict[int, Line]:
        sales = {sale.pk: sale for sale in _sales(ids).select_related("client", "service", "returns")}
        rates = exchange.rates_of(list(sales), self.currency)
        return {id: self._line(id, sales[abs(id)], rates[abs(id)]) for id in ids if abs(id) in sales}

    def has_foreign(self, ids: Collection[int]) -> bool:
        """Whether any of them is in another currency than the company's."""
        return _sales(ids).exclude(currency=self.currency).exists()

    def gaps(self, ids: Collection[int], sector: str, measure: str) -> list[exchange.Gap]:
        sales = _sales(ids)
        return exchange.gaps(sales.filter(client__sector=sector) if sector else sales, self.currency)

    def _line(self, id: int, sale: Sale, rate: Decimal | None) -> Line:
        order = f"{sale} ({_('takes back')} {sale.returns})" if sale.returns else str(sale)
        values: dict[str, Value] = {
            "date": sale.date,
            "order": order,
            "client": sale.client.name,
            "code": sale.client.code,
            "service": sale.service.name,
            "amount": sale.amount,
            "cost": sale.cost,
            "profit": sale.amount - sale.cost,
            "currency": sale.currency,
            "rate": _("none") if rate is None else "" if sale.currency == self.currency else f"{rate.normalize():f}",
            "unit": sale.currency if rate is None else self.currency,
            "counts": -1 if id < 0 else 1,
        }
        return Line(id, client_code=sale.client.code, values=values)

    def total(self, ids: Collection[int]) -> dict[str, Value]:
        """Sums over all lines, in one query; none where several currencies cannot be added."""
        sales = _sales(ids)
        currencies = list(sales.order_by().values_list("currency", flat=True).distinct())
        if len(currencies) != 1:
            return {}
        sums = sales.aggregate(all_amount=Sum("amount"), all_cost=Sum("cost"))
        amount, cost = sums["all_amount"], sums["all_cost"]
        return {"amount": amount, "cost": cost, "profit": amount - cost, "currency": currencies[0]}


def _sales(ids: Collection[int]):
    return Sale.objects.filter(pk__in=[abs(id) for id in ids])


class Talks(Kind):
    columns = (
        Column("date", gettext_lazy("Date"), "text-nowrap"),
        Column("time", gettext_lazy("Time"), "num"),
        Column("kind", gettext_lazy("Kind")),
        Column("client", gettext_lazy("Client")),
        Column("code", gettext_lazy("Code")),
        Column("subject", gettext_lazy("Subject")),
        Column("managers", gettext_lazy("Managers")),
    )

    def of_sector(self, ids: Collection[int], sector: str) -> set[int]:
        return set(Interaction.objects.filter(pk__in=ids, client__sector=sector).values_list("pk", flat=True))

    def load(self, ids: Collection[int]) -> dict[int, Line]:
        talks = Interaction.objects.filter(pk__in=ids).select_related("client", "manager")
        return {talk.pk: self._line(talk) for talk in talks.prefetch_related("joint_managers")}

    def _line(self, talk: Interaction) -> Line:
        local = talk.started_at.astimezone(self.zone)
        people = dict.fromkeys([talk.manager.name, *(person.name for person in talk.joint_managers.all())])
        values: dict[str, Value] = {
            "date": local.date(),
            "time": f"{local:%H:%M}",
            "kind": talk.get_kind_display(),
            "client": talk.client.name,
            "code": talk.client.code,
            "subject": talk.subject,
            "managers": ", ".join(people),
        }
        return Line(talk.pk, client_code=talk.client.code, values=values)


KINDS: dict[str, type[Kind]] = {
    catalogue.CLIENT: Clients,
    catalogue.SALE: Sales,
    catalogue.INTERACTION: Talks,
    catalogue.GOAL: Goals,
    catalogue.CASE: Cases,
    catalogue.PROMISE: Promises,
    catalogue.CONTACT: Contacts,
    catalogue.SURVEY: Surveys,
    catalogue.CONTRACT: Contracts,
}


def link(lines: Iterable[Line], user) -> None:
    """Give those lines an address whose client `user` may open now. One query."""
    lines = list(lines)
    clients = Client.objects.visible_to(user).filter(code__in={line.client_code for line in lines})
    urls = {client.code: client.get_absolute_url() for client in clients.only("code")}
    for line in lines:
        line.url = urls.get(line.client_code, "")
