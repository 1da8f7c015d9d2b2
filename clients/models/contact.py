from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from clients.models.fact import Fact, FactQuerySet, refused


class ContactQuerySet(FactQuerySet):
    def trashed(self) -> ContactQuerySet:
        """In the trash; who was merged into another is not to be taken out, but comes back when that is undone."""
        return super().trashed().filter(merged_into=None)


class Contact(Fact):
    """A person who matters at a client."""

    class DecisionRole(models.TextChoices):
        DECIDES = "decides", _("decides")
        INFLUENCES = "influences", _("influences")
        USES = "uses", _("uses")
        BUYS = "buys", _("buys")
        GATEKEEPER = "gatekeeper", _("gatekeeper")

    class Influence(models.TextChoices):
        HIGH = "high", _("high")
        MEDIUM = "medium", _("medium")
        LOW = "low", _("low")

    class Attitude(models.TextChoices):
        SUPPORTER = "supporter", _("supporter")
        NEUTRAL = "neutral", _("neutral")
        CRITIC = "critic", _("critic")

    client = models.ForeignKey("clients.Client", models.CASCADE, related_name="contacts", verbose_name=_("client"))
    name = models.CharField(_("name"), max_length=300)
    email = models.EmailField(_("e-mail"), blank=True)
    title = models.CharField(_("title"), max_length=200, blank=True)
    phone = models.CharField(_("phone"), max_length=50, blank=True)
    decision_role = models.CharField(_("decision role"), max_length=15, choices=DecisionRole, blank=True)
    influence = models.CharField(_("influence"), max_length=10, choices=Influence, blank=True)
    attitude = models.CharField(_("attitude"), max_length=10, choices=Attitude, blank=True)
    reports_to = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="reports", verbose_name=_("reports to")
    )
    language = models.CharField(_("language"), max_length=50, blank=True)
    birthday = models.DateField(_("birthday"), null=True, blank=True)
    preferences = models.TextField(_("preferences"), blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="merged", verbose_name=_("merged into")
    )

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(trashed_at__isnull=False), name="contact_merged_is_out_of_sight"
            ),
            models.UniqueConstraint(
                "client",
                Lower("email"),
                condition=~Q(email=""),
                name="contact_email_once_a_client",
                violation_error_message=_("This client has a contact with this e-mail already."),
            ),
            models.UniqueConstraint(
                fields=["client", "name"],
                condition=Q(email=""),
                name="contact_name_once_without_email",
                violation_error_message=_(
                    "This client has a contact with this name already; add an e-mail to tell them apart."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def add(cls, client, *, by, at: dt.datetime, **fields) -> Contact:
        return cls.enter(client, by=by, at=at, verb="added", **fields)

    def stay_true(self, at: dt.datetime) -> None:
        """Whom a contact reports to works at the same client, and no line of reporting comes back to where it began."""
        above, seen = self.reports_to, {self.pk}
        while above:
            if above.client_id != self.client_id:
                raise refused("reports_to", _("Choose someone who works at this client."))
            if above.pk in seen:
                raise ValidationError(
                    {"reports_to": _("The reporting lines would form a circle; choose someone else.")}
                )
            seen.add(above.pk)
            above = above.reports_to

    def key(self) -> dict[str, Any]:
        own = {"email__iexact": self.email} if self.email else {"email": "", "name": self.name}
        return {"client": self.client_id} | own
