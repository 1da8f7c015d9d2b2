from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clients.models.fact import Fact, FactQuerySet, believable


class Contract(Fact):
    """A contract. Signed and begun it keeps its client active up to the earlier of `ends_on` and `terminated_on`,
    each the last day in force; without either it is open-ended."""

    number = models.CharField(_("number"), max_length=60, unique=True)
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="contracts", verbose_name=_("client"))
    title = models.CharField(_("title"), max_length=300, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True, validators=[believable])
    starts_on = models.DateField(_("starts on"), null=True, blank=True, validators=[believable])
    ends_on = models.DateField(_("ends on"), null=True, blank=True, validators=[believable], help_text=_("The last day in force."))
    terminated_on = models.DateField(
        _("terminated on"), null=True, blank=True, validators=[believable], help_text=_("The last day in force.")
    )
    value = models.DecimalField(
        _("value"), max_digits=20, decimal_places=6, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    auto_renews = models.BooleanField(_("renews by itself"), default=False)
    notice_days = models.PositiveSmallIntegerField(_("notice in days"), null=True, blank=True)

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                name="contract_ends_after_start",
                violation_error_message=_("The end lies before the start."),
            ),
            models.CheckConstraint(
                condition=Q(signed_on=None) | Q(starts_on__isnull=False),
                name="contract_signed_has_start",
                violation_error_message=_("A signed contract needs the day it starts on."),
            ),
        ]
        indexes = [models.Index(fields=["client", "starts_on"], name="contract_client")]

    def __str__(self) -> str:
        return self.number
