from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Certainty(models.Model):
    """How sure we are of one fact about a contact: assumed or confirmed, on which day, by whom.

    It holds for the `value` that the fact had then; when the fact has another one since, by whatever path, it says
    nothing of that.
    """

    class What(models.TextChoices):
        DECISION_ROLE = "decision_role", _("decision role")
        INFLUENCE = "influence", _("influence")
        ATTITUDE = "attitude", _("attitude")
        REPORTS_TO = "reports_to_id", _("reports to")

    contact = models.ForeignKey(
        "clients.Contact", models.CASCADE, related_name="certainties", verbose_name=_("contact")
    )
    what = models.CharField(_("fact"), max_length=15, choices=What)
    value = models.CharField(_("as it was"), max_length=20)
    confirmed = models.BooleanField(_("confirmed"), default=False)
    on = models.DateField(_("on"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))

    class Meta:
        verbose_name = _("certainty")
        verbose_name_plural = _("certainties")
        constraints = [models.UniqueConstraint(fields=["contact", "what"], name="certainty_once_a_fact")]

    def __str__(self) -> str:
        return f"{self.contact}: {self.get_what_display()}"

    @staticmethod
    def of(contact, what: str) -> str:
        """The fact's value as it is kept here."""
        return str(getattr(contact, what) or "")

    def holds_for(self, contact) -> bool:
        return self.value == self.of(contact, self.what)
