from __future__ import annotations

from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import connection, models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.company import known_zone


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

    email = models.EmailField(_("e-mail"), unique=True, error_messages={"unique": _("Someone has this e-mail already.")})
    name = models.CharField(_("name"), max_length=200)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    level = models.CharField(_("level"), max_length=10, choices=Level, blank=True)
    supervisor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="reports", verbose_name=_("reports to")
    )
    department = models.ForeignKey(
        "accounts.Department", models.PROTECT, null=True, blank=True, related_name="members", verbose_name=_("department")
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

    # Django's admin asks these. It shows people, settings and the audit log, and no business figures.
    @property
    def is_staff(self) -> bool:
        return self.is_administrator

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.is_active and self.is_administrator and perm.split(".")[0] in ("accounts", "activity")

    def has_module_perms(self, app_label: str) -> bool:
        return self.has_perm(f"{app_label}.")
