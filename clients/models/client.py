from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Role


class ClientQuerySet(models.QuerySet["Client"]):
    def visible_to(self, user, on: dt.date | None = None) -> ClientQuerySet:
        """The one answer to "who may see this client" (docs/permissions.md).

        Executives see all. A key manager sees the own book and the clients whose team they are on; a senior
        also all of that of everyone below. An account manager sees the own book without key accounts.
        Responsibility and team are those of the company's day `on` (default: today).
        """
        from accounts.models import Company
        from clients.models.responsibility import Responsibility
        from clients.models.team import TeamMember

        if user.role == Role.EXECUTIVE:
            return self
        if not user.is_manager:
            return self.none()
        if on is None:
            from django.utils import timezone

            on = Company.current().rules().today(timezone.now())
        held = Responsibility.objects.on(on).filter(manager__in=user.line_ids).values("client")
        if user.role == Role.ACCOUNT_MANAGER:
            return self.filter(pk__in=held).exclude(kind=Client.Kind.KEY)
        on_team = TeamMember.objects.on(on).filter(user__in=user.line_ids).values("client")
        return self.filter(Q(pk__in=held) | Q(pk__in=on_team))


class Client(models.Model):
    """A company or a person whom we serve, or would like to."""

    class Kind(models.TextChoices):
        KEY = "key", _("key")
        REGULAR = "regular", _("regular")
        PROSPECT = "prospect", _("prospect")

    class Market(models.TextChoices):
        BUSINESS = "business", _("business")
        CONSUMER = "consumer", _("consumer")

    class Reach(models.TextChoices):
        NATIONAL = "national", _("national")
        REGIONAL = "regional", _("regional")
        INTERNATIONAL = "international", _("international")

    class StrategicRole(models.TextChoices):
        INFLUENCER = "influencer", _("influencer")
        DECISION_MAKER = "decision_maker", _("decision maker")
        BUSINESS_PARTNER = "business_partner", _("business partner")
        LARGE_BUYER = "large_buyer", _("large private buyer")

    code = models.CharField(
        _("code"),
        max_length=40,
        unique=True,
        validators=[RegexValidator(r"^[^\s/?#\\%]+\Z", _("A code has no spaces and none of / ? # % \\."))],
        error_messages={"unique": _("Another client has this code.")},
    )
    name = models.CharField(_("name"), max_length=300)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.REGULAR)
    market = models.CharField(_("market"), max_length=10, choices=Market, default=Market.BUSINESS)
    sector = models.CharField(_("sector"), max_length=100, blank=True)
    reach = models.CharField(_("reach"), max_length=15, choices=Reach, blank=True)
    strategic_role = models.CharField(_("strategic role"), max_length=20, choices=StrategicRole, blank=True)
    country = models.CharField(_("country"), max_length=100, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="subsidiaries", verbose_name=_("parent company")
    )
    regular_purchase_months = models.PositiveSmallIntegerField(
        _("purchase rhythm in months"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("Empty: the company's default."),
    )
    website = models.CharField(_("website"), max_length=300, blank=True)
    annual_revenue = models.DecimalField(
        _("annual revenue"), max_digits=20, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    employees = models.PositiveIntegerField(_("employees"), null=True, blank=True)
    founded_year = models.PositiveSmallIntegerField(
        _("founded in"), null=True, blank=True, validators=[MinValueValidator(1000), MaxValueValidator(2199)]
    )

    objects = ClientQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("client")
        verbose_name_plural = _("clients")
        indexes = [
            models.Index(fields=["name", "id"], name="client_name"),
            GinIndex(OpClass(Upper("name"), "gin_trgm_ops"), name="client_name_search"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["key", "regular", "prospect"]), name="client_kind_is_known"),
            models.CheckConstraint(condition=~Q(parent=models.F("id")), name="client_is_not_its_own_parent"),
            models.CheckConstraint(
                condition=Q(regular_purchase_months=None) | Q(regular_purchase_months__range=(1, 60)),
                name="client_rhythm_1_to_60",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("clients:detail", args=[self.code])
