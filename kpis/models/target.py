from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clients.models.fact import refused


class Target(models.Model):
    """One measure of a plan: section 5 of the rules. Rates are fractions (0.95 for 95 %), the rest as measured.

    `measure` is a key of the catalogue or of a goal. `tolerance` is given where less is better, and lies above the
    target: there the attainment is 0. `threshold` and `cap` are attainments and payouts as fractions of 1.
    """

    plan = models.ForeignKey("kpis.PayPlan", models.CASCADE, related_name="targets", verbose_name=_("plan"))
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

    def refuse_wrong(self, measures: Mapping) -> None:
        """Raise ValidationError, at the field that is wrong, where this target has no answer by the rules.

        `measures`: every measure by key (kpis.goals.measures).
        """
        measure = measures.get(self.measure)
        if measure is None:
            raise refused("measure", _("There is no measure “%(key)s”; choose one from the list."), key=self.measure)
        if not measure.better:
            sentence = _("“%(name)s” is neither better high nor low, so nobody can be paid for it; choose another.")
            raise refused("measure", sentence, name=measure.label)
        wrong = {**self._wrong_goalposts(measure.better < 0), **self._wrong_curve()}
        if wrong:
            raise ValidationError(wrong)

    def _wrong_goalposts(self, less_is_better: bool) -> dict:
        if self.value < 0 or not (self.value or less_is_better):
            return {"value": _("The target must be more than 0.")}
        if less_is_better and self.tolerance is None:
            return {"tolerance": _("Less is better here: say from which value on nothing is paid any more.")}
        if not less_is_better and self.tolerance is not None:
            return {"tolerance": _("More is better here, so there is no tolerance; leave it empty.")}
        if self.tolerance is not None and self.tolerance <= self.value:
            return {"tolerance": _("The tolerance must lie above the target: there nothing is paid any more.")}
        return {}

    def _wrong_curve(self) -> dict:
        wrong = {}
        if self.weight < 0:
            wrong["weight"] = _("A weight is 0 or more.")
        if not 0 <= self.threshold <= 1:
            wrong["threshold"] = _("The threshold lies between 0 % and 100 % of the target.")
        if self.cap < 1:
            wrong["cap"] = _("The cap is 100 % or more: reaching the target pays in full.")
        if self.accelerator < 0:
            wrong["accelerator"] = _("The accelerator is 0 or more.")
        return wrong

    def copied(self) -> Target:
        """The same target, of no plan yet."""
        return Target(**{name: getattr(self, name) for name in COPIED})

    def told(self) -> dict[str, object]:
        """For the event."""
        return {name: getattr(self, name) for name in COPIED if name != "position"}


COPIED = ("position", "measure", "value", "tolerance", "weight", "threshold", "cap", "accelerator")


def refuse_together(targets: Collection[Target]) -> None:
    """Raise ValidationError where targets that are right one by one make no plan."""
    if len({target.measure for target in targets}) < len(targets):
        raise ValidationError(_("A measure has two targets in this plan; keep one of them."))
    if targets and not sum(target.weight for target in targets):
        raise ValidationError(_("The weights add to 0, so there is no score; give at least one target a weight."))
