from __future__ import annotations

import datetime as dt
from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.denied import Denied
from accounts.events import record
from accounts.line import led_by
from accounts.models.company import Company, known_zone


class Role(models.TextChoices):
    KEY_MANAGER = "key_manager", _("key account manager")
    ACCOUNT_MANAGER = "account_manager", _("account manager")
    DEPARTMENT_MEMBER = "department_member", _("department member")
    EXECUTIVE = "executive", _("executive")
    ADMINISTRATOR = "administrator", _("administrator")


class Level(models.TextChoices):
    JUNIOR = "junior", _("junior")
    SENIOR = "senior", _("senior")


MANAGER_ROLES = (Role.KEY_MANAGER, Role.ACCOUNT_MANAGER)


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> UserQuerySet:
        return self.filter(is_active=True)

    def administrators(self) -> UserQuerySet:
        return self.active().filter(role=Role.ADMINISTRATOR)

    def managers(self) -> UserQuerySet:
        """Those who can be responsible for clients."""
        return self.filter(role__in=MANAGER_ROLES)

    def visible_to(self, user: User) -> UserQuerySet:
        """Whose work `user` may look at: everyone's for an executive, a senior's own line, else one's own.

        Administrators see every person as an account, never their figures.
        """
        if user.role in (Role.EXECUTIVE, Role.ADMINISTRATOR):
            return self
        return self.filter(pk__in=user.line_ids)


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, email: str, password: str | None = None, **fields) -> User:
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> User:
        return self.create_user(email, password, **{"role": Role.ADMINISTRATOR, **fields})

    def get_by_natural_key(self, email: str | None) -> User:
        return self.get(email=(email or "").strip().lower())


class User(AbstractBaseUser):
    """A person who signs in, with one role. Reporting lines form a tree; the database refuses a cycle."""

    email = models.EmailField(
        _("e-mail"), unique=True, error_messages={"unique": _("Someone has this e-mail already.")}
    )
    name = models.CharField(_("name"), max_length=200)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    level = models.CharField(_("level"), max_length=10, choices=Level, blank=True)
    supervisor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="reports", verbose_name=_("reports to")
    )
    department = models.ForeignKey(
        "accounts.Department",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="members",
        verbose_name=_("department"),
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True, validators=[known_zone])
    language = models.CharField(_("language"), max_length=5, blank=True, choices=[("en", "English"), ("hi", "हिन्दी")])
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name", "role"]

    objects = UserManager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_is_lower_case"),
            models.CheckConstraint(
                condition=models.Q(role="key_manager", level__in=["junior", "senior"])
                | (~models.Q(role="key_manager") & models.Q(level="")),
                name="user_level_only_for_key_managers",
                violation_error_message=_("A key account manager is junior or senior; nobody else has a level."),
            ),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="user_role_is_known"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_manager(self) -> bool:
        return self.role in MANAGER_ROLES

    @property
    def is_senior(self) -> bool:
        return self.level == Level.SENIOR

    @property
    def is_executive(self) -> bool:
        return self.role == Role.EXECUTIVE

    @property
    def is_administrator(self) -> bool:
        return self.role == Role.ADMINISTRATOR

    @cached_property
    def line_ids(self) -> list[int]:
        """Own id, and for a senior the ids of everyone below in the reporting tree. One query per request."""
        if not self.is_senior:
            return [self.pk]
        with connection.cursor() as cursor:
            cursor.execute(
                "WITH RECURSIVE line(id) AS (SELECT %s::bigint UNION SELECT u.id FROM accounts_user u"
                " JOIN line ON u.supervisor_id = line.id) SELECT id FROM line ORDER BY id",
                [self.pk],
            )
            return [row[0] for row in cursor.fetchall()]

    @cached_property
    def led_ids(self) -> list[int]:
        """The people who are reviewed by this person: the nearest active lead above them. One query per request."""
        return led_by(self)

    @cached_property
    def _stands_in(self) -> list[tuple[int, dt.date, dt.date]]:
        from accounts.models.cover import Cover

        found = Cover.objects.live().filter(colleague=self).order_by("pk") if self.is_manager else Cover.objects.none()
        return list(found.values_list("absent", "since", "until"))

    def covered_on(self, on: dt.date) -> list[int]:
        """The ids of those for whom this person stands in on the company's day `on`. One query per request.

        Never part of `line_ids`: sight and work are handed over for a time, figures, pay and leading are not.
        """
        return [absent for absent, since, until in self._stands_in if since <= on < until]

    @cached_property
    def covered_ids(self) -> list[int]:
        """`covered_on` the company's today."""
        return self.covered_on(Company.current().rules().today(timezone.now()))

    def clean_fields(self, exclude=None) -> None:
        self.email = self.email.strip().lower()
        super().clean_fields(exclude)

    def clean(self) -> None:
        """Refuse a person who fits no rule of the house, with a sentence at the field that is wrong."""
        if self.role == Role.KEY_MANAGER and not self.level:
            raise ValidationError({"level": _("A key account manager is junior or senior.")})
        if self.role != Role.KEY_MANAGER and self.level:
            raise ValidationError({"level": _("Only a key account manager has a level.")})
        if self.supervisor:
            self._check_supervisor(self.supervisor)
        if self.pk and self.level != Level.SENIOR and self.role != Role.EXECUTIVE:
            self._check_reports()

    def _check_supervisor(self, chosen: User) -> None:
        if self.is_manager and not (chosen.is_senior or chosen.is_executive):
            sentence = _(
                "%(name)s cannot lead an account manager: choose a senior key account manager or an executive."
            )
            raise ValidationError({"supervisor": ValidationError(sentence, params={"name": chosen})})
        above: User | None = chosen
        while self.pk and above:
            if above.pk == self.pk:
                raise ValidationError(
                    {"supervisor": _("This would be a circle: the chosen person reports to this one.")}
                )
            above = above.supervisor

    def _check_reports(self) -> None:
        """Account managers are led by a senior or an executive, so who leads some stays one until they are moved."""
        below = self.reports.managers().active().first()
        if below:
            sentence = _("%(name)s reports to this person; give all who do another supervisor first.")
            raise ValidationError({"role": ValidationError(sentence, params={"name": below})})

    @classmethod
    def hire(cls, *, by: User, at: dt.datetime, **fields) -> User:
        """Add a person, who sets their own password by a one-time link (accounts/invitations.py).

        Raises Denied unless `by` is an administrator, ValidationError where a rule of the house is broken.
        """
        by.must_administer()
        person = cls(**fields)
        person.set_unusable_password()
        with transaction.atomic():
            person.full_clean()
            person.save()
            record("user.hired", person, by=by, at=at, email=person.email, role=person.role, level=person.level)
        return person

    def appoint(self, *, by: User, at: dt.datetime, **fields) -> None:
        """Change who the person is: e-mail, name, role, level, supervisor, department. It counts from the next request.

        Raises Denied unless `by` is an administrator, ValidationError where a rule of the house is broken.
        """
        by.must_administer()
        with transaction.atomic():
            self._change("user.appointed", fields, by, at)

    def deactivate(self, by: User, at: dt.datetime) -> None:
        """Sign the person out, from the next request on, and keep them out. What they did stays theirs."""
        by.must_administer()
        with transaction.atomic():
            self._change("user.deactivated", {"is_active": False}, by, at)

    def reactivate(self, by: User, at: dt.datetime) -> None:
        by.must_administer()
        with transaction.atomic():
            self._change("user.reactivated", {"is_active": True}, by, at)

    def prefer(self, *, at: dt.datetime, **fields) -> None:
        """Change one's own name, language or time zone."""
        if not fields.keys() <= {"name", "language", "time_zone"}:
            raise Denied
        with transaction.atomic():
            self._change("user.preferred", fields, self, at)

    def must_administer(self) -> None:
        if not (self.is_active and self.is_administrator):
            raise Denied

    def _change(self, verb: str, fields: dict, by: User, at: dt.datetime) -> None:
        from accounts.models.cover import Cover, lock

        lock()  # before the people's own rows, as those do who arrange a cover
        administrators = list(User.objects.administrators().select_for_update().order_by("pk"))
        before = User.objects.select_for_update(of=("self",)).get(pk=self.pk)
        changes = {name: (getattr(before, name), value) for name, value in fields.items()}
        changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
        for name in fields:
            setattr(self, name, fields[name])
        if not changes:
            return
        self.full_clean(exclude=["password"])
        if administrators == [self] and not (self.is_active and self.is_administrator):
            raise ValidationError(_("This is the last administrator; name another one first."))
        self.save(update_fields=list(changes))
        self._refuse_circle()
        told = {
            name: [str(old if old is not None else ""), str(new if new is not None else "")]
            for name, (old, new) in changes.items()
        }
        record(verb, self, by=by, at=at, changes=told)
        if changes.keys() & {"is_active", "role"}:
            Cover.release(self, by=by, at=at)

    def _refuse_circle(self) -> None:
        """Ask the database now what it would ask at commit: a change at the same time may have closed a circle."""
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS user_no_cycle IMMEDIATE")
                cursor.execute("SET CONSTRAINTS user_no_cycle DEFERRED")
        except IntegrityError:
            raise ValidationError({"supervisor": _("This would be a circle of reporting lines.")}) from None

    # Django's admin asks these. It shows people, settings and the audit log, and no business figures.
    @property
    def is_staff(self) -> bool:
        return self.is_administrator

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.is_active and self.is_administrator and perm.split(".")[0] in ("accounts", "activity")

    def has_module_perms(self, app_label: str) -> bool:
        return self.has_perm(f"{app_label}.")
