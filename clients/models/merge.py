from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import Denied
from activity.models import record
from clients import merging
from clients.journal import Journal, in_the_way
from clients.models.client import Client, today
from clients.models.contact import Contact
from clients.models.fact import kept_promises

UNDOABLE = dt.timedelta(days=30)
SHOWN = 5


class MergeQuerySet(models.QuerySet["Merge"]):
    def visible_to(self, user) -> MergeQuerySet:
        return self.filter(client__in=Client.objects.visible_to(user))


class Merge(models.Model):
    """That two clients, or two contacts of one client, were made one, and every row that this touched.

    The row that was merged away stays, empty and out of sight, and its `merged_into` says where its code or e-mail
    leads.
    """

    class Kind(models.TextChoices):
        CLIENT = "client", _("clients")
        CONTACT = "contact", _("contacts")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    client = models.ForeignKey(Client, models.PROTECT, related_name="merges", verbose_name=_("client"))
    at_client = models.BigIntegerField(_("client at that time"))  # `client` follows when that is merged, too
    kept = models.BigIntegerField(_("kept"))
    gone = models.BigIntegerField(_("merged away"))
    kept_name = models.CharField(_("kept"), max_length=300)
    gone_name = models.CharField(_("merged away"), max_length=300)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    undone_at = models.DateTimeField(_("undone at"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("undone by")
    )
    journal = models.JSONField(_("what was changed"), default=list)

    objects = MergeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(undone_at=None, undone_by=None)
                | models.Q(undone_at__isnull=False, undone_by__isnull=False),
                name="merge_undone_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gone_name} → {self.kept_name}"

    @property
    def undoable_until(self) -> dt.datetime:
        return self.at + UNDOABLE

    @classmethod
    def of_clients(cls, kept: Client, gone: Client, *, by, at: dt.datetime, taken: set[str] | None = None) -> Merge:
        """Make one client of two; `taken` names the fields whose value is that of `gone` (None: the empty ones)."""
        with kept_promises(Client):
            kept, gone = _locked(kept, gone)
            if not may_merge(kept, gone, by, at):
                raise Denied
            managers = [held.pk for client in (kept, gone) if (held := client.held_by(today(at)))]
            names = merging.missing(kept, gone) if taken is None else taken
            describe, journal = merging.described(kept, gone, names), Journal()
            journal.set(gone, merged_into_id=kept.pk)  # first: the database lets a request follow only then
            merging.absorb(journal, [(kept, gone)], at)
            journal.set(kept, **describe)
            _leave_team(journal, kept, today(at))
            kept.stay_true(at)
            merge = cls._keep(cls.Kind.CLIENT, kept, kept, gone, journal, by, at)
            told = {"gone": gone.pk, "name": gone.name, "title": kept.name, "managers": managers}
            record("client.merged", kept, by=by, at=at, client_id=kept.pk, **told)
        return merge

    @classmethod
    def of_contacts(cls, kept: Contact, gone: Contact, *, by, at: dt.datetime, taken: set[str] | None = None) -> Merge:
        """Make one contact of two of the same client."""
        with kept_promises(Contact):
            rows = Contact.objects.live().select_for_update(of=("self",)).select_related("client").order_by("pk")
            found = {row.pk: row for row in rows.filter(pk__in=[kept.pk, gone.pk])}
            if len(found) < 2 or kept.client_id != gone.client_id or not kept.client.may_work(by):
                raise Denied
            kept, gone, journal = found[kept.pk], found[gone.pk], Journal()
            names = merging.missing(kept, gone) if taken is None else taken
            describe, email = merging.described(kept, gone, names), kept.email
            if describe.keys() & {"email", "name"}:  # by these the database tells them apart
                journal.set(gone, email=f"{gone.pk}@merged.invalid")
            merging.unite(journal, kept, gone, at, describe)
            if email and kept.email != email:
                journal.set(gone, email=email)  # so that an import still knows it
            kept.stay_true(at)
            merge = cls._keep(cls.Kind.CONTACT, kept.client, kept, gone, journal, by, at)
            told = {"gone": gone.name, "name": kept.name}
            record("contact.merged", kept, by=by, at=at, client_id=kept.client_id, **told)
        return merge

    @classmethod
    def _keep(cls, kind: str, client: Client, kept, gone, journal: Journal, by, at: dt.datetime) -> Merge:
        connection.check_constraints()  # those that wait for the commit, so that the refusal is a sentence
        return cls.objects.create(
            kind=kind,
            client=client,
            at_client=client.pk,
            kept=kept.pk,
            gone=gone.pk,
            kept_name=kept.name,
            gone_name=gone.name,
            at=at,
            by=by,
            journal=journal.steps,
        )

    def may_undo(self, user, at: dt.datetime) -> bool:
        """Whoever could merge today, within thirty days."""
        if self.undone_at or at > self.undoable_until:
            return False
        return self.client.may_transfer(user, at) if self.kind == self.Kind.CLIENT else self.client.may_work(user)

    def undo(self, *, by, at: dt.datetime) -> None:
        """Everything as it was before. What came since stays with the kept one; where something that moved has been
        changed since, nothing is undone, and ValidationError says what it is."""
        with transaction.atomic():
            merge = Merge.objects.select_for_update(of=("self",)).select_related("client").get(pk=self.pk)
            clients = [merge.kept, merge.gone] if merge.kind == self.Kind.CLIENT else [merge.at_client]
            list(Client.objects.filter(pk__in=clients).order_by("pk").select_for_update())
            if not merge.may_undo(by, at):
                raise Denied
            merge._refuse_under_another()
            conflicts = Journal(merge.journal).take_back()
            if merge.kind == self.Kind.CLIENT and not conflicts:
                conflicts = [in_the_way(type(row), row.pk) for row in merging.strangers(*clients)]
            if conflicts:
                raise ValidationError([_("It cannot be undone as it is:"), *_few(conflicts)])
            connection.check_constraints()
            merge.undone_at, merge.undone_by = at, by
            merge.save(update_fields=["undone_at", "undone_by"])
            told = {"gone": merge.gone, "name": merge.gone_name, "title": merge.kept_name}
            record("merge.undone", merge, by=by, at=at, client_id=merge.at_client, **told)
        self.undone_at, self.undone_by = at, by

    def _refuse_under_another(self) -> None:
        if self.client_id != self.at_client:
            sentence = _("%(name)s was merged into another client since. Undo that merge first.")
            raise ValidationError(sentence, params={"name": self.kept_name})


def may_merge(kept: Client, gone: Client, user, at: dt.datetime) -> bool:
    """Whoever may transfer both."""
    apart = kept.pk != gone.pk and kept.merged_into_id is None and gone.merged_into_id is None
    return apart and kept.may_transfer(user, at) and gone.may_transfer(user, at)


def _locked(kept: Client, gone: Client) -> tuple[Client, Client]:
    """Both, against everybody, also against those who add a fact to one of them."""
    rows = {row.pk: row for row in Client.objects.filter(pk__in=[kept.pk, gone.pk]).order_by("pk").select_for_update()}
    return rows[kept.pk], rows[gone.pk]


def _leave_team(journal: Journal, client: Client, day: dt.date) -> None:
    """Whoever is responsible for the client is not on its team as well."""
    for member in client.team.filter(until=None, user=client.held_by(day)):
        if member.since < day:
            journal.set(member, until=day)
        else:
            journal.remove(member)


def _few(sentences: list[str]) -> list[str]:
    more = len(sentences) - SHOWN
    return sentences[:SHOWN] + ([str(_("And %(count)d more.") % {"count": more})] if more > 0 else [])
