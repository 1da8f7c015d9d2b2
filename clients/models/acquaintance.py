from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Acquaintance(models.Model):
    """Who of us knows a contact, and how well."""

    class Strength(models.IntegerChoices):
        MET = 1, _("has met them")
        KNOWS = 2, _("knows them")
        TRUSTED = 3, _("is trusted by them")

    contact = models.ForeignKey(
        "clients.Contact", models.CASCADE, related_name="acquaintances", verbose_name=_("contact")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="acquaintances", verbose_name=_("who of us")
    )
    strength = models.PositiveSmallIntegerField(_("how well"), choices=Strength)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        ordering = ["-strength", "pk"]
        verbose_name = _("acquaintance")
        verbose_name_plural = _("acquaintances")
        constraints = [
            models.UniqueConstraint(fields=["contact", "user"], name="acquaintance_once_a_pair"),
            models.CheckConstraint(condition=Q(strength__in=[1, 2, 3]), name="acquaintance_strength_1_to_3"),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.contact}"
