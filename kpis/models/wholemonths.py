"""What plans, pay terms and goals have in common: executives decide, for whole months that are not closed yet."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from accounts.access import Denied
from clients.models.fact import believable, refused
from pages.formats.numbers import month


def must_decide(user) -> None:
    if not (user.is_active and user.is_executive):
        raise Denied


def following(first: dt.date) -> dt.date:
    return (first + dt.timedelta(days=31)).replace(day=1)


def must_be_open(first: dt.date, field: str) -> None:
    """Hold the books until the transaction ends; raise ValidationError at `field` where nothing may begin or end
    on `first`, because it is no first day of a month or that month is closed."""
    from kpis.books import gate  # a room above: the one place that says how the books are held

    believable(first)
    if first.day != 1:
        raise refused(field, _("This holds for whole months; choose the first day of a month."))
    closed = gate.hold().closed_through
    if closed and closed >= first:
        sentence = _("%(month)s is closed: choose %(next)s or later.")
        raise refused(field, sentence, month=month(first), next=month(following(closed)))
