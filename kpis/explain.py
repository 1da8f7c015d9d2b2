"""The records behind a figure, and those left out with the reason, as plain rows for commands and downloads."""

import datetime as dt
import zoneinfo
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from clients.models import Interaction, Sale
from kpis import catalogue
from kpis.models import Figure, Standing


@dataclass(frozen=True)
class Line:
    """One record: its id (a reversal's is negative), what it is, and why it was counted or left out."""

    id: int
    record: str
    why: str


def counted(figure: Figure) -> Iterator[Line]:
    yield from _lines(figure, figure.counted, why=None)


def left_out(figure: Figure) -> Iterator[Line]:
    for reason, ids in sorted(figure.left_out.items()):
        yield from _lines(figure, ids, why=str(catalogue.LEFT_OUT[reason]))


def _lines(figure: Figure, ids: Iterable[int], why: str | None) -> Iterator[Line]:
    words = {
        catalogue.CLIENT: _clients,
        catalogue.SALE: _sales,
        catalogue.INTERACTION: _interactions,
    }[catalogue.MEASURES[figure.measure].record](figure, [abs(i) for i in ids])
    for number in ids:
        record, reason = words.get(abs(number), (f"no. {abs(number)}", ""))
        sign = "−1: return " if number < 0 else ""
        yield Line(number, f"{sign}{record}", why or reason)


def _clients(figure: Figure, ids: list[int]) -> dict[int, tuple[str, str]]:
    opening = figure.measure == "opening"
    standings = Standing.objects.filter(month=figure.month_id, client__in=ids).select_related("client")
    return {
        s.client_id: (
            f"{s.client.code} {s.client.name}",
            catalogue.basis_words(s.opening_basis if opening else s.closing_basis),
        )
        for s in standings
    }


def _sales(figure: Figure, ids: list[int]) -> dict[int, tuple[str, str]]:
    sales = Sale.objects.filter(pk__in=ids).select_related("client", "service")
    return {
        s.pk: (
            f"{s.date} {s.order}/{s.line} {s.client.code} {s.service.code}",
            f"{s.amount.normalize():f} − {s.cost.normalize():f} {s.currency}",
        )
        for s in sales
    }


def _interactions(figure: Figure, ids: list[int]) -> dict[int, tuple[str, str]]:
    zone = zoneinfo.ZoneInfo(figure.month.basis.get("time_zone", "UTC"))
    talks = Interaction.objects.filter(pk__in=ids).select_related("client", "manager")
    return {
        t.pk: (f"{_local(t.started_at, zone)} {t.kind} {t.client.code} {t.subject}", t.manager.email) for t in talks
    }


def _local(moment: dt.datetime, zone: dt.tzinfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M %Z}"
