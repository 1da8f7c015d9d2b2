from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Max, Q
from django.utils.translation import gettext_lazy as _

from accounts.access import Denied
from accounts.models import Level, Role
from activity.models import record
from clients.models.fact import kept_promises, refused
from clients.models.responsibility import Span
from kpis.models.target import Target, refuse_together
from kpis.models.wholemonths import must_be_open, must_decide
from pages.formats.numbers import month

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
        shared = Q(manager=None, role=user.role)
        if not user.is_senior:
            shared &= Q(level__in=["", user.level])
        return self.adopted().filter(shared | Q(manager__in=user.line_ids))

    def alike(self, plan: PayPlan) -> PayPlanQuerySet:
        """Those for the same people: never two of them at once."""
        return self.filter(role=plan.role, level=plan.level, manager=plan.manager_id)


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

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @classmethod
    def draft(cls, *, targets: Collection[Target] = (), by, at: dt.datetime, **fields) -> PayPlan:
        """A plan that pays nobody until it is adopted. Executives only, as every verb here (else Denied).

        Each raises ValidationError with a sentence at the field that is wrong; then nothing is written.
        """
        return cls(made_by=by, made_at=at)._keep(fields, targets, "payplan.drafted", by, at)

    def copy(self, since: dt.date, *, by, at: dt.datetime) -> PayPlan:
        """A draft for the same people with all targets, to begin in `since`: the next version."""
        fields = {name: getattr(self, name) for name in ("name", "role", "level", "manager")}
        targets = [target.copied() for target in self.targets.all()]
        follows = None if self.is_draft else self
        return PayPlan.draft(targets=targets, by=by, at=at, since=since, follows=follows, **fields)

    def edit(self, *, targets: Collection[Target], by, at: dt.datetime, **fields) -> PayPlan:
        """Change a draft and all its targets in one deed."""
        must_decide(by)
        with kept_promises(PayPlan):
            plan = self._locked()
            plan.must_be_draft()
            return plan._keep(fields, targets, "payplan.edited", by, at)

    def adopt(self, *, by, at: dt.datetime) -> PayPlan:
        """Put a draft into force. The plan that held for the same people until then ends where this one begins."""
        must_decide(by)
        with kept_promises(PayPlan):
            plan = self._locked()
            plan.must_be_draft()
            must_be_open(plan.since, "since")
            targets = list(plan.targets.all())
            if not targets:
                raise ValidationError(_("This plan has no targets yet; add at least one."))
            plan._refuse_wrong(targets)
            plan.follows = plan._end_former() or plan.follows
            plan.version = plan._next_version()
            plan.state, plan.adopted_by, plan.adopted_at = PayPlan.State.ADOPTED, by, at
            plan.save()
            former = plan.follows_id
            told = [target.told() for target in targets]
            record("payplan.adopted", plan, by=by, at=at, since=plan.since, follows=former, targets=told)
        return plan

    def end(self, on: dt.date, *, by, at: dt.datetime) -> PayPlan:
        """Let a plan in force hold no longer from `on` on, where no other follows it."""
        must_decide(by)
        with kept_promises(PayPlan):
            plan = self._locked()
            if plan.is_draft:
                raise ValidationError(_("This is a draft: discard it instead."))
            must_be_open(on, "on")
            if on <= plan.since or (plan.until and on >= plan.until):
                raise refused("on", _("The plan holds from %(since)s; choose a later month in which it still holds."),
                              since=month(plan.since))  # fmt: skip
            before, plan.until = plan.until, on
            plan.save(update_fields=["until"])
            record("payplan.ended", plan, by=by, at=at, until=[before, on])
        return plan

    def discard(self, *, by, at: dt.datetime) -> None:
        """Throw a draft away. Its name and targets stay in the event."""
        must_decide(by)
        with kept_promises(PayPlan):
            plan = self._locked()
            plan.must_be_draft()
            told = [target.told() for target in plan.targets.all()]
            record("payplan.discarded", plan, by=by, at=at, name=plan.name, since=plan.since, targets=told)
            plan.delete()

    def must_be_draft(self) -> None:
        if not self.is_draft:
            raise ValidationError(_("This plan is in force and is never changed; let a next version follow it."))

    def _locked(self) -> PayPlan:
        plan = PayPlan.objects.select_for_update().filter(pk=self.pk).first()
        if plan is None:
            raise Denied
        return plan

    def _keep(self, fields: dict, targets: Collection[Target], verb: str, by, at: dt.datetime) -> PayPlan:
        must_decide(by)
        for name, value in fields.items():
            setattr(self, name, value)
        with kept_promises(PayPlan):
            must_be_open(self.since, "since")
            self._refuse_wrong(targets)
            self.version = self._next_version()
            self.full_clean(exclude=["made_by", "follows", "adopted_by", "adopted_at"])
            self.save()
            self._take(targets)
            told = [target.told() for target in targets]
            record(verb, self, by=by, at=at, name=self.name, since=self.since, targets=told)
        return self

    def _refuse_wrong(self, targets: Collection[Target]) -> None:
        from kpis import goals  # the measures know the goals, which are models themselves

        measures = goals.measures()
        for target in targets:
            target.refuse_wrong(measures)
        refuse_together(targets)

    def _take(self, targets: Collection[Target]) -> None:
        self.targets.all().delete()
        for position, target in enumerate(targets):
            target.pk, target.plan, target.position = None, self, position
            target.clean_fields()
        Target.objects.bulk_create(targets)

    def _next_version(self) -> int:
        newest = PayPlan.objects.adopted().alike(self).aggregate(newest=Max("version"))["newest"]
        return (newest or 0) + 1

    def _end_former(self) -> PayPlan | None:
        """End the plan that holds when this one begins; ValidationError where one begins in its time."""
        lasting = PayPlan.objects.adopted().alike(self).filter(Q(until=None) | Q(until__gt=self.since))
        rivals = list(lasting.select_for_update().order_by("since"))
        for rival in rivals:
            if rival.since >= self.since:
                sentence = _("“%(plan)s” holds for the same people from %(since)s on; choose a later month.")
                raise refused("since", sentence, plan=rival, since=month(rival.since))
        for rival in rivals:
            rival.until = self.since
            rival.save(update_fields=["until"])
        return rivals[0] if rivals else None
