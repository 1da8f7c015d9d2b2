"""What to look at before a month is closed. None of it prevents closing: who closes decides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.models.company import CompanyRules
from clients import exchange
from clients.models import Interaction, Sale
from kpis import catalogue, freshness
from kpis.models import Adjustment, Month, PayTerms, Question
from kpis.pay import scorecard
from kpis.pay.scorecard import Scorecard

SHOWN = 6  # names; the page behind the link has all


@dataclass(frozen=True)
class Point:
    """One thing to look at: how many, what it means, who is concerned, and where to go."""

    label: str | Promise
    count: int
    meaning: str | Promise
    url: str = ""
    names: tuple[str, ...] = ()
    more: int = 0


def of(month: Month, rules: CompanyRules, now: dt.datetime) -> list[Point]:
    """All points, also those with nothing to look at. A fixed number of queries."""
    paid = PayTerms.objects.of_month(month.first)
    cards = list(scorecard.of(month, User.objects.filter(pk__in=paid.values("manager")).order_by("name")).values())
    return [*_facts(month, rules), *_pay(month, cards), *_waiting(month), _fresh(month, rules, now)]


def _facts(month: Month, rules: CompanyRules) -> Iterator[Point]:
    planned = Interaction.objects.filter(
        status=Interaction.Status.PLANNED,
        kind__in=(Interaction.Kind.MEETING, Interaction.Kind.CALL),
        started_at__gte=rules.midnight(month.first),
        started_at__lt=rules.midnight(month.following),
        trashed_at=None,
    )
    days = urlencode({"status": "planned", "since": month.first, "until": month.closing})
    yield Point(
        _("Meetings and calls still planned"),
        planned.count(),
        _("They count only once somebody says that they were held."),
        f"{reverse('interactions:list')}?{days}",
    )
    nobodys = Q(at_opening=True, accountable=None) | Q(at_closing=True, responsible=None)
    unassigned = month.standings.current().filter(nobodys)
    yield _named(
        _("Active clients without a manager"),
        list(unassigned.order_by("client__name").values_list("client__name", flat=True)),
        _("What they bring is in nobody's pay: it stands in the row without a manager."),
        reverse("kpis:row", args=[month.first, "unassigned"]),
    )
    sold = Sale.objects.live().filter(date__gte=month.first, date__lte=month.closing)
    gaps = exchange.gaps(sold, rules.currency)
    yield Point(
        _("Sales without an exchange rate"),
        sum(gap.lines for gap in gaps),
        _("They cannot be added to sales in the company's currency. Once the month is closed, no rate can be entered."),
        reverse("rates:list"),
        tuple(gap.currency for gap in gaps),
    )


def _pay(month: Month, cards: list[Scorecard]) -> Iterator[Point]:
    pay = reverse("pay:month", args=[month.first])
    yield _named(
        _("Managers with a measure that has no value"),
        [_without(card) for card in cards if any(line.actual is None for line in card.lines)],
        _("Its weight goes to the other measures; where none has a value, the variable part is paid at target."),
        pay,
    )
    goalless = [card for card in cards if any(_is_open_goal(line) for line in card.lines)]
    yield _named(
        _("Goals without a value"), _names(goalless), _("Nobody has entered what was reached."), reverse("goals:list")
    )
    paid = {card.manager.pk for card in cards}
    unpaid = User.objects.active().managers().exclude(pk__in=paid).order_by("name")
    terms = reverse("payplans:terms")
    yield _named(
        _("Managers without pay terms"), [str(person) for person in unpaid], _("They get no statement."), terms
    )
    yield _named(
        _("Managers without a pay plan"),
        _names(card for card in cards if card.plan is None),
        _("Their variable part is paid at target."),
        reverse("payplans:list"),
    )
    yield _named(
        _("Managers whose role changed in the month"),
        _names(card for card in cards if card.duty.changed),
        _("They are paid by the role that they had when it began."),
        pay,
    )


def _waiting(month: Month) -> Iterator[Point]:
    yield Point(
        _("Adjustments of earlier months that wait"),
        Adjustment.objects.waiting().filter(month__lt=month.first).count(),
        _("What is accepted after this month is closed is paid in a later one."),
        reverse("adjustments:list"),
    )
    questions = Question.objects.open().filter(month=month)
    yield _named(
        _("Open questions on pay"),
        [str(question.manager) for question in questions.select_related("manager").order_by("asked_at")],
        _("They can be answered after closing, too; the figures stay as they are then."),
        reverse("pay:questions"),
    )


def _fresh(month: Month, rules: CompanyRules, now: dt.datetime) -> Point:
    stale = month.computed_at is None or freshness.is_stale(month, now=now, rules=rules)
    return Point(
        _("Figures not up to date"),
        int(stale),
        _("Closing brings them up to date first, so what you see here may still move a little."),
        reverse("kpis:month", args=[month.first]),
    )


def _named(label, names: Iterable[str], meaning, url: str) -> Point:
    names = list(names)
    return Point(label, len(names), meaning, url, tuple(names[:SHOWN]), max(len(names) - SHOWN, 0))


def _names(cards: Iterable[Scorecard]) -> list[str]:
    return [str(card.manager) for card in cards]


def _without(card: Scorecard) -> str:
    labels = [str(line.measure.label) for line in card.lines if line.actual is None]
    return f"{card.manager} ({', '.join(labels)})"


def _is_open_goal(line) -> bool:
    return line.measure.record == catalogue.GOAL and line.actual is None
