from __future__ import annotations

import datetime as dt
import re

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import connection, models, transaction
from django.db.models import Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.access import Denied
from accounts.models import Company, Role, User
from activity.models import record
from clients.models.fact import differences, kept_promises, refused
from clients.models.responsibility import Responsibility
from clients.models.search import SearchQuerySet, search_index, search_key
from clients.models.team import TeamMember

# What describes a client: what one fills in, and what one chooses of two that are merged.
DESCRIPTION = (
    "name",
    "kind",
    "market",
    "sector",
    "reach",
    "strategic_role",
    "country",
    "city",
    "parent",
    "website",
    "annual_revenue",
    "employees",
    "founded_year",
    "regular_purchase_months",
)
RESERVED = {"new", "options", ".", ".."}  # /clients/new/ is another page


def fits_an_address(code: str) -> None:
    """Refuse a code that could not stand in an address."""
    if "/" in code or not code.isprintable() or code in RESERVED:
        sentence = _("A code has no slash, and is no word with a meaning of its own such as “new”.")
        raise ValidationError(sentence, code="address")


class ClientQuerySet(SearchQuerySet):
    def visible_to(self, user, on: dt.date | None = None) -> ClientQuerySet:
        """The one answer to "who may see this client" (docs/permissions.md).

        Executives see all. A key manager sees the own book and the clients whose team they are on; a senior
        also all of that of everyone below. An account manager sees the own book without key accounts. Whoever
        stands in for an absent colleague also sees what is in that person's own book and teams.
        Responsibility and team are those of the company's day `on` (default: today).
        """
        if user.role == Role.EXECUTIVE:
            return self.unmerged()
        if not user.is_manager:
            return self.none()
        on = on or Company.current().rules().today(timezone.now())
        people = [*user.line_ids, *user.covered_on(on)]
        held = Responsibility.objects.on(on).filter(manager__in=people).values("client")
        if user.role == Role.ACCOUNT_MANAGER:
            return self.unmerged().filter(pk__in=held).exclude(kind=Client.Kind.KEY)
        on_team = TeamMember.objects.on(on).filter(user__in=people).values("client")
        return self.unmerged().filter(Q(pk__in=held) | Q(pk__in=on_team))

    def unmerged(self) -> ClientQuerySet:
        """Without those that were merged into another."""
        return self.filter(merged_into=None)

    def workable_by(self, user, on: dt.date | None = None) -> ClientQuerySet:
        """The clients that `user` works on, and whose facts `user` may change: a manager's visible ones.

        Executives read and decide; they record nothing.
        """
        return self.visible_to(user, on) if user.is_manager else self.none()

    def exactly(self, typed: str) -> ClientQuerySet:
        """Those in which every word typed stands, and those into whom a client with such a code was merged."""
        found, code = super().exactly(typed), typed.replace("\x00", "").strip()
        if not code:
            return found
        merged = Client.objects.filter(merged_into__isnull=False, code__istartswith=code).values("merged_into")
        return found | self.filter(pk__in=merged)


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
        max_length=100,
        unique=True,
        validators=[fits_an_address],
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
    # Where this one's code leads since a merge, which left nothing else of it here.
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="merged", verbose_name=_("merged into")
    )
    search_key = search_key("name", "code", "")

    objects = ClientQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("client")
        verbose_name_plural = _("clients")
        indexes = [
            models.Index(fields=["name", "id"], name="client_name"),
            GinIndex(OpClass(Upper("name"), "gin_trgm_ops"), name="client_name_search"),
            search_index("client_search"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["key", "regular", "prospect"]), name="client_kind_is_known"),
            models.CheckConstraint(condition=~Q(parent=models.F("id")), name="client_is_not_its_own_parent"),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=models.F("id")), name="client_is_not_merged_into_itself"
            ),
            models.CheckConstraint(
                condition=Q(regular_purchase_months=None) | Q(regular_purchase_months__range=(1, 60)),
                name="client_rhythm_1_to_60",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("clients:detail", args=[self.code])

    @cached_property
    def ids(self) -> list[int]:
        """Its own and those of the clients merged into it, under which the log knows what happened there."""
        return [self.pk, *self.merged.values_list("pk", flat=True)]

    @classmethod
    def start(cls, *, by, at: dt.datetime, responsible: User | None = None, **fields) -> Client:
        """A new client, in `responsible`'s hands from the company's today; a manager who names nobody takes it.

        A senior may name someone of the own line, an executive anyone or nobody yet. Without a code one is made
        from the name.
        """
        responsible = responsible or (by if by.is_manager else None)
        if not by.is_executive and not (by.is_manager and responsible and responsible.pk in by.line_ids):
            raise Denied
        fields["code"] = fields.get("code") or cls.free_code(fields["name"])
        client = cls(**fields)
        if responsible:
            client.refuse_unfit(responsible)
        with kept_promises(cls):
            client.save(force_insert=True)
            if responsible:
                client.responsibilities.create(manager=responsible, since=today(at), recorded_at=at)
            record(
                "client.started", client, by=by, at=at, client_id=client.pk, responsible=responsible and responsible.pk
            )
        return client

    @classmethod
    def free_code(cls, name: str) -> str:
        """A code made from `name` that no client has: ACME-STEEL, else ACME-STEEL-2 and so on."""
        stem = re.sub(r"[\s/?#\\%.,'\"()&]+", "-", name).strip("-").upper()[:30] or "CLIENT"
        taken = set(cls.objects.filter(code__startswith=stem).values_list("code", flat=True))
        numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
        return next(code for code in (stem, *numbered) if code not in taken)

    def may_work(self, user) -> bool:
        """Whether `user` works on this client: responsible, on the team, or a senior above one of these."""
        return Client.objects.workable_by(user).filter(pk=self.pk).exists()

    def may_price(self, user, author_id: int | None) -> bool:
        """Whether `user` has to do with the cost of what `author_id` sold to this client or made for it: that person,
        who is responsible today, the seniors above these, and who stands in for one of them. Not the team."""
        if not self.may_work(user):
            return False
        people = {*user.line_ids, *user.covered_ids}
        held = self.responsibilities.on(today(timezone.now()))
        return author_id in people or held.filter(manager__in=people).exists()

    def shows_margin_to(self, user, author_id: int | None) -> bool:
        """Whether `user` sees what that costs us, and our margin: also executives do."""
        return user.is_executive or self.may_price(user, author_id)

    def held_by(self, on: dt.date) -> User | None:
        """Who is responsible on the day `on`."""
        span = self.responsibilities.on(on).select_related("manager").first()
        return span.manager if span else None

    def change(self, *, by, at: dt.datetime, **fields) -> Client:
        """Set `fields`; the event keeps what they were. Returns the changed row."""
        with kept_promises(Client):
            client = self._locked()
            if not client.may_work(by):
                raise Denied
            changed = differences(client, fields)
            for name, value in fields.items():
                setattr(client, name, value)
            client.stay_true(at)
            if changed:
                client.save(update_fields=list(fields))
                record("client.changed", client, by=by, at=at, client_id=client.pk, changed=changed)
        return client

    def stay_true(self, at: dt.datetime) -> None:
        """Raise ValidationError where its parent companies form a circle, or its manager may not serve its kind."""
        above, seen = self.parent, {self.pk}
        while above:
            if above.pk in seen:
                raise refused("parent", _("A company cannot be above itself: choose another parent company."))
            seen.add(above.pk)
            above = above.parent
        responsible = self.held_by(today(at))
        if responsible and not self.fits(responsible):
            sentence = _("%(manager)s serves regular clients. Transfer the client to a key account manager first.")
            raise refused("kind", sentence, manager=responsible)

    def fits(self, manager: User) -> bool:
        """An account manager serves no key accounts."""
        return self.kind != self.Kind.KEY or manager.role == Role.KEY_MANAGER

    def refuse_unfit(self, to: User) -> None:
        """Raise ValidationError where `to` could not be responsible for this client."""
        if not to.is_active or not to.is_manager:
            raise refused("to", _("%(to)s is not an active manager."), to=to)
        if not self.fits(to):
            raise refused("to", _("%(to)s serves regular clients; a key account needs a key account manager."), to=to)

    def may_transfer(self, user, at: dt.datetime) -> bool:
        """Executives may transfer every client, a senior those of the own line."""
        if user.is_executive:
            return True
        holders = {span.manager_id for span in self.responsibilities.on(today(at))} | {
            span.manager_id for span in self.responsibilities.filter(until=None)
        }
        return user.is_senior and bool(holders) and holders <= set(user.line_ids)

    def transfer(self, to: User, on: dt.date, *, by, at: dt.datetime) -> Responsibility:
        """Make `to` responsible from the day `on`, which ends the present manager's time. Returns the new span.

        A second transfer from the same day corrects the first. `on` may be past, but not before the present span
        began, and may be ahead. Two transfers at once wait for each other.
        """
        with transaction.atomic():
            client = self._locked()
            if not client.may_transfer(by, at) or not (by.is_executive or to.pk in by.line_ids):
                raise Denied
            client.refuse_unfit(to)
            last = client.responsibilities.select_related("manager").order_by("-since").first()
            if last:
                span = last.hand_over(to, on, at=at)
            else:
                span = client.responsibilities.create(manager=to, since=on, recorded_at=at)
            before = last and last.manager_id
            told = {"to": to.pk, "on": on, "before": before, "title": client.name, "receiver": str(to)}
            record("client.transferred", client, by=by, at=at, client_id=client.pk, **told)
        return span

    def may_staff(self, user, at: dt.datetime) -> bool:
        """The team is put together by the responsible senior, or by a senior over the responsible junior."""
        responsible = self.held_by(today(at))
        return user.is_senior and responsible is not None and responsible.pk in user.line_ids

    def add_team_member(self, user: User, *, by, at: dt.datetime) -> TeamMember:
        """Let a key account manager of `by`'s line work on this client too, from today."""
        with kept_promises(TeamMember):
            client = self._locked()
            if not client.may_staff(by, at) or user.pk not in by.line_ids:
                raise Denied
            client.refuse_as_member(user, today(at))
            member = client.team.create(user=user, since=today(at))
            told = {"user": user.pk, "title": client.name}
            record("client.team_member_added", client, by=by, at=at, client_id=client.pk, **told)
        return member

    def refuse_as_member(self, user: User, on: dt.date) -> None:
        """Raise ValidationError where `user` could not be on the team from the day `on`."""
        if not user.is_active or user.role != Role.KEY_MANAGER:
            raise refused("user", _("%(user)s is not an active key account manager."), user=user)
        if self.held_by(on) == user:
            raise refused("user", _("%(user)s is responsible for this client."), user=user)
        if self.team.on(on).filter(user=user).exists():
            raise refused("user", _("%(user)s is on the team already."), user=user)

    def end_team_member(self, member: TeamMember, *, by, at: dt.datetime) -> None:
        """Yesterday was the member's last day; one who joined today never was on the team."""
        with transaction.atomic():
            client = self._locked()
            current = client.team.filter(pk=member.pk, until=None).first()
            if current is None or not client.may_staff(by, at):
                raise Denied
            current.end(today(at))
            record("client.team_member_ended", client, by=by, at=at, client_id=client.pk, user=member.user_id)

    def hold(self) -> bool:
        """Keep it from being merged away until the end of the transaction, whatever is added to it: whoever adds looks
        after this. Says whether it was not merged away before."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT merged_into_id FROM clients_client WHERE id = %s FOR KEY SHARE", [self.pk])
            return cursor.fetchone() == (None,)

    def _locked(self) -> Client:
        """This row as it is now, locked until the end of the transaction; facts may still be added to it meanwhile."""
        return Client.objects.select_for_update(no_key=True).get(pk=self.pk)


def today(at: dt.datetime) -> dt.date:
    return Company.current().rules().today(at)
