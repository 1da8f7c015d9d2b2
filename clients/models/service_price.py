from __future__ import annotations

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from clients.models.fact import EARLIEST, believable


class ServicePrice(models.Model):
    """What one of a service costs from the day `since` on, until the next price. None: on request."""

    service = models.ForeignKey(
        "clients.Service", models.CASCADE, related_name="prices", db_index=False, verbose_name=_("service")
    )
    since = models.DateField(_("from"), validators=[believable])
    price = models.DecimalField(
        _("price"), max_digits=20, decimal_places=6, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    recorded_at = models.DateTimeField(_("recorded"), db_default=Now(), editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("recorded by"),
    )

    class Meta:
        ordering = ["service", "-since"]
        verbose_name = _("price of a service")
        verbose_name_plural = _("prices of services")
        constraints = [
            models.UniqueConstraint(fields=["service", "since"], name="service_price_once_a_day"),
            models.CheckConstraint(
                condition=Q(price=None, currency="") | Q(price__gte=0) & ~Q(currency=""),
                name="service_price_in_a_currency",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service}, {self.since}"

    @property
    def is_first(self) -> bool:
        """In force before prices were kept by day."""
        return self.since == EARLIEST
