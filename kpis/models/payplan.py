from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Level, Role
from clients.models.responsibility import Span

Equal, Overlaps = RangeOperators.EQUAL, RangeOperators.OVERLAPS


class PayPlanQuerySet(models.QuerySet["PayPlan"]):
    def adopted(self) -> PayPlanQuerySet:
        return self.filter(state=PayPlan.State.ADOPTED)

    def drafts(self) -> PayPlanQuerySet:
        return self.filter(state=PayPlan.State.DRAFT)

    def of_month(self, first: dt.date) -> PayPlanQuerySet:
        """The adopted plans in force in that month."""
        return self.adopted().filter(Q(until=None) | Q(until__gt=first), since__lte=first)

    def visible_to(self, user) -> PayPlanQuerySet:
        """Executives see every plan; a manager those that hold for people in the own line."""
        if user.is_executive:
            return self
        if not user.is_manager:
            return self.none()
        return self.adopted().filter(Q(manager=None, role=user.role) | Q(manager__in=user.line_ids))


class PayPlan(models.Model):
    """What a role, or one manager, is paid for: targets with their weights, from `since` up to, not including, `until`.

    Both are first days of months. A draft may be edited; once adopted it is never changed, only followed by the next
    version, which ends it. A manager's own plan goes before the role's, a plan for one level before that for all.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        ADOPTED = "adopted", _("in force")

    name = models.CharField(_("name"), max_length=200)
    role = models.CharField(_("role"), max_length=20, choices=Role, blank=True)
    level = models.CharField(_("level"), max_length=10, choices=Level, blank=True)
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="payplans",
        verbose_name=_("manager"),
    )
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="followed_by", verbose_name=_("after"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made"))
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("put into force by")
    )
    adopted_at = models.DateTimeField(_("put into force"), null=True)

    objects = PayPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "name"]
        verbose_name = _("pay plan")
        verbose_name_plural = _("pay plans")
        constraints = [
            models.CheckConstraint(
                condition=Q(role="", level="", manager__isnull=False) | ~Q(role="") & Q(manager=None),
                name="payplan_for_a_role_or_a_manager",
                violation_error_message=_("A plan is for a role or for one manager; choose one of them."),
            ),
            models.CheckConstraint(
                condition=Q(since__day=1) & (Q(until=None) | Q(until__day=1)),
                name="payplan_of_whole_months",
                violation_error_message=_("A plan holds for whole months; choose the first day of a month."),
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")),
                name="payplan_ends_after_start",
                violation_error_message=_("The end must lie after the start."),
            ),
            ExclusionConstraint(
                name="one_plan_for_a_role_at_a_time",
                expressions=[("role", Equal), ("level", Equal), (Span("since", "until"), Overlaps)],
                condition=Q(state="adopted", manager=None),
                violation_error_message=_("Another plan for this role holds in that time; let the new one follow it."),
            ),
            ExclusionConstraint(
                name="one_plan_for_a_manager_at_a_time",
                expressions=[("manager", Equal), (Span("since", "until"), Overlaps)],
                condition=Q(state="adopted", manager__isnull=False),
                violation_error_message=_("Another plan for this manager holds in that time; let the new one follow."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class Target(models.Model):
    """One measure of a plan: section 5 of the rules. Rates are fractions (0.95 for 95 %), the rest as measured.

    `measure` is a key of the catalogue or of a goal. `tolerance` is given where less is better, and lies above the
    target: there the attainment is 0. `threshold` and `cap` are attainments and payouts as fractions of 1.
    """

    plan = models.ForeignKey(PayPlan, models.CASCADE, related_name="targets", verbose_name=_("plan"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    measure = models.CharField(_("measure"), max_length=40)
    value = models.DecimalField(_("target"), max_digits=24, decimal_places=6)
    tolerance = models.DecimalField(_("tolerance"), max_digits=24, decimal_places=6, null=True, blank=True)
    weight = models.DecimalField(_("weight"), max_digits=7, decimal_places=3)
    threshold = models.DecimalField(_("threshold"), max_digits=6, decimal_places=4, default=Decimal("0.7"))
    cap = models.DecimalField(_("cap"), max_digits=6, decimal_places=4, default=Decimal("1.5"))
    accelerator = models.DecimalField(_("accelerator"), max_digits=6, decimal_places=3, default=Decimal(2))

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "measure"],
                name="target_once_a_plan",
                violation_error_message=_("This measure has a target in this plan already."),
            ),
            models.CheckConstraint(
                condition=Q(weight__gte=0),
                name="target_weight_not_negative",
                violation_error_message=_("A weight is 0 or more."),
            ),
            models.CheckConstraint(
                condition=Q(threshold__gte=0, threshold__lte=1),
                name="target_threshold_within_0_and_1",
                violation_error_message=_("The threshold lies between 0 % and 100 % of the target."),
            ),
            models.CheckConstraint(
                condition=Q(cap__gte=1),
                name="target_cap_at_least_1",
                violation_error_message=_("The cap is 100 % or more: reaching the target pays in full."),
            ),
            models.CheckConstraint(
                condition=Q(accelerator__gte=0),
                name="target_accelerator_not_negative",
                violation_error_message=_("The accelerator is 0 or more."),
            ),
            models.CheckConstraint(
                condition=Q(value__gte=0) & (Q(value__gt=0) | Q(tolerance__isnull=False)),
                name="target_above_0",
                violation_error_message=_("The target must be more than 0."),
            ),
            models.CheckConstraint(
                condition=Q(tolerance=None) | Q(tolerance__gt=F("value")),
                name="target_tolerance_above_target",
                violation_error_message=_("The tolerance must lie above the target: there nothing is paid any more."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.value}"


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
