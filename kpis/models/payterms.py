from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.access import Denied
from activity.models import record
from clients.models.fact import kept_promises, known_currency, refused
from clients.models.responsibility import Span
from kpis.models.wholemonths import must_be_open, must_decide
from pages.formats.numbers import month

Equal, Overlaps = RangeOperators.EQUAL, RangeOperators.OVERLAPS


class PayTermsQuerySet(models.QuerySet["PayTerms"]):
    def of_month(self, first: dt.date) -> PayTermsQuerySet:
        """Those in force in that month: at most one a manager."""
        return self.filter(Q(until=None) | Q(until__gt=first), since__lte=first)

    def visible_to(self, user) -> PayTermsQuerySet:
        """Executives see everybody's pay; a manager the own, a senior also that of everyone below."""
        if user.is_executive:
            return self
        return self.filter(manager__in=user.line_ids) if user.is_manager else self.none()


class PayTerms(models.Model):
    """A manager's monthly base pay and variable pay at target, from `since` up to, not including, `until`.

    First days of months; never two at once, and never changed: new terms end the old ones.
    """

    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="payterms", verbose_name=_("manager")
    )
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)
    base = models.DecimalField(_("base pay a month"), max_digits=18, decimal_places=2)
    variable = models.DecimalField(_("variable pay at target a month"), max_digits=18, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("set by"))
    set_at = models.DateTimeField(_("set"))

    objects = PayTermsQuerySet.as_manager()

    class Meta:
        ordering = ["manager", "-since"]
        verbose_name = _("pay terms")
        verbose_name_plural = _("pay terms")
        constraints = [
            models.CheckConstraint(
                condition=Q(base__gte=0, variable__gte=0),
                name="payterms_not_negative",
                violation_error_message=_("Pay is 0 or more."),
            ),
            models.CheckConstraint(
                condition=Q(since__day=1) & (Q(until=None) | Q(until__day=1)),
                name="payterms_of_whole_months",
                violation_error_message=_("Pay holds for whole months; choose the first day of a month."),
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")),
                name="payterms_end_after_start",
                violation_error_message=_("The end must lie after the start."),
            ),
            ExclusionConstraint(
                name="one_payterms_at_a_time",
                expressions=[("manager", Equal), (Span("since", "until"), Overlaps)],
                violation_error_message=_("Other pay terms hold for this manager in that time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.manager} {self.since:%Y-%m}"

    @classmethod
    def set(
        cls, manager, *, since: dt.date, base: Decimal, variable: Decimal, currency: str, by, at: dt.datetime
    ) -> PayTerms:
        """New terms from `since` on, up to those agreed for a later month. They end the ones that held before, or,
        where these begin in the same month, take their place. Raises Denied unless `by` is an executive,
        ValidationError where a month is closed or a field is wrong."""
        must_decide(by)
        terms = cls(
            manager=manager, since=since, base=base, variable=variable, currency=currency, set_by=by, set_at=at
        )  # fmt: skip
        with kept_promises(cls):
            must_be_open(since, "since")
            terms._refuse_wrong()
            former = terms._make_room()
            terms.clean_fields(exclude=["manager", "set_by"])
            terms.save(force_insert=True)
            before = former.told() if former else None
            record("payterms.set", terms, by=by, at=at, manager=manager.pk, now=terms.told(), former=before)
        return terms

    def end(self, on: dt.date, *, by, at: dt.datetime) -> PayTerms:
        """Pay the manager nothing from `on` on: one who leaves."""
        must_decide(by)
        with kept_promises(PayTerms):
            terms = PayTerms.objects.select_for_update().filter(pk=self.pk).first()
            if terms is None:
                raise Denied
            must_be_open(on, "on")
            if on <= terms.since or (terms.until and on >= terms.until):
                sentence = _("These terms hold from %(since)s; choose a later month in which they still hold.")
                raise refused("on", sentence, since=month(terms.since))
            before, terms.until = terms.until, on
            terms.save(update_fields=["until"])
            record("payterms.ended", terms, by=by, at=at, manager=terms.manager_id, until=[before, on])
        return terms

    def told(self) -> dict[str, object]:
        """For the event."""
        return {name: getattr(self, name) for name in ("since", "base", "variable", "currency")}

    def _refuse_wrong(self) -> None:
        try:
            known_currency(self.currency)
        except ValidationError as error:
            raise ValidationError({"currency": error}) from None
        wrong = {name: _("Pay is 0 or more.") for name in ("base", "variable") if getattr(self, name) < 0}
        if wrong:
            raise ValidationError(wrong)
        if not self.manager.is_manager:
            raise refused("manager", _("%(name)s serves no clients, so there is no pay to agree."), name=self.manager)

    def _make_room(self) -> PayTerms | None:
        """End what holds when these terms begin, and stop before what was agreed for later. Returns the former."""
        others = list(PayTerms.objects.select_for_update().filter(manager=self.manager).order_by("since"))
        self.until = next((terms.since for terms in others if terms.since > self.since), None)
        for terms in others:
            if terms.since == self.since:
                terms.delete()
                return terms
            if terms.since < self.since and (terms.until is None or terms.until > self.since):
                terms.until = self.since
                terms.save(update_fields=["until"])
                return terms
        return None
