"""What closing writes down: the month's figures and standings once more, as reported, and everybody's statement."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, models

from accounts.models import User
from kpis.models import Edition, Figure, Month, PayTerms, Standing, Statement, StatementLine
from kpis.pay import scorecard
from kpis.pay.payout import shown
from kpis.pay.scorecard import Line, Scorecard


def copy(month: Month) -> None:
    """Current figures and standings, with their ids, as the reported edition."""
    for model in (Figure, Standing):
        _copy(model, month)


def _copy(model: type[models.Model], month: Month) -> None:
    columns = [f.column for f in model._meta.concrete_fields if f.column not in ("id", "edition")]
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO {model._meta.db_table} (edition, {names})
                SELECT 'reported', {names} FROM {model._meta.db_table} WHERE month_id = %s AND edition = 'current'""",
            [month.first],
        )


def pay(month: Month) -> list[Statement]:
    """The statements of everybody with pay terms in the month, from the reported figures."""
    terms = PayTerms.objects.of_month(month.first)
    people = User.objects.filter(pk__in=terms.values("manager")).order_by("pk")
    cards = scorecard.of(month, people, edition=Edition.REPORTED)
    ordered = [cards[pk] for pk in sorted(cards)]
    statements = Statement.objects.bulk_create([_statement(card) for card in ordered], batch_size=1000)
    lines = (line for card, made in zip(ordered, statements, strict=True) for line in _lines(card, made))
    StatementLine.objects.bulk_create(lines, batch_size=1000)
    return statements


def _statement(card: Scorecard) -> Statement:
    return Statement(
        month=card.month,
        manager=card.manager,
        plan=card.plan,
        terms=card.terms,
        role=card.duty.role,
        level=card.duty.level,
        currency=card.terms.currency,
        base=card.terms.base,
        variable=card.terms.variable,
        score=shown(card.score),
        earned=shown(card.earned),
        adjustments=card.adjustments,
        pay=card.pay,
        note=card.note,
    )


def _lines(card: Scorecard, statement: Statement) -> Iterable[StatementLine]:
    return (_line(card, line, position, statement) for position, line in enumerate(card.lines))


def _line(card: Scorecard, line: Line, position: int, statement: Statement) -> StatementLine:
    target, figure = line.target, line.figure
    return StatementLine(
        statement=statement,
        position=position,
        measure=target.measure,
        unit=figure.unit if figure else "",
        value=figure.value if figure else None,
        numerator=figure.numerator if figure else None,
        denominator=figure.denominator if figure else None,
        reason=line.reason,
        **{name: getattr(target, name) for name in ("tolerance", "weight", "threshold", "cap", "accelerator")},
        target=target.value,
        attainment=shown(line.attainment),
        payout=shown(line.payout),
        share=shown(line.share),
        amount=shown(card.amount(line)),
    )
