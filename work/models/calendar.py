from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Mapping

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _

from activity.models import record
from work.worktime import Spans, WorkTime, check

NINE_TO_SIX = [[9 * 60, 18 * 60]]


def usual_week() -> list[list[list[int]]]:
    """What holds until an administrator says otherwise: Monday to Friday, nine to six."""
    return [NINE_TO_SIX] * 5 + [[]] * 2


class Calendar(models.Model):
    """The company's working hours by its own clock, from `since` until the next version. A version never changes, so
    a case keeps the hours that held when it was received.

    `week` has the hours of Monday to Sunday as minutes since midnight, `days` the name and the hours of each day that
    has its own: {"2026-12-24": {"name": "Christmas Eve", "hours": [[540, 780]]}}. A holiday has none.
    """

    since = models.DateTimeField(_("in force since"), unique=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("set by"))
    week = models.JSONField(_("weekly hours"), default=usual_week)
    days = models.JSONField(_("holidays and half days"), default=dict)

    class Meta:
        ordering = ["-since"]
        verbose_name = _("working calendar")
        verbose_name_plural = _("working calendars")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @classmethod
    def in_force(cls, at: dt.datetime) -> Calendar:
        """The version of that instant; an unsaved one, nine to six, where nobody had set any."""
        return cls.objects.filter(since__lte=at).first() or cls()

    @classmethod
    def set(cls, week: list[Spans], days: Mapping[dt.date, tuple[str, Spans]], *, by, at, instead_of=None) -> Calendar:
        """A new version from now on, `instead_of` the id of the one that `by` saw. Raises Denied unless `by`
        administers, ValidationError where the week has no working time or somebody else was quicker."""
        by.must_administer()
        refuse_impossible(week, days)
        with transaction.atomic():
            one_at_a_time(cls)
            present = cls.objects.first() or cls()
            if present.pk != instead_of:
                raise ValidationError(_("Somebody changed the calendar meanwhile. Look at it, then change it again."))
            new = cls(since=at, set_by=by, week=[[list(span) for span in spans] for spans in week])
            new.days = {
                f"{day}": {"name": name, "hours": [*map(list, own)]} for day, (name, own) in sorted(days.items())
            }
            if (new.week, new.days) == (present.week, present.days):
                return present
            new.save(force_insert=True)
            record("calendar.set", new, by=by, at=at, week=new.week, days=new.days)
        return new

    def hours(self, zone: zoneinfo.ZoneInfo) -> WorkTime:
        """For counting, by the company's clock."""
        own = {dt.date.fromisoformat(day): spans(about["hours"]) for day, about in self.days.items()}
        return WorkTime(zone, tuple(spans(hours) for hours in self.week), own)


def one_at_a_time(model: type[models.Model]) -> None:
    """Who adds a version waits for whoever does so at the same moment, until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {connection.ops.quote_name(model._meta.db_table)} IN SHARE ROW EXCLUSIVE MODE")


def spans(pairs: list[list[int]]) -> Spans:
    return tuple((begins, ends) for begins, ends in pairs)


def refuse_impossible(week: list[Spans], days: Mapping[dt.date, tuple[str, Spans]]) -> None:
    if len(week) != 7 or not any(week):
        raise ValidationError(
            _("A week without working hours would let no case ever fall due: give one day its hours.")
        )
    try:
        for hours in (*week, *(own for _name, own in days.values())):
            check(hours)
    except ValueError as error:
        raise ValidationError(_("The hours of a day must follow one another and end by midnight.")) from error
