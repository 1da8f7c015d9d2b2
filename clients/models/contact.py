from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.models import Company
from clients.models.certainty import Certainty
from clients.models.fact import Fact, FactQuerySet, believable, refused
from clients.models.search import SearchQuerySet, search_index, search_key

# What describes a person: what one fills in, and what one chooses of two that are merged.
DESCRIPTION = (
    "name",
    "title",
    "email",
    "phone",
    "decision_role",
    "influence",
    "attitude",
    "reports_to",
    "language",
    "birthday",
    "preferences",
)


class ContactQuerySet(SearchQuerySet, FactQuerySet):  # type: ignore[override]  # two managers of one kind
    """Found by name, e-mail and telephone number."""

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
    left_on = models.DateField(_("left on"), null=True, blank=True, validators=[believable])
    left_for = models.CharField(_("new firm"), max_length=300, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="merged", verbose_name=_("merged into")
    )
    search_key = search_key("name", "email", "phone")

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        indexes = [search_index("contact_search")]
        constraints = [
            models.CheckConstraint(
                condition=Q(left_for="") | Q(left_on__isnull=False), name="contact_new_firm_after_leaving"
            ),
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
        with transaction.atomic():
            contact = cls.enter(client, by=by, at=at, verb="added", **fields)
            contact._believe([what for what in Certainty.What.values if getattr(contact, what)], False, by, at)
        return contact

    def change(self, *, by, at: dt.datetime, verb: str = "changed", **fields) -> Contact:
        """Set `fields`. What one now thinks of the person otherwise is assumed until somebody confirms it."""
        with transaction.atomic():
            before = Contact.objects.get(pk=self.pk)
            contact = super().change(by=by, at=at, verb=verb, **fields)
            new = [what for what in Certainty.What.values if getattr(before, what) != getattr(contact, what)]
            contact._believe(new, False, by, at)
        return contact

    def judge(self, *, confirmed: Iterable[str], by, at: dt.datetime, **fields) -> Contact:
        """Say what the person is to us, and which of it is `confirmed` (of Certainty.What); the rest is assumed."""
        with transaction.atomic():
            contact = self.change(by=by, at=at, **fields)
            sure = contact.sure_of()
            new = {what for what in confirmed if not (what in sure and sure[what].confirmed)}
            doubted = {what for what, row in sure.items() if row.confirmed and what not in confirmed}
            contact._believe(new, True, by, at)
            contact._believe(doubted, False, by, at)
            if new or doubted:
                contact._tell("confirmed", by, at, facts=sorted(new), doubted=sorted(doubted))
        return contact

    def sure_of(self) -> dict[str, Certainty]:
        """How sure we are of each fact, where that was said of what it is today."""
        return {row.what: row for row in self.certainties.all() if row.holds_for(self)}

    def leave(self, left_on: dt.date | None, left_for: str = "", *, by, at: dt.datetime) -> Contact:
        """The person leaves the client, for another firm if that is known. None: is still there after all.

        The client's manager and team are told.
        """
        with transaction.atomic():
            changed = self.change(by=by, at=at, left_on=left_on, left_for=left_for if left_on else "")
            if left_on and left_on != self.left_on:
                changed._tell("left", by, at, **changed._leaving(at))
        return changed

    def _leaving(self, at: dt.datetime) -> dict[str, Any]:
        day = Company.current().rules().today(at)
        held = self.client.responsibilities.on(day).values_list("manager", flat=True)
        told = [*held, *self.client.team.on(day).values_list("user", flat=True)]
        firm = {"name": self.name, "title": self.client.name, "on": self.left_on, "firm": self.left_for}
        return firm | {"code": self.client.code, "told": sorted(set(told))}

    def meet(self, user, strength: int | None, note: str = "", *, by, at: dt.datetime) -> None:
        """Say how well `user` of us knows this person; None is not at all."""
        with transaction.atomic():
            contact = self._locked(by)
            before = contact.acquaintances.filter(user=user).first()
            if strength:
                contact.acquaintances.update_or_create(user=user, defaults={"strength": strength, "note": note})
            elif before:
                before.delete()
            was = before and before.strength
            if (was, before.note if before else "") != (strength, note if strength else ""):
                contact._tell("acquainted", by, at, user=user.pk, strength=[was, strength])

    def _believe(self, facts: Iterable[str], confirmed: bool, by, at: dt.datetime) -> None:
        on = Company.current().rules().today(at)
        for what in facts:
            about = {"value": Certainty.of(self, what), "confirmed": confirmed, "on": on, "by": by}
            self.certainties.update_or_create(what=what, defaults=about)

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
