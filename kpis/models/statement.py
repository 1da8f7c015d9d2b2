from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class OfMyLineQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Executives see everybody's; a manager the own, a senior also those of everyone below."""
        if user.is_executive:
            return self
        return self.filter(manager__in=user.line_ids) if user.is_manager else self.none()


class Statement(models.Model):
    """A manager's pay of a closed month, as it was frozen. Open months show the same, computed afresh.

    pay = base + variable × score + adjustments, rounded once, half-up, to the currency's minor unit. `score` is null
    where no measure had a value or no plan held: then the variable part is paid at target, and `note` says so.
    """

    class Note(models.TextChoices):
        NO_PLAN = "no_plan", _("No pay plan held for you in this month, so the variable part is paid at target.")
        NO_VALUES = "no_values", _("None of the plan's measures had a value, so the variable part is paid at target.")

    month = models.ForeignKey("kpis.Month", models.PROTECT, related_name="statements")
    manager = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="statements")
    plan = models.ForeignKey("kpis.PayPlan", models.PROTECT, null=True, related_name="statements")
    terms = models.ForeignKey("kpis.PayTerms", models.PROTECT, related_name="statements")
    role = models.CharField(_("role"), max_length=20)
    level = models.CharField(_("level"), max_length=10, blank=True)
    currency = models.CharField(_("currency"), max_length=3)
    base = models.DecimalField(_("base pay"), max_digits=18, decimal_places=2)
    variable = models.DecimalField(_("variable pay at target"), max_digits=18, decimal_places=2)
    score = models.DecimalField(_("score"), null=True, max_digits=40, decimal_places=20)
    earned = models.DecimalField(_("variable pay earned"), max_digits=40, decimal_places=20)
    adjustments = models.DecimalField(_("adjustments"), max_digits=18, decimal_places=4)
    pay = models.DecimalField(_("pay"), max_digits=18, decimal_places=4)
    note = models.CharField(_("note"), max_length=20, choices=Note, blank=True)

    objects = OfMyLineQuerySet.as_manager()

    class Meta:
        ordering = ["-month_id", "manager"]
        verbose_name = _("pay statement")
        verbose_name_plural = _("pay statements")
        constraints = [models.UniqueConstraint(fields=["month", "manager"], name="statement_once")]

    def __str__(self) -> str:
        return f"{self.manager} {self.month}"


class StatementLine(models.Model):
    """One measure of a statement, with every number of its way from the figure to the money.

    `value`, `numerator`, `denominator` are the figure's; `attainment`, `payout` and `share` (the weight after measures
    without a value have handed theirs on, as a fraction of 1) are null where there is no value, as `reason` says.
    """

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    measure = models.CharField(_("measure"), max_length=40)
    unit = models.CharField(_("unit"), max_length=10, blank=True)
    value = models.DecimalField(_("actual"), null=True, max_digits=40, decimal_places=20)
    numerator = models.DecimalField(max_digits=44, decimal_places=20, null=True)
    denominator = models.DecimalField(max_digits=44, decimal_places=20, null=True)
    reason = models.CharField(_("reason"), max_length=60, blank=True)
    target = models.DecimalField(_("target"), max_digits=24, decimal_places=6)
    tolerance = models.DecimalField(_("tolerance"), max_digits=24, decimal_places=6, null=True)
    weight = models.DecimalField(_("weight"), max_digits=7, decimal_places=3)
    threshold = models.DecimalField(_("threshold"), max_digits=6, decimal_places=4)
    cap = models.DecimalField(_("cap"), max_digits=6, decimal_places=4)
    accelerator = models.DecimalField(_("accelerator"), max_digits=6, decimal_places=3)
    attainment = models.DecimalField(_("attainment"), null=True, max_digits=40, decimal_places=20)
    payout = models.DecimalField(_("payout"), null=True, max_digits=40, decimal_places=20)
    share = models.DecimalField(_("share"), null=True, max_digits=40, decimal_places=20)
    amount = models.DecimalField(_("amount"), null=True, max_digits=40, decimal_places=20)

    class Meta:
        ordering = ["position"]
        verbose_name = _("line of a statement")
        verbose_name_plural = _("lines of statements")
        constraints = [
            models.UniqueConstraint(fields=["statement", "measure"], name="statement_line_once"),
            models.UniqueConstraint(fields=["statement", "position"], name="statement_line_position_once"),
        ]

    def __str__(self) -> str:
        return f"{self.statement} {self.measure}"
