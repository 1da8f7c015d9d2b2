from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kpis.models.month import Month


class Edition(models.TextChoices):
    """Which telling of a month a row belongs to.

    The current one follows the facts, also those entered after the month was closed. The reported one is the copy
    that closing froze: the database refuses to change it.
    """

    CURRENT = "current", _("restated")
    REPORTED = "reported", _("as reported")


class EditionQuerySet(models.QuerySet):
    def current(self):
        """As the facts say today: a closed month restated."""
        return self.filter(edition=Edition.CURRENT)

    def reported(self):
        """As frozen by closing. Months that are not closed have none."""
        return self.filter(edition=Edition.REPORTED)

    def in_force(self):
        """What a month shows: as reported where it is closed, else as the facts say today."""
        closed = Month.objects.filter(state=Month.State.CLOSED).values("first")
        return self.filter(Q(edition=Edition.REPORTED) | Q(edition=Edition.CURRENT) & ~Q(month__in=closed))


class FigureQuerySet(EditionQuerySet):
    def visible_to(self, user) -> FigureQuerySet:
        """An executive sees every row; a manager the own, a senior also those of everyone below. Nobody else any."""
        if user.is_executive:
            return self
        if not user.is_manager:
            return self.none()
        return self.filter(scope=Figure.Scope.MANAGER, manager__in=user.line_ids)


class Figure(models.Model):
    """One measure of one row in one month: the only place that pages, exports and pay read from.

    `counted` are the ids of the records counted, in order; `adds` what each of them adds, in the same order, and is
    empty where each adds 1; `left_out` maps a reason to the ids left out for it. The company's row adds up the others
    and lists no ids of its own. Where there is no value, `reason` says why. Money is exact, rates are fractions
    (0.3333…), never rounded here: an amount of six decimals, converted at a rate of twelve, has eighteen.
    """

    class Scope(models.TextChoices):
        MANAGER = "manager", _("manager")
        UNASSIGNED = "unassigned", _("without a manager")
        COMPANY = "company", _("company")

    # Its indexes begin with what a foreign key's own would hold.
    month = models.ForeignKey("kpis.Month", models.CASCADE, related_name="figures", db_index=False)
    edition = models.CharField(max_length=8, choices=Edition, default=Edition.CURRENT, db_default=Edition.CURRENT)
    scope = models.CharField(max_length=10, choices=Scope)
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="figures", db_index=False
    )
    measure = models.CharField(max_length=40)
    value = models.DecimalField(max_digits=40, decimal_places=20, null=True)
    numerator = models.DecimalField(max_digits=44, decimal_places=20, null=True)
    denominator = models.DecimalField(max_digits=44, decimal_places=20, null=True)
    unit = models.CharField(max_length=10, blank=True)
    reason = models.CharField(max_length=60, blank=True)
    counted = ArrayField(models.BigIntegerField(), default=list)
    adds = ArrayField(models.DecimalField(max_digits=44, decimal_places=20), default=list, db_default=[])
    left_out = models.JSONField(default=dict)

    objects = FigureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["month", "edition", "scope", "manager", "measure"], name="figure_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=models.Q(scope="manager", manager__isnull=False)
                | models.Q(scope__in=["unassigned", "company"], manager=None),
                name="figure_scope_fits_manager",
            ),
        ]
        indexes = [models.Index(fields=["manager", "measure", "month"], name="figure_manager")]

    def __str__(self) -> str:
        return f"{self.measure} {self.month_id} {self.manager_id or self.scope}"
