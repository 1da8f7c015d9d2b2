from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from typing import Any, Self

from babel import Locale
from babel.core import get_global
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models.functions import Now
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.access import Denied
from accounts.models.company import CompanyRules
from activity.models import record

EARLIEST, LATEST = dt.date(1900, 1, 1), dt.date(2199, 12, 31)


def believable(day: dt.date | dt.datetime) -> None:
    """Refuse a slip of the keyboard: the years 0202 and 20226 are no facts."""
    if not EARLIEST.year <= day.year <= LATEST.year:
        raise ValidationError(_("The year must lie between 1900 and 2199."), code="year")


def currencies() -> dict[str, str]:
    """The ISO 4217 codes in use somewhere today, with their names in the reader's language."""
    used = get_global("territory_currencies").values()
    codes = {code for lines in used for code, _since, until, tender in lines if until is None and tender}
    names = Locale.parse(get_language() or "en", sep="-").currencies
    return {code: names.get(code, code) for code in sorted(codes)}


def known_currency(code: str) -> None:
    if code not in currencies():
        raise ValidationError(
            _("“%(code)s” is not a currency in use; write its three letters, such as INR or USD."),
            params={"code": code},
            code="currency",
        )


def refused(field: str, sentence, **params) -> ValidationError:
    """What a verb raises where `field` cannot be so: one sentence, shown at that field of a form."""
    return ValidationError({field: ValidationError(sentence, params=params)})


@contextlib.contextmanager
def kept_promises(model: type[models.Model]) -> Iterator[None]:
    """Where the database refuses what two people wrote at once, say so in a sentence instead of failing."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        broken = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        for constraint in model._meta.constraints:
            if constraint.name == broken:
                raise ValidationError(constraint.get_violation_error_message()) from error
        raise ValidationError(_("Someone saved the same at this moment. Look, then try again.")) from error


def differences(row: models.Model, fields: dict[str, Any]) -> dict[str, list[Any]]:
    """What setting `fields` would change in `row`: column name -> [before, after]."""
    changed = {}
    for name, value in fields.items():
        column = row._meta.get_field(name).attname  # type: ignore[union-attr]
        after = value.pk if isinstance(value, models.Model) else value
        if getattr(row, column) != after:
            changed[column] = [getattr(row, column), after]
    return changed


class FactQuerySet(models.QuerySet):
    def live(self) -> Self:
        """Not in the trash."""
        return self.filter(trashed_at=None)

    def trashed(self) -> Self:
        return self.exclude(trashed_at=None)

    def visible_to(self, user) -> Self:
        """The facts of the clients that `user` may see."""
        from clients.models.client import Client

        return self.filter(client__in=Client.objects.visible_to(user))

    def workable_by(self, user) -> Self:
        """The facts that `user` may change: those of the clients that `user` works on."""
        from clients.models.client import Client

        return self.filter(client__in=Client.objects.workable_by(user))


class Fact(models.Model):
    """Something that happened at a client. Each kind has its own effective date; all keep when they were entered.

    A fact in the trash counts nowhere and can be taken out again. The verbs raise Denied where `by` may not, and
    ValidationError where the fact would not be true to the others; then nothing is written.
    """

    recorded_at = models.DateTimeField(_("recorded"), db_default=Now(), editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("recorded by"),
    )
    trashed_at = models.DateTimeField(_("put into the trash"), null=True, editable=False)

    class Meta:
        abstract = True

    @classmethod
    def enter(cls, client, *, by, at: dt.datetime, verb: str = "recorded", **fields) -> Self:
        """Record a new fact of `client`."""
        fact = cls(client=client, recorded_at=at, recorded_by=by, **fields)
        with kept_promises(cls):
            client.hold()
            fact._guard(by)
            fact.stay_true(at)
            fact._refuse_twin_in_trash()
            fact.save(force_insert=True)
            fact._tell(verb, by, at)
        return fact

    def change(self, *, by, at: dt.datetime, verb: str = "changed", **fields) -> Self:
        """Set `fields`; the event keeps what they were. Returns the changed row."""
        with kept_promises(type(self)):
            fact = self._locked(by)
            fact._set(fields, verb, by, at)
        return fact

    def trash(self, *, by, at: dt.datetime) -> None:
        with transaction.atomic():
            fact = self._locked(by)
            fact.may_go()
            fact._place(at, "trashed", by, at)
        self.trashed_at = fact.trashed_at

    def restore(self, *, by, at: dt.datetime) -> None:
        with kept_promises(type(self)):
            fact = self._locked(by, trashed=True)
            fact.trashed_at = None
            fact.stay_true(at)
            fact._place(None, "restored", by, at)
        self.trashed_at = None

    def reach(self, rules: CompanyRules) -> tuple[dt.date, dt.date] | None:
        """The company's first and last day on which it happened or held; None where no figure depends on that."""
        return None

    def key(self) -> dict[str, Any]:
        """What tells this fact from others of its kind, where people give it; in the trash, too."""
        return {}

    def may_change(self, user) -> bool:
        """Whoever works on the client."""
        return self.client.may_work(user)  # type: ignore[attr-defined]

    def stay_true(self, at: dt.datetime) -> None:
        """Raise ValidationError where this fact, as it is about to be, contradicts the others. Locks what it reads."""

    def may_go(self) -> None:
        """Raise ValidationError where other facts still need this one."""

    def _guard(self, by) -> None:
        if not self.may_change(by):
            raise Denied

    def _refuse_twin_in_trash(self) -> None:
        key = self.key()
        twins = type(self)._default_manager.filter(**key, trashed_at__isnull=False).exclude(pk=self.pk)
        if key and twins.exists():
            raise ValidationError(_("The same is in the trash: take it out there, or change what you typed."))

    def _locked(self, by, *, trashed: bool = False) -> Self:
        """This row as it is now, locked until the end of the transaction."""
        rows = type(self)._default_manager.select_for_update(of=("self",), no_key=True).select_related("client")
        fact = rows.filter(pk=self.pk, trashed_at__isnull=not trashed).first()
        if fact is None:
            raise Denied
        fact._guard(by)
        return fact

    def _set(self, fields: dict[str, Any], verb: str, by, at: dt.datetime) -> None:
        """Change this row, which the caller has locked."""
        changed = differences(self, fields)
        for name, value in fields.items():
            setattr(self, name, value)
        self.stay_true(at)
        if changed:
            self._refuse_twin_in_trash()
            self.save(update_fields=list(fields))
            self._tell(verb, by, at, changed=changed)

    def _place(self, trashed_at: dt.datetime | None, verb: str, by, at: dt.datetime) -> None:
        self.trashed_at = trashed_at
        self.save(update_fields=["trashed_at"])
        self._tell(verb, by, at)

    def _tell(self, verb: str, by, at: dt.datetime, **data) -> None:
        record(f"{self._meta.model_name}.{verb}", self, by=by, at=at, client_id=self.client_id, **data)  # type: ignore[attr-defined]
