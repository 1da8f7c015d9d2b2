"""Which month may be closed: one that is over, and the next after those closed already."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models.company import CompanyRules
from kpis.freshness import is_over
from kpis.models import Books, Closing, Month


def check(first: dt.date, books: Books | None, rules: CompanyRules, at: dt.datetime, begin: bool = False) -> None:
    """ValidationError, in one sentence, where the month may not be closed now. It has the code `closed` where it is."""
    if closing := Closing.objects.filter(month=first).select_related("closed_by").first():
        raise ValidationError(closed_by(closing, rules), code="closed")
    if not is_over(Month(first=first), rules, at):
        raise ValidationError(
            _("%(month)s is not over yet: it can be closed from %(day)s on.")
            % {"month": _name(first), "day": date_format(Month(first=first).following)}
        )
    closed_through = books.closed_through if books else None
    if closed_through and first < closed_through:
        raise ValidationError(
            _("The books begin after %(month)s, so it can never be closed.") % {"month": _name(first)}
        )
    if open_before := earlier(first, closed_through, begin):
        raise ValidationError(_("%(month)s is open: close it first.") % {"month": f"{open_before:%Y-%m}"}, code="order")


def earlier(first: dt.date, closed_through: dt.date | None, begin: bool = False) -> dt.date | None:
    """The oldest open month that comes before: after the last closed one any month, before the first closing those
    that have figures, unless the books are to begin here."""
    if closed_through:
        following = Month(first=closed_through).following
        return following if following < first else None
    if begin:
        return None
    kept = Month.objects.filter(first__lt=first, computed_at__isnull=False).order_by("first")
    return kept.values_list("first", flat=True).first()


def following(rules: CompanyRules, at: dt.datetime) -> dt.date | None:
    """The month that is to be closed next; None where that is not over yet."""
    closed_through = Books.objects.values_list("closed_through", flat=True).first()
    first = Month(first=closed_through).following if closed_through else earlier(rules.today(at).replace(day=1), None)
    return first if first and is_over(Month(first=first), rules, at) else None


def closed_by(closing: Closing, rules: CompanyRules) -> str:
    when = closing.closed_at.astimezone(rules.zone)
    return _("%(month)s was closed by %(name)s on %(day)s at %(time)s.") % {
        "month": _name(closing.month_id),
        "name": closing.closed_by,
        "day": date_format(when, "DATE_FORMAT"),
        "time": date_format(when, "H:i"),
    }


def _name(first: dt.date) -> str:
    return date_format(first, "F Y")
