from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from accounts.denied import Denied
from accounts.events import record
from accounts.models.company import Company
from accounts.models.user import MANAGER_ROLES, Role, User
from pages.formats.numbers import day

LONGEST = dt.timedelta(days=366)
A_DAY = dt.timedelta(days=1)


class Span(Func):
    """The half-open date range [since, until) in SQL."""

    function = "DATERANGE"
    output_field = DateRangeField()


class CoverQuerySet(models.QuerySet["Cover"]):
    def live(self) -> CoverQuerySet:
        """Those that were not cancelled."""
        return self.filter(cancelled_at=None)

    def on(self, on: dt.date) -> CoverQuerySet:
        """Those that hold on that day: at most one an absent person, none whose colleague has left."""
        standing = Q(colleague__is_active=True, colleague__role__in=MANAGER_ROLES)
        return self.live().filter(standing, since__lte=on, until__gt=on)

    def open(self, today: dt.date) -> CoverQuerySet:
        """Those that hold or will hold, and can still be changed."""
        return self.live().filter(until__gt=today)

    def within(self, since: dt.date, until: dt.date) -> CoverQuerySet:
        """Those that hold on some day in [since, until)."""
        return self.live().filter(since__lt=until, until__gt=since)

    def visible_to(self, user: User) -> CoverQuerySet:
        """An executive sees all; a manager the own absences and the own covers, a senior those of the line, too."""
        if user.is_executive:
            return self
        if not user.is_manager:
            return self.none()
        return self.filter(Q(absent__in=user.line_ids) | Q(colleague__in=user.line_ids))


class Cover(models.Model):
    """That a colleague stands in for an absent manager, from `since` up to, not including, `until`.

    For that time the colleague sees and works on the clients that the absent one is responsible for or on the team
    of. Nothing is moved: everybody asks this row, so all of it goes back by itself at the company's midnight. It
    never changes a credit, a figure or anyone's pay.
    """

    absent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="absences", verbose_name=_("who is away")
    )
    colleague = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="covers", verbose_name=_("who stands in")
    )
    since = models.DateField(_("from"))
    until = models.DateField(_("until"))
    note = models.TextField(_("what to know meanwhile"), max_length=2000, blank=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("arranged by")
    )
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, editable=False)

    objects = CoverQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "-pk"]
        verbose_name = _("cover")
        verbose_name_plural = _("covers")
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="cover_ends_after_start"),
            models.CheckConstraint(condition=~Q(absent=F("colleague")), name="cover_by_somebody_else"),
            ExclusionConstraint(
                name="cover_one_colleague_at_a_time",
                expressions=[("absent", RangeOperators.EQUAL), (Span("since", "until"), RangeOperators.OVERLAPS)],
                condition=Q(cancelled_at=None),
            ),
            # That nobody stands in who is away in that time is a trigger's, in migration 0003.
        ]
        indexes = [models.Index(fields=["colleague", "since"], name="cover_colleague")]

    def __str__(self) -> str:
        return f"{self.absent} – {self.colleague} {self.since}"

    @property
    def last_day(self) -> dt.date:
        return self.until - A_DAY

    def state(self, today: dt.date) -> str:
        if self.cancelled_at:
            return "cancelled"
        if self.until <= today:
            return "over"
        return "ahead" if self.since > today else "running"

    @staticmethod
    def absentees(by: User) -> models.QuerySet[User]:
        """Whose absence `by` may arrange: the own, for a senior the line's, for an executive every manager's."""
        managers = User.objects.active().managers()
        return managers if by.is_executive else managers.filter(pk__in=by.line_ids)

    @staticmethod
    def colleagues(by: User) -> models.QuerySet[User]:
        """Whom `by` may name: the own line, whom they report to, and who reports to the same person; an executive
        every manager. Whether one fits whom they stand in for is asked when it is arranged."""
        managers = User.objects.active().managers()
        if by.is_executive:
            return managers
        near = Q(pk__in=by.line_ids)
        if by.supervisor_id:
            near |= Q(pk=by.supervisor_id) | Q(supervisor=by.supervisor_id)
        return managers.filter(near)

    def may_change(self, user: User) -> bool:
        """The absent person, a senior above them, an executive."""
        return user.is_executive or (user.is_manager and self.absent_id in user.line_ids)

    @classmethod
    def arrange(
        cls, absent: User, colleague: User, since: dt.date, until: dt.date, *, by: User, at: dt.datetime, note: str = ""
    ) -> Cover:
        """Let `colleague` stand in for `absent` from `since` up to, not including, `until`.

        Raises Denied where `by` may not, ValidationError with a sentence where it cannot be.
        """
        cover = cls(absent=absent, since=since, until=until, note=note, set_by=by)
        with transaction.atomic():
            lock()
            if not cover.may_change(by):
                raise Denied
            cover._name(colleague, by)
            cover._stay_true(today(at))
            cover.save(force_insert=True)
            cover._tell("arranged", by, at)
        return cover

    def change(self, *, by: User, at: dt.datetime, **fields) -> Cover:
        """Set colleague, since, until or note. Of one that has begun, its past days stay as they were."""
        with transaction.atomic():
            cover = self._locked(by, at)
            before = {name: getattr(cover, name) for name in fields}
            for name, value in fields.items():
                setattr(cover, name, value)
            if before.get("colleague", cover.colleague) != cover.colleague:
                cover._name(cover.colleague, by)
            cover._keep_the_past(before, today(at))
            cover._stay_true(today(at), before.get("since", cover.since))
            changed = {name: [str(old), str(fields[name])] for name, old in before.items() if old != fields[name]}
            if changed:
                cover.save(update_fields=list(fields))
                cover._tell("changed", by, at, changed=changed)
        return cover

    def end(self, *, by: User, at: dt.datetime) -> None:
        """The absent person is back: yesterday was the last day. One that has not begun, or only today, is cancelled.
        Sight ends at once."""
        with transaction.atomic():
            self._locked(by, at)._finish("ended", by, at)

    @classmethod
    def release(cls, person: User, *, by: User, at: dt.datetime) -> None:
        """Where `person` has left or has another role: end the covers whose colleague no longer fits."""
        theirs = cls.objects.open(today(at)).filter(Q(colleague=person) | Q(absent=person))
        for cover in theirs.select_related("absent", "colleague"):
            if not cover.fits():
                cover._finish("stopped", by, at)

    def fits(self) -> bool:
        """A key manager's colleague is a key manager; an account manager's may be either."""
        fit = {Role.KEY_MANAGER} if self.absent.role == Role.KEY_MANAGER else set(MANAGER_ROLES)
        return self.colleague.is_active and self.colleague.role in fit

    def _name(self, colleague: User, by: User) -> None:
        """Take `colleague` as they are now: they may have left since the form was opened."""
        found = self.colleagues(by).filter(pk=colleague.pk).first()
        if found is None:
            raise Denied
        self.colleague = found

    def _finish(self, verb: str, by: User, at: dt.datetime) -> None:
        if self.since >= today(at):
            self.cancelled_at = at
            verb = "cancelled" if verb == "ended" else verb
        else:
            self.until = today(at)
        self.save(update_fields=["cancelled_at", "until"])
        self._tell(verb, by, at)

    def _locked(self, by: User, at: dt.datetime) -> Cover:
        """This row as it is now, which nobody else changes until the end of the transaction."""
        lock()
        cover = Cover.objects.select_related("absent", "colleague").get(pk=self.pk)
        if not cover.may_change(by):
            raise Denied
        if cover.state(today(at)) not in ("ahead", "running"):
            raise ValidationError(_("This is over; nothing of it can be changed any more."))
        return cover

    def _keep_the_past(self, before: dict, today: dt.date) -> None:
        if before.get("since", self.since) > today:
            return
        for name in ("since", "colleague"):
            if before.get(name, getattr(self, name)) != getattr(self, name):
                raise refused(name, _("It has begun: end it today, then arrange another one from today."))
        if self.until <= today:
            raise refused("until", _("That day is past: choose today or a later one, or end it today."))

    def _stay_true(self, today: dt.date, since_before: dt.date | None = None) -> None:
        """Raise ValidationError where this cannot be. The caller holds the lock."""
        if not (self.absent.is_active and self.absent.is_manager):
            raise refused("absent", _("%(name)s is not an active manager."), name=self.absent)
        if self.colleague_id == self.absent_id:
            raise refused("colleague", _("Nobody stands in for themselves: choose a colleague."))
        if not self.fits():
            sentence = _("%(colleague)s cannot stand in for %(absent)s: key accounts need an active key manager.")
            raise refused("colleague", sentence, colleague=self.colleague, absent=self.absent)
        if self.since < today and self.since != since_before:
            raise refused("since", _("A cover cannot begin in the past: choose today or a later day."))
        if self.until <= self.since:
            raise refused("until", _("The last day lies before the first."))
        if self.until - self.since > LONGEST:
            raise refused("until", _("A cover lasts a year at most; for longer, transfer the clients."))
        self._refuse_others()

    def _refuse_others(self) -> None:
        others = Cover.objects.within(self.since, self.until).exclude(pk=self.pk).select_related("absent", "colleague")
        twin = others.filter(absent=self.absent_id).first()
        if twin:
            sentence = _("From %(since)s to %(last)s %(colleague)s stands in for %(absent)s already: change that one.")
            raise refused("since", sentence, **twin.in_words)
        away = others.filter(absent=self.colleague_id).first()
        if away:
            sentence = _("%(absent)s is away from %(since)s to %(last)s: choose another colleague.")
            raise refused("colleague", sentence, **away.in_words)
        busy = others.filter(colleague=self.absent_id).first()
        if busy:
            sentence = _(
                "%(colleague)s stands in for %(absent)s from %(since)s to %(last)s: find somebody else for that first."
            )
            raise refused("since", sentence, **busy.in_words)

    @property
    def in_words(self) -> dict[str, object]:
        return {
            "absent": self.absent,
            "colleague": self.colleague,
            "since": day(self.since),
            "last": day(self.last_day),
        }

    def _tell(self, verb: str, by: User, at: dt.datetime, **data) -> None:
        """With what the notifications need to be said and sent (clients/tellings.py)."""
        about = {"absent": self.absent_id, "colleague": self.colleague_id, "senior": self.absent.supervisor_id}
        names = {"absent_name": str(self.absent), "colleague_name": str(self.colleague)}
        record(f"cover.{verb}", self, by=by, at=at, since=self.since, last=self.last_day, **about, **names, **data)


def standing_in_for(ids, on: dt.date) -> dict[int, User]:
    """Who stands in for whom on the company's day `on`: the absent one's id -> the colleague. One query."""
    covers = Cover.objects.on(on).filter(absent__in=ids).select_related("colleague")
    return {cover.absent_id: cover.colleague for cover in covers}


def lock() -> None:
    """One cover is arranged or changed at a time: whether it fits depends on the others. The trigger takes the same."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('accounts.covers'))")


def refused(field: str, sentence, **params) -> ValidationError:
    return ValidationError({field: ValidationError(sentence, params=params)})


def today(at: dt.datetime) -> dt.date:
    return Company.current().rules().today(at)
